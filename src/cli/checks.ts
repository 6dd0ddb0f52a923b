import { existsSync, readFileSync } from 'node:fs';
import { questions } from '../main.ts';
import type { AnyCheck } from '../model/check.ts';
import { Failure } from '../model/failure.ts';
import { distance } from './arguments.ts';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';

export const checksCommand: Command = {
  name: 'checks',
  summary: 'List all checks, or show one with its page',
  usage: 'checks [ID] [OPTIONS]',
  about: [
    'With an id (`HRD-101`) or name (`no-privileged-container`) it shows what the check demands, what fails and\npasses, and what it cannot see.',
  ],
  options: [{ name: 'format', short: 'f', value: 'FORMAT', choices: ['text', 'json'], help: 'text unless given' }],
  examples: [
    ['plimsoll checks', 'all of them, by question and aspect'],
    ['plimsoll checks HRD-101', 'one of them, in full'],
  ],
  async run(given, { out }) {
    const all = questions.flatMap(({ checks }) => checks);
    const [wanted] = given.words;
    const json = given.text('format') === 'json';
    if (wanted === undefined) {
      if (json) out.write(`${JSON.stringify(all.map(describe), null, 2)}\n`);
      else list(out);
      return 0;
    }
    const check = all.find(({ id, name }) => id === wanted.toUpperCase() || name === wanted);
    if (check === undefined) throw unknownCheck(wanted, all);
    out.write(json ? `${JSON.stringify(describe(check), null, 2)}\n` : show(check));
    return 0;
  },
};

function describe({ id, name, aspect, title, severity, since, references, remedy, toKnow }: AnyCheck): object {
  return { id, name, aspect, title, severity, since, references, remedy, toKnow };
}

function list(out: Terminal['out']): void {
  for (const { name, asks, aspects, checks } of questions) {
    out.write(`${name}: ${asks}\n`);
    for (const aspect of aspects) {
      const own = checks.filter((check) => check.aspect === `${name}/${aspect.name}`);
      out.write(`  ${aspect.name}${own.length === 0 ? ' (no check in this version: always unknown)' : ''}\n`);
      for (const { id, severity, title } of own) out.write(`    ${id}  ${severity.padEnd(8)}  ${title}\n`);
    }
  }
}

function show(check: AnyCheck): string {
  const head = [
    `aspect:     ${check.aspect}`,
    `severity:   ${check.severity}`,
    `name:       ${check.name}`,
    `since:      ${check.since}`,
    `references: ${check.references.map(({ standard, version, item }) => `${standard}@${version} ${item}`).join(', ') || 'none'}`,
    `fix:        ${check.remedy}`,
    `to know:    ${check.toKnow}`,
  ];
  return `${pageOf(check).trimEnd()}\n\n${head.join('\n')}\n`;
}

/** The check's page: beside the check in a clone, in dist/questions of the package. */
function pageOf({ id, aspect, name, title }: AnyCheck): string {
  const places = [`../questions/${aspect}/${name}.md`, `../../src/questions/${aspect}/${name}.md`].map(
    (place) => new URL(place, import.meta.url),
  );
  const page = places.find((place) => existsSync(place));
  return page === undefined ? `# ${id} ${title}` : readFileSync(page, 'utf8');
}

export function unknownCheck(wanted: string, all: readonly AnyCheck[]): Failure {
  const near = all.find(({ name, id }) => distance(name, wanted) <= 3 || distance(id, wanted.toUpperCase()) <= 1);
  const hint = near === undefined ? '`plimsoll checks` lists all.' : `Did you mean ${near.id} ${near.name}?`;
  return new Failure('UNKNOWN_CHECK', `No check is called ${JSON.stringify(wanted)}. ${hint}`);
}
