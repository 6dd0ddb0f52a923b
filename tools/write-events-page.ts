/** Writes the table of docs/events.md from the readers of events; test/monitoring/event-fields.test.ts holds them together. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldRows } from '../src/readers/events/describe-fields.ts';

const path = join(import.meta.dirname, '../docs/events.md');
const page = readFileSync(path, 'utf8');
const [start, end] = ['<!-- fields -->\n', '<!-- end of fields -->'];
const rows = ['| field | filled by |', '|---|---|', ...fieldRows()];
writeFileSync(
  path,
  page.slice(0, page.indexOf(start) + start.length) +
    rows.map((row) => `${row}\n`).join('') +
    page.slice(page.indexOf(end)),
);
