import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { protocols, type Because, type Connections, type Part } from '../../model/connections.ts';
import {
  allowed,
  anyOf,
  combine,
  common,
  denied,
  describePorts,
  equal,
  everyPort,
  full,
  normalise,
  notKnown,
  only,
  partAt,
  partsOf,
  type Saying,
} from './connections.ts';

const because = (rule: string): Because => ({ layer: 'policy', rule, effect: 'decides', at: { source: 'test' } });
const reasons = ['a', 'b', 'c'].map(because);

const saying: fc.Arbitrary<Saying> = fc.oneof(
  fc.constantFrom(...reasons).map((one) => allowed(one)),
  fc.constantFrom(...reasons).map((one) => denied(one)),
  fc.constantFrom(...reasons).map((one) => notKnown([one.rule], one)),
);
const part: fc.Arbitrary<Part> = fc
  .tuple(fc.constantFrom(...protocols), fc.integer({ min: -2, max: 70_000 }), fc.nat(70_000), saying)
  .map(([protocol, first, length, said]) => ({ protocol, first, last: first + length, ...said }));
const connections: fc.Arbitrary<Connections> = fc
  .tuple(fc.array(part, { maxLength: 8 }), saying)
  .map(([parts, rest]) => normalise(parts, rest));

/** Each protocol whole, in order, no part twice, no two neighbours alike. */
function assertComplete(found: Connections): void {
  let at = 0;
  for (const protocol of protocols) {
    const own = found.filter((one) => one.protocol === protocol);
    assert.deepEqual(found.slice(at, at + own.length), own, 'in the order of protocols');
    at += own.length;
    let next = everyPort[protocol].first;
    for (const [index, one] of own.entries()) {
      assert.equal(one.first, next);
      assert.ok(one.last >= one.first);
      next = one.last + 1;
      const before = own[index - 1];
      if (before !== undefined)
        assert.notDeepEqual([before.verdict, before.because, before.missing], [one.verdict, one.because, one.missing]);
    }
    assert.equal(next, everyPort[protocol].last + 1);
  }
  assert.equal(at, found.length);
}

describe('connections', () => {
  it('cover every port of every protocol, whatever they are made of', () => {
    fc.assert(fc.property(connections, assertComplete));
    fc.assert(fc.property(connections, connections, (a, b) => assertComplete(combine(a, b))));
  });
  it('combine alike in any order and grouping', () => {
    fc.assert(
      fc.property(connections, connections, connections, (a, b, c) => {
        assert.ok(equal(combine(a, b), combine(b, a)));
        assert.ok(equal(combine(combine(a, b), c), combine(a, combine(b, c))));
        assert.ok(equal(combine(a, b, c), combine(combine(a, b), c)));
        assert.ok(equal(combine(a, a), a));
        assert.ok(equal(combine(a, full(allowed())), a));
      }),
    );
  });
  it('decide denied before unknown before allowed, port by port', () => {
    const order = ['denied', 'unknown', 'allowed'];
    fc.assert(
      fc.property(
        connections,
        connections,
        fc.constantFrom(...protocols),
        fc.integer({ min: 1, max: 255 }),
        (a, b, protocol, port) => {
          const [one, other, both] = [a, b, combine(a, b)].map((all) => partAt(all, protocol, port)!);
          assert.equal(
            order.indexOf(both!.verdict),
            Math.min(order.indexOf(one!.verdict), order.indexOf(other!.verdict)),
          );
          const deciding = [one!, other!].filter(({ verdict }) => verdict === both!.verdict);
          for (const reason of deciding.flatMap((each) => each.because)) assert.ok(both!.because.includes(reason));
          if (both!.verdict === 'unknown') assert.ok(both!.missing!.length > 0);
        },
      ),
    );
  });
  it('are equal by verdict alone, and differ by one port', () => {
    assert.ok(equal(full(allowed(reasons[0]!)), full(allowed(reasons[1]!))));
    const port = { protocol: 'TCP', first: 80, last: 80 } as const;
    assert.ok(!equal(full(allowed()), only([port], denied(), allowed())));
    assert.ok(
      equal(
        only([port, { ...port, first: 81, last: 90 }], allowed(reasons[0]!), denied()),
        only([{ ...port, last: 90 }], allowed(), denied()),
      ),
    );
  });
  it('of several ways one that is open suffices; of several peers all must be alike', () => {
    const order = ['allowed', 'unknown', 'denied'];
    fc.assert(
      fc.property(
        connections,
        connections,
        fc.constantFrom(...protocols),
        fc.integer({ min: 1, max: 255 }),
        (a, b, protocol, port) => {
          assertComplete(anyOf(a, b));
          assertComplete(common([a, b], 'which'));
          const [one, other, any, all] = [a, b, anyOf(a, b), common([a, b], 'which')].map(
            (each) => partAt(each, protocol, port)!.verdict,
          );
          assert.equal(order.indexOf(any!), Math.min(order.indexOf(one!), order.indexOf(other!)));
          assert.equal(all, one === other ? one : 'unknown');
        },
      ),
    );
  });
  it('say nothing known of no layer at all', () => {
    assert.deepEqual(new Set(combine().map(({ verdict }) => verdict)), new Set(['unknown']));
  });
  it('hold one saying for some ports and another for the rest', () => {
    const found = only([{ protocol: 'UDP', first: 53, last: 53 }], allowed(), denied());
    assert.equal(partAt(found, 'UDP', 53)?.verdict, 'allowed');
    assert.equal(partAt(found, 'UDP', 54)?.verdict, 'denied');
    assert.equal(partAt(found, 'TCP', 53)?.verdict, 'denied');
    assert.equal(partAt(found, 'TCP', 0), undefined);
    assert.equal(describePorts(partsOf(found, 'allowed')), 'UDP 53');
    assert.equal(describePorts(found), 'everything');
    assert.equal(describePorts([]), 'nothing');
    assert.equal(
      describePorts([
        { protocol: 'TCP', first: 81, last: 90 },
        { protocol: 'TCP', first: 80, last: 80 },
        { protocol: 'TCP', first: 443, last: 443 },
        everyPort.SCTP,
      ]),
      'TCP 80-90, 443, every SCTP port',
    );
  });
});
