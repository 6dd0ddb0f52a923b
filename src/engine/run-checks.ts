import type { AnyCheck } from '../model/check.ts';
import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Judgement } from '../model/outcome.ts';
import type { Reference } from '../model/outcome.ts';
import { EngineOutcome } from './outcome.ts';

export interface Ran {
  readonly outcomes: EngineOutcome[];
  /** Listed or not. */
  readonly passes: Passes;
  readonly gaps: Gap[];
}

/** How many judgements were passes, by aspect, check and item of a standard. */
export class Passes {
  total = 0;
  readonly #aspects = new Map<string, number>();
  /** By check: those that speak to every item the check refers to. */
  readonly #checks = new Map<string, number>();
  /** By check and item: those that speak to some of them only. */
  readonly #items = new Map<string, number>();

  add({ id, aspect }: AnyCheck, whole: number, items: ReadonlyMap<string, number>, all: number): void {
    this.total += all;
    this.#aspects.set(aspect, this.ofAspect(aspect) + all);
    this.#checks.set(id, whole);
    for (const [item, count] of items) this.#items.set(`${id} ${item}`, count);
  }

  ofAspect(aspect: string): number {
    return this.#aspects.get(aspect) ?? 0;
  }

  byQuestion(): Record<string, number> {
    const questions = new Map<string, number>();
    for (const [aspect, count] of this.#aspects) {
      const question = aspect.slice(0, aspect.indexOf('/'));
      questions.set(question, (questions.get(question) ?? 0) + count);
    }
    return Object.fromEntries(questions);
  }

  /** Those of a check that speak to an item, which may go by several names (see `itemKey`). */
  ofItem(id: string, items: readonly string[]): number {
    return items.reduce((sum, item) => sum + (this.#items.get(`${id} ${item}`) ?? 0), this.#checks.get(id) ?? 0);
  }
}

/** Names an item of a standard: `cis-docker@1.8.0 5.5`. */
export function itemKey({ standard, version, item }: Reference): string {
  return `${standard}@${version} ${item}`;
}

/**
 * Runs every check over the facts it needs. A check that throws becomes a gap of its aspect, never a silence.
 *
 * @param listPasses false: passes are only counted. They are nine of ten outcomes, and a report that
 * shows none of them need not hold them.
 */
export function runChecks(checks: readonly AnyCheck[], facts: readonly Fact[], listPasses: boolean): Ran {
  const byKind = Map.groupBy(facts, ({ kind }) => kind);
  const outcomes: EngineOutcome[] = [];
  const passes = new Passes();
  const gaps: Gap[] = [];
  for (const check of checks) {
    const needed = Object.fromEntries(
      Object.entries(check.needs).map(([name, kind]) => [name, byKind.get(kind.name) ?? []]),
    );
    let [passed, whole] = [0, 0];
    const items = new Map<string, number>();
    try {
      const said = check.evaluate(needed as never);
      if (!listPasses && passesAll(said)) passed = whole = said.length;
      else
        for (const judgement of said) {
          if (judgement.verdict === 'pass') {
            passed++;
            if (judgement.references === undefined) whole++;
            else for (const key of judgement.references.map(itemKey)) items.set(key, (items.get(key) ?? 0) + 1);
            if (!listPasses) continue;
          }
          outcomes.push(new EngineOutcome(check, judgement));
        }
    } catch (error) {
      gaps.push({
        code: 'CHECK_CRASHED',
        source: 'plimsoll',
        subject: `${check.id} ${check.name}`,
        because: error instanceof Error ? error.message : String(error),
        toKnow: 'Report this fault of Plimsoll with the input that shows it.',
        touches: [`${check.aspect}/${check.id}`],
      });
    }
    passes.add(check, whole, items, passed);
  }
  return { outcomes, passes, gaps };
}

const known = new WeakMap<readonly Judgement[], boolean>();

/**
 * True for a list of nothing but passes that speak of no item. Some thirty checks give the same list,
 * of what no Pod states: it is looked through once.
 */
function passesAll(said: Iterable<Judgement>): said is readonly Judgement[] {
  if (!Array.isArray(said)) return false;
  const list = said as readonly Judgement[];
  let all = known.get(list);
  if (all === undefined) {
    all = list.every(({ verdict, references }) => verdict === 'pass' && references === undefined);
    known.set(list, all);
  }
  return all;
}
