import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FeedReader } from './read-feed.ts';
import { Writer } from './writer.ts';

const documents: Readonly<Record<string, string>> = {
  'osv.json':
    '[{"id":"GHSA-1","aliases":["CVE-2024-0001"],"modified":"2024-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"left"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.0.0"}]}],"versions":["0.1.0"]}]}]',
  'osv.yaml':
    'id: PYSEC-1\naffected:\n- package:\n    name: left\n    ecosystem: PyPI\n  ranges:\n  - type: ECOSYSTEM\n    events: [{introduced: "0"}, {fixed: "1.0"}]\n  versions: &v ["0.1", *v]\naliases: [CVE-2024-0001]\n',
  'secdb.json':
    '{"distroversion":"v3.20","packages":[{"pkg":{"name":"p","secfixes":{"1-r0":["CVE-2024-0001"],"0":["CVE-2024-0002"]}}}]}',
  'tracker.json':
    '{"p":{"CVE-2024-0001":{"releases":{"bookworm":{"status":"open","nodsa":"x"},"sid":{"status":"resolved","fixed_version":"1"}}}}}',
  'epss.csv': '#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\nCVE-2024-0001,0.1,0.2\n',
  'vex.json':
    '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[{"vulnerability":{"name":"CVE-2024-0001"},"products":[{"@id":"pkg:npm/left"}],"status":"fixed"}]}',
};

describe('FeedReader', () => {
  it('takes any bytes for a document: it ends, throws nothing, and says what it could not read', () => {
    const database = new DatabaseSync(':memory:');
    const writer = new Writer(database);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('null', '{}', '[', '"', ': ', '- ', '&a ', '*a', '\n', '0').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(documents)),
        fc.array(fc.tuple(fc.nat(1000), fc.nat(8), piece), { minLength: 1, maxLength: 4 }),
        ([name, text], edits) => {
          let bytes = Buffer.from(text);
          for (const [at, length, instead] of edits) {
            const from = at % (bytes.length + 1);
            bytes = Buffer.concat([bytes.subarray(0, from), instead, bytes.subarray(from + length)]);
          }
          const reader = new FeedReader(0, writer);
          reader.document(name, bytes);
          const { documents: read, records, withdrawn, gaps } = reader.counts;
          assert.equal(read, 1);
          // What was neither taken nor complained about would be lost in silence.
          if (records + withdrawn === 0 && bytes.toString().trim() !== '' && name === 'osv.json') {
            assert.ok(gaps > 0 || /^\s*\[\s*\]\s*$/.test(bytes.toString()), bytes.toString());
          }
        },
      ),
      { numRuns: 2000 },
    );
    database.close();
  });
});
