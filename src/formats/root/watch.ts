/** Files of a root that somebody wants to read. */
export interface WatchRule {
  /** Path without a leading slash; empty for the root itself. */
  readonly folder: string;
  /**
   * @param below path below the folder, never empty
   * @returns bytes of the largest file that is kept there; 0 when only its being there is remembered,
   * as it must be for every folder on the way to a file that is kept; null when it is of no interest
   */
  readonly keep: (below: string) => number | null;
}

/** A path whose contents are read in place of another's, because a link leads there. */
export interface Detour {
  readonly from: string;
  readonly to: string;
}

/**
 * Which paths of a root are remembered. Of the folders on the way every entry with their name is, so
 * that a link or a removal among them is never missed.
 */
export class Watch {
  readonly #rules: readonly WatchRule[];
  readonly #detours: readonly Detour[];
  readonly #ways: ReadonlySet<string>;

  constructor(rules: readonly WatchRule[], detours: readonly Detour[] = []) {
    this.#rules = rules;
    this.#detours = detours;
    const ways = new Set(['']);
    for (const folder of [...rules.map((rule) => rule.folder), ...detours.map(({ to }) => to)]) {
      for (let at = folder; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) ways.add(at);
    }
    this.#ways = ways;
  }

  /** The same and what these rules ask for. */
  and(rules: readonly WatchRule[]): Watch {
    return new Watch([...this.#rules, ...rules], this.#detours);
  }

  /** The same and more: what a link leads to is read as the link itself. */
  with(detours: readonly Detour[]): Watch {
    return new Watch(this.#rules, [
      ...this.#detours,
      ...detours.map(({ from, to }) => ({ from: this.#named(from), to })),
    ]);
  }

  /** A path that is itself at the end of a link, by the name that the rules know. */
  #named(path: string): string {
    const detour = this.#detours.find(({ to }) => path === to || path.startsWith(`${to}/`));
    return detour === undefined ? path : detour.from + path.slice(detour.to.length);
  }

  /** Bytes kept of a file at this path; null when the path need not be remembered at all. */
  keep(path: string): number | null {
    let most = this.#byRules(path);
    for (const { from, to } of this.#detours) {
      if (path !== to && !(path.startsWith(to) && path[to.length] === '/')) continue;
      const kept = this.#byRules(from + path.slice(to.length));
      if (kept !== null && (most === null || kept > most)) most = kept;
    }
    return most;
  }

  #byRules(path: string): number | null {
    let most = this.#ways.has(path) ? 0 : null;
    for (const { folder, keep } of this.#rules) {
      const inside = folder === '' ? path !== '' : path.startsWith(folder) && path[folder.length] === '/';
      if (!inside) continue;
      const kept = keep(folder === '' ? path : path.slice(folder.length + 1));
      if (kept !== null && (most === null || kept > most)) most = kept;
    }
    return most;
  }
}
