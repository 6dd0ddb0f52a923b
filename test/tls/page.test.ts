/** docs/tls.md tells every rule that there is, and no other, with the verdicts that it comes to. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { preambles } from '../../src/model/tls.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/tls.md'), 'utf8');
const code = globSync(['src/questions/network/certificates/judge-*.ts', 'src/cli/tls-looking.ts'], { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

it('the rules of the page are those of the code', () => {
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| (?:fail|unknown|advice)/gm)].map(([, rule]) => rule!);
  assert.ok(told.length > 30, `${told.length}`);
  assert.equal(new Set(told).size, told.length);
  for (const rule of told) assert.ok(code.includes(`'${rule}'`), `${rule} is nowhere in the code`);
  const made = [...code.matchAll(/(?:finding\(\s*|rule: )'([a-z-]+)'|'([a-z]+(?:-[a-z]+)+)'/g)];
  const rules = new Set(made.map(([, named, hyphened]) => (named ?? hyphened)!));
  assert.deepEqual(
    [...rules].filter((rule) => !told.includes(rule)),
    [],
  );
});

it('the page names every preamble', () => {
  for (const preamble of preambles) assert.ok(page.includes(`\`${preamble}\``), preamble);
});
