import type { Evidence } from '../model/evidence.ts';
import type { Fact, Subject } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';

/** What is known of the targets at one moment: as they are, or as they would be with other texts. */
export interface Asked {
  /** Of every check, passes among them. */
  readonly outcomes: readonly Outcome[];
  readonly gaps: readonly Gap[];
  readonly facts: readonly Fact[];
}

/** Something that is worse than it was, and whom it speaks of. */
export interface Worse {
  readonly because: string;
  readonly subject: Subject | null;
  readonly evidence: readonly Evidence[];
}

interface Tally {
  pass: number;
  fail: number;
  unknown: number;
  worst: Severity;
  last: Outcome;
}

/**
 * Outcomes of each check for each subject, counted. They are compared so, and not one by one, because
 * the place of an outcome moves with what was edited.
 */
export class Tallies {
  readonly #tallies = new Map<string, Tally>();

  constructor(outcomes: readonly Outcome[]) {
    for (const outcome of outcomes) {
      const key = keyOf(outcome);
      const { verdict, severity } = outcome;
      const tally = this.#tallies.get(key) ?? { pass: 0, fail: 0, unknown: 0, worst: 'info', last: outcome };
      tally[verdict]++;
      if (verdict === 'fail' && compareSeverity(severity, tally.worst) > 0) tally.worst = severity;
      if (verdict !== 'pass') tally.last = outcome;
      this.#tallies.set(key, tally);
    }
  }
  /** Null when nothing was said. */
  of(outcome: Outcome): Readonly<Tally> | null {
    return this.#tallies.get(keyOf(outcome)) ?? null;
  }
  entries(): Iterable<[string, Readonly<Tally>]> {
    return this.#tallies;
  }
  at(key: string): Readonly<Tally> | undefined {
    return this.#tallies.get(key);
  }
}

function keyOf({ check, stage, subject }: Outcome): string {
  const { source, kind, namespace = '', name, container = '' } = subject;
  return [check, stage, source, kind, namespace, name, container].join('\0');
}

/** What is worse after than before, over all checks, gaps and facts. */
export function worseOf(before: Asked, after: Asked): Worse[] {
  const [old, edited] = [new Tallies(before.outcomes), new Tallies(after.outcomes)];
  const found: Worse[] = [];
  for (const [key, now] of edited.entries()) {
    const was = old.at(key) ?? { pass: 0, fail: 0, unknown: 0, worst: 'info' as const };
    const isWorse =
      now.fail > was.fail ||
      now.fail + now.unknown > was.fail + was.unknown ||
      (now.fail > 0 && compareSeverity(now.worst, was.worst) > 0);
    if (!isWorse) continue;
    const { check, subject, saw, evidence } = now.last;
    found.push({ because: `${check} would say: ${saw}`, subject, evidence });
  }
  for (const [key, was] of old.entries()) {
    // Nothing may turn silent: a pass, a fail or an unknown that is no longer said was perhaps no longer seen.
    if (edited.at(key) === undefined) {
      const { check, subject, evidence } = was.last;
      found.push({ because: `${check} would say nothing any more`, subject, evidence });
    }
  }
  const met = new Set(before.gaps.map(gapKey));
  for (const gap of after.gaps) {
    // What a waiver was for may pass now; that it is left over harms no answer.
    if (met.has(gapKey(gap)) || gap.code === 'WAIVER_UNUSED') continue;
    const evidence = gap.at === undefined ? [] : [gap.at];
    found.push({ because: `${gap.subject}: ${gap.because}`, subject: null, evidence });
  }
  const seen = new Set(after.facts.map(factKey));
  for (const fact of before.facts) {
    if (seen.has(factKey(fact))) continue;
    found.push({ because: `a ${fact.kind} would not be seen any more`, subject: fact.subject, evidence: [fact.at] });
  }
  return found;
}

function gapKey({ code, subject, because }: Gap): string {
  return `${code}\0${subject}\0${because}`;
}

function factKey({ kind, stage, subject }: Fact): string {
  return JSON.stringify([kind, stage, subject.kind, subject.namespace, subject.name, subject.container]);
}
