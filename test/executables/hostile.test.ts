/** Real executables, cut off and changed at random: every reader of them answers, and lists no nonsense at length. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileAnalyser } from '../../src/readers/packages/files/analyser.ts';
import { goPrograms } from '../../src/readers/packages/files/go/analyser.ts';
import { wellKnownPrograms } from '../../src/readers/packages/files/programs/analyser.ts';
import { rustPrograms } from '../../src/readers/packages/files/rust/analyser.ts';

const shared = join(import.meta.dirname, '../../../shared/data/binaries');

/** A reader, the name of a file for it, its bytes, and where what it reads stands. */
const readers: readonly (readonly [FileAnalyser, string, Buffer, string])[] = [
  [goPrograms, 'app', readFileSync(join(shared, 'go-1.15-executable')), '\xff Go buildinf:'],
  [goPrograms, 'app', readFileSync(join(shared, 'go-1.15-executable')), 'path\tgithub.com'],
  [rustPrograms, 'app', readFileSync(join(shared, 'rust-auditable.elf')), '.dep-v0'],
  [wellKnownPrograms, 'bin/bash', readFileSync('/bin/bash'), '@(#)Bash version'],
];

describe('hostile executables', () => {
  for (const [analyser, path, bytes, mark] of readers) {
    it(`are read by ${analyser.name} without a fault, around ${JSON.stringify(mark)} too`, () => {
      const places = [0, 64, bytes.indexOf(mark, 0, 'latin1'), bytes.length - 4096];
      assert.ok(places.every((place) => place >= 0));
      const change = fc.record({
        near: fc.constantFrom(...places),
        by: fc.nat({ max: 4000 }),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      });
      const cut = fc.option(fc.nat({ max: bytes.length }), { freq: 4 });
      fc.assert(
        fc.property(fc.array(change, { maxLength: 6 }), cut, (changes, length) => {
          const changed = Buffer.from(bytes);
          for (const { near, by, bytes: value } of changes) changed.set(value, Math.min(near + by, changed.length - 8));
          const { packages, problems } = analyser.read(path, bytesOf(changed.subarray(0, length ?? changed.length)));
          assert.ok(packages.length + problems.length < 100);
          for (const { name, version, purl } of packages)
            assert.ok(name !== '' && version !== '' && purl.startsWith('pkg:'));
        }),
        { numRuns: 150 },
      );
    });
  }
});
