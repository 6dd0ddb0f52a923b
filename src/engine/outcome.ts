import type { AnyCheck } from '../model/check.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Stage, Subject } from '../model/fact.ts';
import type { Judgement, Outcome, Reference, Verdict } from '../model/outcome.ts';
import type { Severity } from '../model/severity.ts';
import type { Waiver } from '../model/waiver.ts';
import { CountedNames } from './fingerprint.ts';

/** A judgement joined with its check. It knows its fingerprint once its place in the report is known. */
export class EngineOutcome implements Outcome {
  readonly check: string;
  readonly name: string;
  readonly aspect: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly subject: Subject;
  readonly evidence: readonly Evidence[];
  readonly saw: string;
  readonly remedy: string;
  readonly toKnow: string;
  readonly references: readonly Reference[];
  readonly waiver: Waiver | null = null;
  /** Not a property at all of outcomes that speak of no vulnerability. */
  declare readonly vulnerability?: NonNullable<Judgement['vulnerability']>;
  #names: CountedNames | null = null;
  #position = 0;

  constructor(check: AnyCheck, judgement: Judgement) {
    this.check = check.id;
    this.name = check.name;
    this.aspect = check.aspect;
    this.title = check.title;
    this.verdict = judgement.verdict;
    this.severity = judgement.severity ?? check.severity;
    this.stage = judgement.stage;
    this.subject = judgement.subject;
    this.evidence = judgement.evidence;
    this.saw = judgement.saw;
    this.remedy = judgement.remedy ?? check.remedy;
    this.toKnow = judgement.toKnow ?? check.toKnow;
    this.references = judgement.references ?? check.references;
    if (judgement.vulnerability !== undefined) this.vulnerability = judgement.vulnerability;
  }

  sign(names: CountedNames, position: number): void {
    this.#names = names;
    this.#position = position;
  }

  get fingerprint(): string {
    if (this.#names === null) throw new Error('an outcome was asked for its fingerprint before it had a place');
    return this.#names.at(this.#position);
  }

  /** A getter is no property of its own, which is all that JSON.stringify looks at. */
  toJSON(): object {
    return Object.assign({}, this, { fingerprint: this.fingerprint });
  }
}

/**
 * Gives each its place among the outcomes of its check, by which it is named.
 *
 * @param outcomes in report order
 */
export function sign(outcomes: readonly EngineOutcome[]): void {
  const lists = new Map<string, CountedNames>();
  for (const outcome of outcomes) {
    // Passes are counted apart: a report may leave them out, and the others must keep their names.
    const list = outcome.verdict === 'pass' ? `pass ${outcome.check}` : outcome.check;
    let names = lists.get(list);
    if (names === undefined) {
      names = new CountedNames();
      lists.set(list, names);
    }
    outcome.sign(names, names.add(outcome));
  }
}
