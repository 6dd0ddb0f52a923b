import { moment } from '../facts/moment.ts';
import { policy } from '../facts/policy.ts';
import { ask } from '../engine/ask.ts';
import { admissionOf } from './admission.ts';
import { questions } from '../main.ts';
import { fact, type Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Question } from '../model/question.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import type { Settings } from '../readers/settings/settings.ts';
import type { Arguments, Option } from './arguments.ts';
import { imageSourceOptions, imageSourceOptionsOf } from './image-source.ts';
import { look } from './look.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { recordedAudits } from './recording.ts';
import { scanningOptions, scanSeen } from './scanning.ts';
import { findSettings } from './settings.ts';
import { resolveTargets, type Target } from './targets.ts';
import { Progress, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

/** Options of every command that asks. */
export const askingOptions: readonly Option[] = [
  { name: 'config', value: 'FILE', help: 'settings; otherwise plimsoll.yaml of the folder asked, then of this one' },
  {
    name: 'fail-on',
    value: 'SEVERITY',
    choices: ['low', 'medium', 'high', 'critical'],
    help: 'a fail at or above it makes an answer no; high unless plimsoll.yaml says otherwise',
  },
  ...scanningOptions,
  ...imageSourceOptions,
  ...mannerOptions,
  { name: 'checks', value: 'DIR', help: 'judge by your own checks in this folder too; may be given several times' },
  { name: 'quiet', short: 'q', help: 'say nothing on standard error but failures' },
];

/** All that answers rest on: what was seen, and by which measure it is judged. */
export interface Gathered {
  readonly targets: readonly Target[];
  readonly settings: Settings;
  /** The settings file; null when there is none. */
  readonly configuration: string | null;
  /** With the checks of the user's own among their checks. */
  readonly questions: readonly Question[];
  /** What was seen. */
  readonly seen: readonly Fact[];
  /** What was seen, what the user decided, and when it was. */
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
  readonly now: Date;
}

/** Looks at the targets and reads the settings: what every command that asks begins with. */
export async function gather(words: readonly string[], given: Arguments, terminal: Terminal): Promise<Gathered> {
  const targets = await resolveTargets(words, terminal);
  const { settings, file } = await findSettings(given.text('config'), targets);
  const quiet = given.on('quiet');
  if (!quiet && words.length === 0)
    terminal.err.write(`plimsoll: asking ${targets.map(({ label }) => label).join(' and ')}\n`);
  const progress = new Progress(terminal, quiet);
  const looked = await look(targets, settings.ignore, terminal, progress, mannerOf(given), imageSourceOptionsOf(given));
  const now = new Date();
  const scanned = await scanSeen(looked, given, terminal, now);
  const admission = await admissionOf(looked.facts);
  const seen = [...looked.facts, ...scanned.facts, ...admission.facts];
  const own = await ownChecks(given.all('checks'), looked.facts);
  const records = await recordedAudits(targets, terminal);
  const about = { subject: { source: 'plimsoll', kind: 'Settings', name: file ?? 'none' }, stage: 'declared' } as const;
  return {
    targets,
    settings,
    configuration: file,
    questions: own.questions,
    seen,
    facts: [
      ...seen,
      fact(policy, about, settings.policy, settings.policy.at),
      fact(moment, about, { now: now.toISOString() }, { source: 'plimsoll' }),
      ...('fact' in records ? [records.fact] : []),
    ],
    gaps: [
      ...looked.gaps,
      ...scanned.gaps,
      ...admission.gaps,
      ...settings.gaps,
      ...('gap' in records ? [records.gap] : []),
    ],
    now,
  };
}

/** CEL is loaded only where there are checks to judge by. */
async function ownChecks(
  folders: readonly string[],
  facts: readonly Fact[],
): Promise<{ readonly questions: readonly Question[]; readonly gaps: readonly Gap[] }> {
  if (folders.length === 0) return { questions, gaps: [] };
  return (await import('./custom-checks.ts')).withCustomChecks(folders, questions, facts);
}

export interface Answered {
  readonly report: Report;
  /** All that the answers rest on. */
  readonly facts: readonly Fact[];
  readonly targets: readonly Target[];
  /** Those that were asked, the user's own checks among them. */
  readonly questions: readonly Question[];
  readonly now: Date;
}

/** Looks at the targets and answers: what `ask` prints and `explain` looks things up in. */
export async function answer(
  words: readonly string[],
  given: Arguments,
  terminal: Terminal,
  listPasses: boolean,
): Promise<Answered> {
  const {
    targets,
    settings,
    configuration,
    questions: asked,
    seen,
    facts,
    gaps,
    now,
  } = await gather(words, given, terminal);
  const report = ask({
    questions: asked,
    facts,
    gaps,
    waivers: settings.waivers,
    notApplicable: settings.notApplicable,
    targets: targets.map(({ label }) => label),
    configuration,
    failOn: (given.text('fail-on') as Severity | undefined) ?? settings.failOn ?? 'high',
    listPasses,
    unknownPasses: given.text('unknown') === 'pass',
    now,
    version: packageVersion(),
  });
  return { report, facts: seen, targets, questions: asked, now };
}
