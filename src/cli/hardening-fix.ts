import { resolve } from 'node:path';
import { writeEdited } from '../io/edit-file.ts';
import { questions } from '../main.ts';
import type { AnyCheck } from '../model/check.ts';
import { Failure } from '../model/failure.ts';
import { fixExitCode, type FixedFile, type FixReport } from '../model/fix.ts';
import { remedies } from '../remedies/catalogue/catalogue.ts';
import { Tallies, type Asked } from '../remedies/compare.ts';
import { planFixes } from '../remedies/plan.ts';
import { prove, type Proven } from '../remedies/prove.ts';
import { Refusal } from '../remedies/refusal.ts';
import { SourceFiles } from '../remedies/source-files.ts';
import { unifiedDiff } from '../remedies/unified-diff.ts';
import { renderFixDiffs, renderFixSummary } from '../report/fix/text.ts';
import type { Arguments } from './arguments.ts';
import { unknownCheck } from './checks.ts';
import type { Command } from './command.ts';
import { asker, partsOf, type FileTarget } from './fixing.ts';
import { resolveTargets } from './targets.ts';
import { writeResult } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Of one file; larger ones are generated, and mended where they are made. */
const maxBytes = 8 * 1024 * 1024;

export const hardeningFixCommand: Command = {
  name: 'hardening fix',
  summary: 'Mend what has one safe answer, proven, as a diff or in the files',
  usage: 'hardening fix [TARGET…] [OPTIONS]',
  about: [
    'A TARGET is a folder or file of Kubernetes manifests, Compose files, Dockerfiles or daemon.json; this folder\nunless given. Edits keep comments, order, anchors, quotes, indentation and line ends. Before it is offered, each is\nproven in memory: its check passes, no other outcome is worse, and the file reads the same but for the change.',
    'Without --check only remedies that are safe for nearly every program are offered; --check asks for these checks\nand no others, remedies among them that may stop a program (docs/fix.md). What is not edited is told with its\nreason.',
    'The diff goes to standard output, for `git apply` or `patch -p1` in this folder; with --write the files are written.\nExit code: 0 every asked check passes, 1 fails are left or only shown as a diff, 2 something is unknown.',
  ],
  options: [
    { name: 'check', short: 'c', value: 'ID', help: 'fix this check, by id or name; may be given several times' },
    { name: 'write', short: 'w', help: 'write the files, then ask again' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      choices: ['text', 'json'],
      help: 'text: the diff, and a summary on standard error; text unless given',
    },
    { name: 'output', short: 'o', value: 'FILE', help: 'write the diff or report there instead of standard output' },
    { name: 'config', value: 'FILE', help: 'settings; otherwise plimsoll.yaml of the folder asked, then of this one' },
    { name: 'quiet', short: 'q', help: 'say nothing on standard error but failures' },
  ],
  examples: [
    ['plimsoll hardening fix k8s/', 'what would be changed'],
    ['plimsoll hardening fix k8s/ | git apply', 'take it'],
    ['plimsoll hardening fix . --write', 'change the files'],
    ['plimsoll hardening fix compose.yaml -c RUN-103 -c read-only-root', 'what may stop a program, by name'],
  ],
  async run(given, terminal) {
    const asked = checksAsked(given);
    const words = given.words.length === 0 ? ['.'] : given.words;
    const targets = (await resolveTargets(words, terminal)).map((target, index) => fileTarget(target, words[index]!));
    const now = new Date();
    const { ask, found } = await asker(targets, given, terminal, now);
    const before = await ask(new Map());
    const ids = new Set(asked.map(({ id }) => id));
    const wanted = new Map(remedies.filter(({ check }) => ids.has(check)).map((one) => [one.check, one]));
    const roots = targets.map(({ path }) => path);
    const files = new SourceFiles(roots, (shown) => resolve(shown), maxBytes);
    const plan = planFixes(before.outcomes, wanted, before.facts, files);
    let proven = await prove(plan, before, ask);
    const written = new Set<string>();
    if (given.on('write')) proven = await write(proven, written);
    const end = written.size > 0 ? await ask(new Map()) : before;
    if (written.size > 0) proven = withoutBroken(proven, end);
    const told = partsOf({
      before,
      // What was to be written and was not has answered nothing.
      proven: given.on('write') ? { ...proven, after: end } : proven,
      now: end,
      remedies: wanted,
      checks: asked,
      named: given.all('check').length > 0,
      written,
    });
    const report: FixReport = {
      schema: 'plimsoll.fix/1',
      tool: { name: 'plimsoll', version: packageVersion() },
      asked: {
        targets: targets.map(({ label }) => label),
        at: now.toISOString(),
        configuration: found.file,
        checks: asked.map(({ id }) => id),
        write: given.on('write'),
      },
      files: filesOf(proven, written),
      ...told,
    };
    const forEyes = terminal.out.isTTY && given.text('output') === undefined;
    await writeResult(await render(report, given, forEyes), given.text('output'), terminal);
    if (!given.on('quiet')) terminal.err.write(renderFixSummary(report));
    return fixExitCode(report);
  },
};

function fileTarget(target: Awaited<ReturnType<typeof resolveTargets>>[number], word: string): FileTarget {
  if (target.kind === 'directory') return target;
  throw new Failure(
    'UNKNOWN_TARGET',
    `Only files can be fixed, and ${JSON.stringify(word)} is no folder or file of declarations.`,
  );
}

/** Those of --check; without it those whose remedy is safe. */
function checksAsked(given: Arguments): AnyCheck[] {
  const all = questions.flatMap(({ checks }) => checks);
  const names = given.all('check').flatMap((value) => value.split(','));
  if (names.length === 0) {
    const safe = new Set(remedies.filter((one) => one.class === 'safe').map(({ check }) => check));
    return all.filter(({ id }) => safe.has(id));
  }
  const asked = new Set(
    names.map((wanted) => {
      const check = all.find(({ id, name }) => id === wanted.toUpperCase() || name === wanted);
      if (check === undefined) throw unknownCheck(wanted, all);
      return check;
    }),
  );
  return all.filter((check) => asked.has(check));
}

/** Writes each file as it was proven; one that cannot be written loses its fixes, with the reason. */
async function write(proven: Proven, written: Set<string>): Promise<Proven> {
  const failed = new Map<string, Refusal>();
  for (const [source, text] of proven.texts) {
    const problem = await writeEdited(source.file, text);
    if (problem === null) written.add(source.shown);
    else failed.set(source.shown, new Refusal(problem.problem, `${source.shown} ${problem.because}.`));
  }
  return {
    ...proven,
    fixes: proven.fixes.filter(({ source }) => !failed.has(source.shown)),
    texts: new Map([...proven.texts].filter(([{ shown }]) => !failed.has(shown))),
    refused: [
      ...proven.refused,
      ...proven.fixes.flatMap(({ outcome, source }) => {
        const refusal = failed.get(source.shown);
        return refusal === undefined ? [] : [{ outcome, refusal }];
      }),
    ],
  };
}

/** What was written and does not hold, because another file could not be written or something else changed. */
function withoutBroken(proven: Proven, end: Asked): Proven {
  const [expected, real] = [new Tallies(proven.after.outcomes), new Tallies(end.outcomes)];
  const broken = proven.fixes.filter(({ outcome }) => {
    const [wanted, now] = [expected.of(outcome), real.of(outcome)];
    return wanted === null || now === null || now.fail + now.unknown > wanted.fail + wanted.unknown;
  });
  if (broken.length === 0) return proven;
  const refusal = new Refusal('NOT_PROVEN', 'It was written, but asked again the check does not pass.');
  return {
    ...proven,
    fixes: proven.fixes.filter((fix) => !broken.includes(fix)),
    refused: [...proven.refused, ...broken.map(({ outcome }) => ({ outcome, refusal }))],
  };
}

function filesOf({ texts }: Proven, written: ReadonlySet<string>): FixedFile[] {
  return [...texts]
    .map(([{ shown, text }, edited]) => ({
      file: shown,
      written: written.has(shown),
      diff: unifiedDiff(shown.replace(/^\.\//, ''), text, edited),
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

async function render(report: FixReport, given: Arguments, forEyes: boolean): Promise<string> {
  if (given.text('format') === 'json') return (await import('../report/fix/json.ts')).renderFixJson(report);
  return renderFixDiffs(report, forEyes);
}
