/** Codes and their pages agree, both ways. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { failures } from '../../src/model/failures.ts';
import { gapCodes } from '../../src/model/gaps.ts';

const root = join(import.meta.dirname, '../..');

for (const [page, codes] of [
  ['docs/failures.md', failures],
  ['docs/gaps.md', gapCodes],
] as const) {
  describe(page, () => {
    const rows = new Map(
      [...readFileSync(join(root, page), 'utf8').matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm)].map(([, code, meaning]) => [
        code!,
        meaning!,
      ]),
    );
    it('lists every code with its meaning, and no other', () => {
      assert.deepEqual(Object.fromEntries(rows), { ...codes });
    });
    it('lists only codes that are used', () => {
      const sources = globSync('src/**/*.ts', { cwd: root }).filter(
        (file) => !file.endsWith('.test.ts') && file !== 'src/model/gaps.ts' && file !== 'src/model/failures.ts',
      );
      const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
      assert.deepEqual(
        Object.keys(codes).filter((code) => !text.includes(`'${code}'`)),
        [],
      );
    });
  });
}
