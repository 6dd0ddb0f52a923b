import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostsIn, namesHost } from './names-in-text.ts';

/** What a text names: `host:port scheme form`. */
const table: [string, string[]][] = [
  ['db', ['db: word']],
  ['db:5432', ['db:5432 port']],
  ['postgres://user:secret@db/app', ['db:5432 postgres url']],
  ['https://api.example.org/v1/x?y=http', ['api.example.org:443 https url']],
  ['http://web.shop.svc.cluster.local:8080', ['web.shop.svc.cluster.local:8080 http url']],
  ['kafka-0.kafka:9092,kafka-1.kafka:9092', ['kafka-0.kafka:9092 port', 'kafka-1.kafka:9092 port']],
  ['jdbc:postgresql://db:5433/app', ['db:5433 postgresql url']],
  ['10.1.2.3:53', ['10.1.2.3:53 port']],
  ['a, b', ['a: word', 'b: word']],
  ['db:70000', []],
  ['--flag', []],
  ['', []],
  ['/etc/db/file', []],
];

describe('hostsIn', () => {
  for (const [text, expected] of table)
    it(JSON.stringify(text), () =>
      assert.deepEqual(
        hostsIn(text).map(({ host, port, scheme, form }) =>
          [`${host}:${port ?? ''}`, scheme, form].filter((part) => part !== undefined).join(' '),
        ),
        expected,
      ),
    );

  it('takes long texts in time, whatever they hold', () => {
    fc.assert(
      fc.property(fc.constantFrom('a-', 'a.', 'a:', '://', 'x@', '-', '.'), fc.nat(20_000), (unit, count) => {
        for (const { port = 1 } of hostsIn(unit.repeat(count))) assert.ok(port >= 1 && port <= 65_535);
      }),
      { numRuns: 40 },
    );
  });

  it('knows names of variables that hold hosts', () => {
    assert.deepEqual(['DB_HOST', 'api-url', 'REDIS_ADDR', 'KAFKA_BROKERS'].map(namesHost), [true, true, true, true]);
    assert.deepEqual(['MODE', 'APP_NAME', 'LOG_LEVEL'].map(namesHost), [false, false, false]);
  });

  it('comes to an end with a long text without a blank', () => {
    assert.deepEqual(hostsIn('a|'.repeat(130_000)), []);
  });
});
