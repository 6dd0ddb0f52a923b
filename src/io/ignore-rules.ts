import ignore from 'ignore';

interface Level {
  /** Path of the folder that holds the rules, from the root, with a slash at its end; empty for the root. */
  readonly base: string;
  readonly rules: ReturnType<typeof ignore>;
}

/** More wildcards than this in one pattern can make its test take minutes on a long name. */
const maxWildcards = 6;

/**
 * Patterns as in `.gitignore`, of one folder and of those above it. The rules of the user win over
 * all, deeper folders over higher ones (gitignore(5)).
 */
export class IgnoreRules {
  readonly #user: Level | null;
  readonly #levels: readonly Level[];

  private constructor(user: Level | null, levels: readonly Level[]) {
    this.#user = user;
    this.#levels = levels;
  }

  static of(patterns: readonly string[]): IgnoreRules {
    return new IgnoreRules(levelOf('', patterns), []);
  }

  /**
   * The rules inside a folder that has ignore files.
   *
   * @param folder path from the root; empty for the root
   * @param texts what the ignore files say; later ones win
   */
  within(folder: string, texts: readonly string[]): IgnoreRules {
    const level = levelOf(
      folder === '' ? '' : `${folder}/`,
      texts.flatMap((text) => text.split(/\r?\n/)),
    );
    return level === null ? this : new IgnoreRules(this.#user, [level, ...this.#levels]);
  }

  ignores(path: string, isFolder: boolean): boolean {
    if (this.#user === null && this.#levels.length === 0) return false;
    const levels = this.#user === null ? this.#levels : [this.#user, ...this.#levels];
    for (const { base, rules } of levels) {
      const { ignored, unignored } = rules.test(path.slice(base.length) + (isFolder ? '/' : ''));
      if (ignored) return true;
      if (unignored) return false;
    }
    return false;
  }
}

function levelOf(base: string, patterns: readonly string[]): Level | null {
  // A pattern that is left out ignores less: what it named is read, which is the safe side.
  const usable = patterns.filter(
    (line) => /^[^#]/.test(line) && line.trim() !== '' && line.split('*').length <= maxWildcards + 1,
  );
  return usable.length === 0 ? null : { base, rules: ignore({ allowRelativePaths: true }).add(usable) };
}
