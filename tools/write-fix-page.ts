/** Writes the tables of docs/fix.md from the remedies and the codes; test/laws/remedies.test.ts holds them against each other. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from '../src/model/refusals.ts';
import { remedies } from '../src/remedies/catalogue/catalogue.ts';
import { remedyRow } from '../src/remedies/catalogue/describe.ts';

const path = join(import.meta.dirname, '../docs/fix.md');
const page = readFileSync(path, 'utf8');

function between(text: string, name: string, rows: readonly string[]): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const from = text.indexOf(start) + start.length;
  return text.slice(0, from) + rows.map((row) => `${row}\n`).join('') + text.slice(text.indexOf(end));
}

const head = ['| check | where | what is written | what may break |', '|---|---|---|---|'];
const of = (wanted: 'safe' | 'asked'): string[] => [
  ...head,
  ...remedies.filter((one) => one.class === wanted).map(remedyRow),
];
const codes = Object.entries(refusals).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
writeFileSync(
  path,
  between(between(between(page, 'safe remedies', of('safe')), 'asked remedies', of('asked')), 'refusals', [
    '| code | meaning |',
    '|---|---|',
    ...codes,
  ]),
);
