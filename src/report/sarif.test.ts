import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { everyday, hostile, large, samples, unfriendly } from '../../test/report/sample.ts';
import type { Report } from '../model/report.ts';
import { renderSarif } from './sarif.ts';

interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: { readonly startLine: number; readonly startColumn?: number };
  };
  readonly logicalLocations: readonly { readonly fullyQualifiedName?: string }[];
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly suppressions: readonly { readonly status: string; readonly justification: string }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}
interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly { readonly id: string; readonly defaultConfiguration: { readonly level: string } }[];
      readonly notifications: readonly { readonly id: string }[];
    };
  };
  readonly invocations: readonly {
    readonly exitCode: number;
    readonly toolExecutionNotifications: readonly {
      readonly descriptor: { readonly id: string; readonly index: number };
    }[];
  }[];
  readonly results: readonly Result[];
}

/** The official schema is of draft 4; of what newer drafts changed it uses only `id`. */
function officialSchema(): object {
  const file = join(import.meta.dirname, '../../test/fixtures/sarif-2.1.0.schema.json');
  const { $schema, id, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { $schema: string; id: string };
  assert.match($schema, /draft-04/);
  return { ...rest, $id: id };
}

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);
const validate = ajv.compile(officialSchema());
const valid = (log: unknown): boolean => validate(log);

function runOf(report: Report): Run {
  return (JSON.parse(renderSarif(report)) as { runs: Run[] }).runs[0]!;
}
const location = (run: Run, saw: string): Location =>
  run.results.find(({ message }) => message.text.startsWith(saw))!.locations[0]!;

describe('SARIF report', () => {
  for (const [name, report] of Object.entries({ ...samples, large: large(300) })) {
    it(`${name} is valid by the official schema`, () => {
      assert.ok(validate(JSON.parse(renderSarif(report))), JSON.stringify(validate.errors?.slice(0, 5)));
    });
    it(`${name} names rules and notifications by their index`, () => {
      const run = runOf(report);
      for (const { ruleId, ruleIndex } of run.results) assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
      for (const { descriptor } of run.invocations[0]!.toolExecutionNotifications) {
        assert.equal(run.tool.driver.notifications[descriptor.index]?.id, descriptor.id);
      }
    });
  }

  it('is refused by the official schema when spoilt', () => {
    const log = JSON.parse(renderSarif(everyday)) as { version: string };
    log.version = '2.0.0';
    assert.ok(!valid(log));
  });

  it('has fails and unknowns as results, never passes', () => {
    const { results, invocations } = runOf(everyday);
    assert.equal(results.length, 10);
    assert.deepEqual(
      results.filter(({ kind }) => kind === 'open').map(({ level }) => level),
      ['none', 'none'],
    );
    assert.deepEqual(
      results.filter(({ kind }) => kind === 'fail').map(({ level }) => level),
      ['error', 'error', 'error', 'error', 'error', 'warning', 'note', 'note'],
    );
    assert.equal(invocations[0]?.toolExecutionNotifications.length, 4);
    assert.equal(invocations[0]?.exitCode, 1);
  });

  it('carries waivers as accepted suppressions and our fingerprints', () => {
    const { results } = runOf(everyday);
    const suppressed = results.filter(({ suppressions }) => suppressions.length > 0);
    assert.equal(suppressed.length, 1);
    assert.equal(suppressed[0]?.suppressions[0]?.status, 'accepted');
    assert.match(
      suppressed[0]?.suppressions[0]?.justification ?? '',
      /until the sidecar is ready.*Ada Park, until 2027/,
    );
    assert.deepEqual(
      results.map(({ partialFingerprints }) => partialFingerprints['plimsoll/v1']),
      everyday.outcomes.filter(({ verdict }) => verdict !== 'pass').map(({ fingerprint }) => fingerprint),
    );
  });

  it('places a file by line and column, and an API answer by name only', () => {
    const run = runOf(everyday);
    assert.deepEqual(location(run, 'container "nginx"').physicalLocation, {
      artifactLocation: { uri: 'k8s/web.yaml', uriBaseId: 'ROOT' },
      region: { startLine: 21, startColumn: 13 },
    });
    const answer = location(run, 'container "cache"');
    assert.equal(answer.physicalLocation, undefined);
    assert.equal(answer.logicalLocations[0]?.fullyQualifiedName, 'GET /containers/cache/json#HostConfig.Privileged');
  });

  it('encodes paths so that they can be read back', () => {
    const uris = runOf(unfriendly).results.flatMap(({ locations }) =>
      locations.flatMap(({ physicalLocation }) => physicalLocation?.artifactLocation.uri ?? []),
    );
    assert.ok(uris.some((uri) => uri.includes('%00')));
    for (const uri of uris) assert.match(uri, /^[\w.~!*'()%/:-]*$/);
    const names = uris.map((uri) => decodeURIComponent(uri));
    for (const text of Object.values(hostile)) assert.ok(names.includes(text.toWellFormed()), JSON.stringify(text));
    const absolute = renderSarif({
      ...everyday,
      outcomes: [{ ...everyday.outcomes[0]!, evidence: [{ source: 'host', file: '/etc/docker/a b.json' }] }],
    });
    assert.match(absolute, /"uri": "file:\/\/\/etc\/docker\/a%20b.json"\n/);
  });

  it('lets no text of a source become a placeholder or a link', () => {
    const texts = runOf(unfriendly).results.map(({ message }) => message.text);
    const cdata = texts.find((text) => text.startsWith('cdata: '));
    assert.match(cdata ?? '', /\{\{0\}\} \{\{\{\{ \.Values\.x \}\}\}\} \[text\] \(https/);
  });
});
