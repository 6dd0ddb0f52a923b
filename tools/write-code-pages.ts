/** Writes docs/failures.md and docs/gaps.md from the codes; test/laws/codes.test.ts holds them against each other. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failures } from '../src/model/failures.ts';
import { gapCodes } from '../src/model/gaps.ts';

const docs = join(import.meta.dirname, '../docs');

function table(codes: Readonly<Record<string, string>>): string {
  return [
    '| code | meaning |',
    '|---|---|',
    ...Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    '',
  ].join('\n');
}

writeFileSync(
  join(docs, 'failures.md'),
  `# Failures

A failure ends a command with exit code 3 and one line on standard error: \`plimsoll: CODE: what happened\`. What was interrupted by Ctrl-C ends with 130, as shells expect. This page is written by \`npm run code-pages\`.

${table(failures)}`,
);
writeFileSync(
  join(docs, 'gaps.md'),
  `# Gaps

A gap is something that was not seen, not readable or not understood. It never ends a command; it keeps the aspects it touches from being yes and says what would help. This page is written by \`npm run code-pages\`.

${table(gapCodes)}`,
);
