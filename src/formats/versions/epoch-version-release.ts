/** `[epoch:]version[-release]`, the way rpm and pacman take a version apart. */
export interface EpochVersionRelease {
  /** Digits; a missing epoch is 0. */
  readonly epoch: string;
  readonly version: string;
  /** Undefined where none is written; `1-` has an empty one. */
  readonly release: string | undefined;
}

/** Null for a text with a space or control character, which no package of either may have. */
export function splitEpochVersionRelease(text: string): EpochVersionRelease | null {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0020\u007F]/.test(text)) return null;
  const [, digits] = /^([0-9]*):/.exec(text) ?? [];
  const rest = digits === undefined ? text : text.slice(digits.length + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: digits === undefined || digits === '' ? '0' : digits,
    version: hyphen === -1 ? rest : rest.slice(0, hyphen),
    release: hyphen === -1 ? undefined : rest.slice(hyphen + 1),
  };
}
