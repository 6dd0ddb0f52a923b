import { configuration, type Configuration } from '../facts/configuration.ts';
import { moment } from '../facts/moment.ts';
import { policy } from '../facts/policy.ts';
import { judgeAll } from '../engine/judge.ts';
import { questions } from '../main.ts';
import type { AnyCheck } from '../model/check.ts';
import { fact, type Fact } from '../model/fact.ts';
import type { FixReport, FixSubject, NoRemedy } from '../model/fix.ts';
import type { Outcome, Verdict } from '../model/outcome.ts';
import { withoutRemedy } from '../remedies/catalogue/catalogue.ts';
import { Tallies, type Asked } from '../remedies/compare.ts';
import type { Ask, Proven } from '../remedies/prove.ts';
import type { Remedy } from '../remedies/remedy.ts';
import type { Arguments } from './arguments.ts';
import { look } from './look.ts';
import { mannerOf } from './manner.ts';
import { findSettings, type FoundSettings } from './settings.ts';
import type { Target } from './targets.ts';
import { Progress, type Terminal } from './terminal.ts';
import { declaredEngine } from '../readers/docker/declared-engine.ts';
import type { Located } from '../model/located.ts';

/** Targets that can be edited. */
export type FileTarget = Extract<Target, { readonly kind: 'directory' }>;

/** Asks the targets as they are, or as they would be with other texts, always by the same measure. */
export async function asker(
  targets: readonly FileTarget[],
  given: Arguments,
  terminal: Terminal,
  now: Date,
): Promise<{ readonly ask: Ask; readonly found: FoundSettings }> {
  const found = await findSettings(given.text('config'), targets);
  const { settings, file } = found;
  const checks = questions.flatMap((question) => question.checks);
  const about = { subject: { source: 'plimsoll', kind: 'Settings', name: file ?? 'none' }, stage: 'declared' } as const;
  const ask: Ask = async (texts) => {
    const edited = targets.map((target) => (texts.size === 0 ? target : { ...target, texts }));
    const progress = new Progress(terminal, given.on('quiet'));
    const looked = await look(edited, settings.ignore, terminal, progress, mannerOf(given));
    const facts = [
      ...looked.facts,
      ...looked.facts.filter(isDaemon).map(declaredEngine),
      fact(policy, about, settings.policy, settings.policy.at),
      fact(moment, about, { now: now.toISOString() }, { source: 'plimsoll' }),
    ];
    const gaps = [...looked.gaps, ...settings.gaps];
    const judged = judgeAll(checks, { facts, gaps, waivers: settings.waivers, listPasses: true, now });
    return { outcomes: judged.outcomes, gaps: judged.gaps, facts: looked.facts };
  };
  return { ask, found };
}

/** A daemon.json by itself; one inside a ConfigMap is nobody's dockerd here. */
function isDaemon(one: Fact): one is Fact<Configuration> {
  if (one.kind !== configuration.name || one.stage !== 'declared') return false;
  const { program, root } = one.value as { readonly program: string; readonly root: Located };
  return program === 'docker-daemon' && root.path === '' && root.at.note === undefined;
}

export interface Told {
  readonly before: Asked;
  readonly proven: Proven;
  /** What is known at the end: of the files as they are now. */
  readonly now: Asked;
  /** By which remedies, and which checks were asked for in all. */
  readonly remedies: ReadonlyMap<string, Remedy>;
  readonly checks: readonly AnyCheck[];
  /** True when the checks were named by the user. */
  readonly named: boolean;
  /** Files that were written; those that were not, with the reason, are among `proven.refused`. */
  readonly written: ReadonlySet<string>;
}

type Parts = Pick<FixReport, 'fixes' | 'refused' | 'withoutRemedy' | 'alsoPass' | 'outcomes' | 'gaps'>;

/** What is told of the fixes, in report order. */
export function partsOf({ before, proven, now, remedies, checks, named, written }: Told): Parts {
  const after = new Tallies(proven.after.outcomes);
  const passes = (outcome: Outcome): boolean => {
    const tally = after.of(outcome);
    return tally !== null && tally.fail + tally.unknown === 0;
  };
  const fixed = new Set(proven.fixes.map(({ outcome }) => outcome));
  // What another edit turned to pass is fixed; an unknown that nobody asked about by name is no refusal.
  const refused = proven.refused.filter(
    ({ outcome }) => !passes(outcome) && (named || outcome.verdict === 'fail' || outcome.waiver !== null),
  );
  const open = before.outcomes.filter(({ verdict }) => verdict !== 'pass');
  const ids = new Set(checks.map(({ id }) => id));
  const outcomes: Record<Verdict, number> = { pass: 0, fail: 0, unknown: 0 };
  for (const { check, verdict, waiver } of now.outcomes) if (ids.has(check) && waiver === null) outcomes[verdict]++;
  return {
    fixes: proven.fixes.map(({ outcome, remedy, source }) => ({
      ...subjectOf(outcome),
      class: remedy.class,
      does: remedy.does,
      mayBreak: remedy.mayBreak,
      file: source.shown,
      before: outcome.verdict,
      state: written.has(source.shown) ? 'written' : 'offered',
    })),
    refused: refused.map(({ outcome, refusal: { code, message } }) => ({
      ...subjectOf(outcome),
      code,
      because: message,
    })),
    withoutRemedy: checks.filter(({ id }) => !remedies.has(id)).map((check) => noRemedy(check, open)),
    alsoPass: open
      .filter((outcome) => !fixed.has(outcome) && passes(outcome))
      .map(({ check, subject, fingerprint }) => ({ check, subject, fingerprint })),
    outcomes,
    gaps: now.gaps,
  };
}

function subjectOf({ check, name, severity, subject, stage, fingerprint, evidence, saw }: Outcome): FixSubject {
  return { check, name, severity, subject, stage, fingerprint, evidence, saw };
}

function noRemedy({ id, name, remedy }: AnyCheck, open: readonly Outcome[]): NoRemedy {
  const because = withoutRemedy[id] ?? 'no edit is right for every program';
  return {
    check: id,
    name,
    because: `${because}. ${remedy}`,
    outcomes: open.filter(({ check, waiver }) => check === id && waiver === null).length,
  };
}
