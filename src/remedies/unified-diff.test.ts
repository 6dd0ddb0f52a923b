import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from './unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-diff-'));
after(() => rmSync(folder, { recursive: true }));

function applied(tool: 'git' | 'patch', file: string, before: string, diff: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, before);
  const args = tool === 'git' ? ['apply', '--whitespace=nowarn', '-'] : ['-p1', '-s', '--binary'];
  const { status, stderr, stdout } = spawnSync(tool, args, { cwd: folder, input: diff, encoding: 'utf8' });
  assert.equal(status, 0, `${tool}: ${stdout}${stderr}\n${diff}`);
  return readFileSync(path, 'utf8');
}

describe('unified diffs', () => {
  it('are empty for equal texts', () => assert.equal(unifiedDiff('a', 'x\n', 'x\n'), ''));
  it('show three lines around', () => {
    assert.equal(
      unifiedDiff('k8s/a.yaml', '1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\nnew\n5\n6\n7\n8\n'),
      '--- a/k8s/a.yaml\n+++ b/k8s/a.yaml\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n',
    );
  });
  it('tell of a last line without end', () => {
    assert.match(unifiedDiff('a', 'x', 'y'), /-x\n\\ No newline at end of file\n\+y\n\\ No newline/);
  });
  it('quote odd names', () => {
    assert.match(unifiedDiff('a\n"b', 'x', 'y'), /^--- "a\/a\\n\\"b"\n/);
    assert.match(unifiedDiff('/etc/docker/daemon.json', 'x', 'y'), /^--- \/etc\/docker\/daemon.json\n/);
  });
  it('stay small in a large file', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`);
    const edited = lines.toSpliced(100, 0, 'new\n').toSpliced(40_000, 1);
    assert.ok(unifiedDiff('a', lines.join(''), edited.join('')).length < 500);
    const same = Array.from({ length: 5000 }, () => 'x\n');
    assert.ok(unifiedDiff('a', `a\n${same.join('')}b\n`, `c\n${same.join('')}d\n`).length > 0);
  });
  for (const tool of ['git', 'patch'] as const) {
    it(`${tool} applies them`, () => {
      const text = fc.array(fc.constantFrom('a\n', 'b\r\n', '\n', '  c: 1\n', 'd'), { maxLength: 20 });
      fc.assert(
        fc.property(text, text, (a, b) => {
          // An empty file is made or deleted by other headers; edits do neither.
          const [before, edited] = [`first\n${a.join('')}`, `first\n${b.join('')}`];
          const diff = unifiedDiff('x/y z.yaml', before, edited);
          if (diff !== '') assert.equal(applied(tool, 'x/y z.yaml', before, diff), edited);
        }),
        { numRuns: 60 },
      );
    });
  }
});
