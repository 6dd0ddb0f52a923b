import type { AnyCheck } from './check.ts';

/**
 * One item of a published guide: what answers it. Either `checks` or `manual` is there.
 *
 * An item fails when one of its checks fails anywhere and nobody waives it, whatever the severity; else
 * it is unknown when any of them is unknown, a gap touches one of them, or one of them said nothing;
 * else it passes.
 */
export interface StandardItem {
  /** What the item demands, in our own words. */
  readonly title: string;
  /** Ids of the checks that answer it: all of them must pass, so each must have something to say. */
  readonly checks?: readonly string[];
  /**
   * Those of `checks` that need not speak where another does: they look at things that may not be there
   * (a Dockerfile beside a container, Windows, another engine).
   */
  readonly silent?: readonly string[];
  /** What a person must do, where nothing that can be read answers it. Ends in a full stop. */
  readonly manual?: string;
  /**
   * What the checks leave open and a person must look at; ends in a full stop. With it the checks can
   * only fail the item: where they pass, it is unknown.
   */
  readonly partly?: string;
  /**
   * Its number in the version that `supersededBy` names, where only the number changed. What is left
   * out here is taken from there, and what a check says of that item it says of this one.
   */
  readonly as?: string;
  /** When the item passes though its checks said nothing at all; without it that is unknown. */
  readonly none?: NothingToJudge;
}

/**
 * The one rule by which an item passes though its checks judged nothing: a fact of the kind `seen` was
 * collected from what runs, which proves that the place was looked at, and no gap touches the checks. What
 * a file declares proves nothing of the kind.
 */
export interface NothingToJudge {
  /** Name of the kind of fact: `engine`. */
  readonly seen: string;
  /** Reads as a reason: `the engine runs no container`. */
  readonly because: string;
}

/** A published guide as data: `standards/NAME-VERSION.json`. */
export interface Standard {
  readonly standard: string;
  readonly version: string;
  /** Where its publisher has it. */
  readonly source: string;
  /** The version of it that took its place, when that is here too. */
  readonly supersededBy?: string;
  /** Every item of it, in its own order. */
  readonly items: Readonly<Record<string, StandardItem>>;
}

/** A standard with checks that exist for it alone, whose ids its items name (the Pod Security Standards of a version). */
export interface StandardWithChecks extends Standard {
  readonly checks: readonly AnyCheck[];
}

/** `cis-docker@1.8.0`. */
export function standardName({ standard, version }: Pick<Standard, 'standard' | 'version'>): string {
  return `${standard}@${version}`;
}
