import type { Outcome } from '../model/outcome.ts';
import { Tallies, worseOf, type Asked, type Worse } from './compare.ts';
import { editedText, type Plan, type PlannedFix, type Refused } from './plan.ts';
import { Refusal } from './refusal.ts';
import type { SourceFile } from './source-files.ts';

/** Asks the targets with other texts in the place of some files, by the names that evidence gives them. */
export type Ask = (texts: ReadonlyMap<string, string>) => Promise<Asked>;

export interface Proven {
  readonly fixes: readonly PlannedFix[];
  readonly refused: readonly Refused[];
  /** The new text of each file that has fixes. */
  readonly texts: ReadonlyMap<SourceFile, string>;
  /** What is known with these texts. */
  readonly after: Asked;
}

/** How often the targets are asked in all; what is not proven by then is not offered. */
const maxAsks = 96;

/**
 * Keeps of a plan what holds: with all its edits made, each outcome passes, no other is worse, nothing
 * is seen less, and each file reads the same but for the changes.
 */
export async function prove(plan: Plan, before: Asked, ask: Ask): Promise<Proven> {
  const proof = new Proof(before, ask);
  const refused: Refused[] = [...plan.refused];
  const none: Tried = { fixes: [], texts: new Map(), after: before, faults: new Map() };
  let state = none;
  // All at once, as is nearly always right; then what is left, without those that stand near something worse.
  const suspects: PlannedFix[] = [];
  for (let wanted: readonly PlannedFix[] = plan.fixes; wanted.length > 0;) {
    const next = await proof.tried(wanted, refused);
    if (next === null) {
      refused.push(...wanted.map(untold));
      break;
    }
    if (next.faults.size === 0) {
      state = next;
      break;
    }
    for (const [fix, { refusal, isAlone }] of next.faults) {
      if (isAlone) refused.push({ outcome: fix.outcome, refusal });
      else suspects.push(fix);
    }
    wanted = next.fixes.filter((fix) => !next.faults.has(fix));
  }
  // One check after the other: what is worse then is the work of its remedy.
  for (const own of Map.groupBy(suspects, ({ remedy }) => remedy.check).values()) {
    for (let group: readonly PlannedFix[] = own; group.length > 0;) {
      const next = await proof.tried([...state.fixes, ...group], refused);
      if (next === null || next.faults.size === 0) {
        if (next === null) refused.push(...group.map(untold));
        else state = next;
        break;
      }
      const faulty = group.filter((fix) => next.faults.has(fix));
      const guilty = new Set(faulty.length > 0 ? faulty : group);
      const [any] = next.faults.values();
      for (const fix of guilty) {
        refused.push({ outcome: fix.outcome, refusal: (next.faults.get(fix) ?? any!).refusal });
      }
      group = group.filter((fix) => !guilty.has(fix) && next.fixes.includes(fix));
    }
  }
  return { fixes: state.fixes, refused, texts: state.texts, after: state.after };
}

function untold({ outcome }: PlannedFix): Refused {
  return { outcome, refusal: new Refusal('NOT_PROVEN', 'What the edits change together could not be told apart.') };
}

interface Fault {
  readonly refusal: Refusal;
  /** False when others are as much to blame: then it may hold by itself. */
  readonly isAlone: boolean;
}

interface Tried {
  readonly fixes: readonly PlannedFix[];
  readonly texts: ReadonlyMap<SourceFile, string>;
  readonly after: Asked;
  readonly faults: ReadonlyMap<PlannedFix, Fault>;
}

class Proof {
  readonly #before: Asked;
  readonly #ask: Ask;
  #asks = 0;

  constructor(before: Asked, ask: Ask) {
    this.#before = before;
    this.#ask = ask;
  }
  /** Makes the edits, and asks; null when it was asked too often. */
  async tried(fixes: readonly PlannedFix[], refused: Refused[]): Promise<Tried | null> {
    const kept = new Set<PlannedFix>();
    const texts = new Map<SourceFile, string>();
    for (const [source, own] of Map.groupBy(fixes, (fix) => fix.source)) {
      const made = together(source, own, refused);
      for (const fix of made.fixes) kept.add(fix);
      if (made.fixes.length > 0) texts.set(source, made.text);
    }
    // In the order of the outcomes, as they were planned.
    const inOrder = fixes.filter((fix) => kept.has(fix));
    if (kept.size === 0) return { fixes: [], texts, after: this.#before, faults: new Map() };
    if (++this.#asks > maxAsks) return null;
    const after = await this.#ask(new Map([...texts].map(([{ shown }, text]) => [shown, text])));
    return { fixes: inOrder, texts, after, faults: faultsOf(inOrder, this.#before, after) };
  }
}

/** As many fixes of one file as can be made at once. */
function together(
  source: SourceFile,
  fixes: readonly PlannedFix[],
  refused: Refused[],
): { readonly fixes: readonly PlannedFix[]; readonly text: string } {
  try {
    return { fixes, text: editedText(source, fixes) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  let made: { fixes: readonly PlannedFix[]; text: string } = { fixes: [], text: source.text };
  for (const fix of fixes) {
    try {
      const next = [...made.fixes, fix];
      made = { fixes: next, text: editedText(source, next) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ outcome: fix.outcome, refusal: error });
    }
  }
  return made;
}

function faultsOf(fixes: readonly PlannedFix[], before: Asked, after: Asked): Map<PlannedFix, Fault> {
  const faults = new Map<PlannedFix, Fault>();
  const [old, edited] = [new Tallies(before.outcomes), new Tallies(after.outcomes)];
  const answered = new Map<string, PlannedFix[]>();
  for (const fix of fixes) {
    const key = asKey(fix.outcome);
    answered.set(key, [...(answered.get(key) ?? []), fix]);
  }
  for (const own of answered.values()) {
    const { outcome } = own[0]!;
    const [was, now] = [old.of(outcome), edited.of(outcome)];
    const open = (tally: typeof was): number => (tally === null ? 0 : tally.fail + tally.unknown);
    const passes =
      now !== null &&
      open(now) <= open(was) - own.length &&
      now.pass >= (was?.pass ?? 0) &&
      (open(now) > 0 || now.pass > 0);
    if (passes) continue;
    const said = now === null ? 'says nothing any more' : `still says: ${now.last.saw}`;
    const refusal = new Refusal('NOT_PROVEN', `With the edit ${outcome.check} ${said}.`);
    for (const fix of own) faults.set(fix, { refusal, isAlone: true });
  }
  // What does not hold anyway may be what makes others worse: it goes first.
  if (faults.size > 0) return faults;
  for (const worse of worseOf(before, after)) {
    const blamed = blame(worse, fixes);
    const refusal = new Refusal('WOULD_WORSEN', `With the edit ${worse.because}.`);
    for (const fix of blamed) if (!faults.has(fix)) faults.set(fix, { refusal, isAlone: blamed.length === 1 });
  }
  return faults;
}

/** The fixes of the subject that got worse, else those of its file, else all. */
function blame({ subject, evidence }: Worse, fixes: readonly PlannedFix[]): readonly PlannedFix[] {
  const isOf = (fix: PlannedFix): boolean => {
    const { subject: own } = fix.outcome;
    return own.kind === subject?.kind && own.name === subject.name && own.namespace === subject.namespace;
  };
  const ofSubject = subject === null ? [] : fixes.filter(isOf);
  if (ofSubject.length > 0) return ofSubject;
  const ofFile = fixes.filter(({ source }) => evidence.some(({ file }) => file === source.shown));
  return ofFile.length > 0 ? ofFile : fixes;
}

function asKey({ check, stage, subject }: Outcome): string {
  return JSON.stringify([check, stage, subject]);
}
