/** What a flag needs of the words after it. Programs know that of their own flags; a reader must be told. */
export type FlagKind = 'boolean' | 'value';

export interface FlagGiven {
  /** `true` for a boolean flag without a value. */
  readonly value: string;
  /** Index of the word that holds the flag. */
  readonly word: number;
}

/**
 * Every value of a flag in the order given, by the rules of Go's flag and pflag libraries, which
 * dockerd, containerd and the programs of Kubernetes use: `--flag=value`, `--flag value`, `-Hvalue` and
 * `-H=value` for one letter. A boolean takes a value only after `=`. Words after a bare `--` are no
 * flags. What stands after a flag of unknown kind may be its value and is not taken for a flag only when
 * it has no dash; so `--a --b` is two flags.
 *
 * @param names with their dashes: `['-H', '--host']`
 * @param words the command line; the first is the program
 */
export function flagsGiven(words: readonly string[], names: readonly string[], kind: FlagKind): FlagGiven[] {
  const found: FlagGiven[] = [];
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') break;
    for (const name of names) {
      if (word.startsWith(`${name}=`)) found.push({ value: word.slice(name.length + 1), word: index });
      else if (word === name) {
        if (kind === 'boolean') found.push({ value: 'true', word: index });
        else if (index + 1 < words.length) {
          found.push({ value: words[index + 1]!, word: index });
          index++;
        }
        // A flag at the end that lacks its value: the program does not start with it.
      } else if (name.length === 2 && name[1] !== '-' && word.startsWith(name)) {
        found.push({ value: word.slice(2), word: index });
      } else continue;
      break;
    }
  }
  return found;
}

/** The value that counts of a flag that holds one: the last. */
export function flagValue(words: readonly string[], names: readonly string[], kind: FlagKind): FlagGiven | undefined {
  return flagsGiven(words, names, kind).at(-1);
}

/** Truth as Go's strconv.ParseBool reads it; undefined for any other word. */
export function goBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}
