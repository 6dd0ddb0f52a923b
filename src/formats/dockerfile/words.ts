const blank = /\s/;

/** Words between blanks; a quoted blank does not part them, and quotes and escapes stay. */
export function quotedWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === '' && blank.test(character)) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
      continue;
    }
    inWord = true;
    if (character === escape && quote !== "'") {
      // At the very end it escapes nothing and is dropped.
      if (at + 1 < text.length) word += character + text[++at]!;
      continue;
    }
    if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    word += character;
  }
  if (inWord && word !== '') words.push(word);
  return words;
}

/** Words between blanks, quotes being plain characters: FROM, COPY, ADD, EXPOSE, VOLUME. */
export function plainWords(text: string): string[] {
  return text.split(/[\t\v\f\r ]+/).filter((word) => word !== '');
}

export interface Flag {
  readonly name: string;
  readonly value: string;
}

/** Takes the leading `--name=value` words off; quotes and escapes in them are undone. */
export function takeFlags(text: string): { flags: Flag[]; rest: string } {
  const flags: Flag[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && blank.test(text[at]!)) at++;
    if (!text.startsWith('--', at)) return { flags, rest: text.slice(at).trimEnd() };
    let word = '';
    let quote = '';
    for (; at < text.length && (quote !== '' || !blank.test(text[at]!)); at++) {
      const character = text[at]!;
      if (character === '\\') word += text[++at] ?? '';
      else if (quote === '' && (character === "'" || character === '"')) quote = character;
      else if (character === quote) quote = '';
      else word += character;
    }
    // A lone `--` ends the flags.
    if (word === '--') return { flags, rest: text.slice(at).trim() };
    const equals = word.indexOf('=');
    flags.push(
      equals === -1
        ? { name: word.slice(2), value: '' }
        : { name: word.slice(2, equals), value: word.slice(equals + 1) },
    );
  }
}

/**
 * The items of the exec form. Null when the text is no JSON array, which Docker then takes for the
 * shell form; `wrong` when it is one that holds anything but strings, which Docker refuses.
 */
export function execForm(text: string): readonly string[] | 'wrong' | null {
  if (!text.startsWith('[')) return null;
  try {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) return null;
    return items.every((item) => typeof item === 'string') ? items : 'wrong';
  } catch {
    // JSON.parse throws on what is no JSON and on nesting past the engine's stack: both are no exec form.
    return null;
  }
}
