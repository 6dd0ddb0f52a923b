import type { Evidence } from './evidence.ts';
import type { About, Stage, Subject } from './fact.ts';
import type { Seen } from './seen.ts';
import type { Severity } from './severity.ts';
import type { Waiver } from './waiver.ts';

export const verdicts = ['pass', 'fail', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** What a check says of one subject. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly stage: Stage;
  readonly subject: Subject;
  readonly evidence: readonly Evidence[];
  /** What was seen (fail), why it could not be told (unknown), or what was found good (pass, may be empty). */
  readonly saw: string;
  /** Overrides the check's severity for this one case, when the harm depends on what was seen. */
  readonly severity?: Severity;
  /** Overrides the check's advice on how an unknown could be answered. */
  readonly toKnow?: string;
  /** Overrides the check's advice on what to do: the version to move to, say. */
  readonly remedy?: string;
  /** The vulnerability that it is about: what waivers go by. */
  readonly vulnerability?: VulnerabilityName;
  /**
   * Which of the check's references this one case speaks to, when the check answers several items by
   * subject or setting (the files of a node, the arguments of a server). An audit counts the outcome
   * for these items alone. Absent: for all of them.
   */
  readonly references?: readonly Reference[];
}

/** A known vulnerability of a package. */
export interface VulnerabilityName {
  readonly id: string;
  /** Every name of this one vulnerability, its id among them. */
  readonly names: readonly string[];
  readonly package: string;
  readonly purl: string;
}

export interface Reference {
  /** A file of src/questions/hardening/standards, without version: `cis-docker`. */
  readonly standard: string;
  readonly version: string;
  readonly item: string;
}

/** A judgement joined with its check: what reports carry. */
export interface Outcome extends Judgement {
  readonly check: string;
  readonly name: string;
  /** `question/aspect`. */
  readonly aspect: string;
  readonly title: string;
  readonly severity: Severity;
  readonly remedy: string;
  readonly toKnow: string;
  readonly references: readonly Reference[];
  readonly fingerprint: string;
  readonly waiver: Waiver | null;
}

type Place = Evidence | Seen<unknown>;
type At = Place | readonly Place[];
type Extra = Pick<Judgement, 'severity' | 'toKnow' | 'remedy' | 'vulnerability' | 'references'>;

export function pass(about: About, at: At, saw = '', extra?: Extra): Judgement {
  return judgement('pass', about, at, saw, extra);
}
export function fail(about: About, at: At, saw: string, extra?: Extra): Judgement {
  return judgement('fail', about, at, saw, extra);
}
export function unknown(about: About, at: At, why: string, extra?: Extra): Judgement {
  return judgement('unknown', about, at, why, extra);
}

/**
 * The usual judgement of one setting: unknown when the source did not say, else fail when `fault`
 * returns what is wrong, else pass. It is the house's guard against a false yes: a check written
 * with it cannot read an absent value as a good one.
 */
export function judge<T>(about: About, setting: Seen<T>, fault: (value: T) => string | null, extra?: Extra): Judgement {
  if (setting.value === undefined) return unknown(about, setting, setting.why ?? 'the source does not say', extra);
  const wrong = fault(setting.value);
  if (wrong !== null) return fail(about, setting, wrong, extra);
  // A pass of one item must not count for the others.
  return extra?.references === undefined
    ? pass(about, setting)
    : pass(about, setting, '', { references: extra.references });
}

// Ten thousands of these are made in a run: no copies, no closures for the usual single place.
function judgement(verdict: Verdict, about: About, at: At, saw: string, extra?: Extra): Judgement {
  const evidence = Array.isArray(at) ? (at as readonly Place[]).map(evidenceOf) : [evidenceOf(at as Place)];
  const { stage, subject } = about;
  return extra === undefined
    ? { verdict, stage, subject, evidence, saw }
    : { verdict, stage, subject, evidence, saw, ...extra };
}

function evidenceOf(place: Place): Evidence {
  return 'at' in place ? place.at : place;
}
