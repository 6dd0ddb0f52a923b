/** A here-document announced in an instruction: `3<<-"EOF"`. */
export interface HeredocStart {
  readonly name: string;
  /** `<<-`: leading tabs are taken off. */
  readonly chomp: boolean;
  readonly expand: boolean;
}

/** Names are quoted as in a shell, whatever character continues lines. */
const escape = '\\';
const start = /^\d*<<(-?)([^<]+)$/;

/** The here-documents that an instruction's text announces, in order. Quoted text announces none. */
export function heredocStarts(text: string): HeredocStart[] {
  const starts: HeredocStart[] = [];
  for (const word of rawWords(text)) {
    const match = start.exec(word);
    const raw = match?.[2];
    if (raw === undefined) continue;
    const name = unquoted(raw);
    if (name !== null && name !== '') starts.push({ name, chomp: match?.[1] === '-', expand: name === raw });
  }
  return starts;
}

/** Words of a shell text with quotes kept; a text whose quotes do not close has no words after them. */
function rawWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === "'" || character === '"') {
      const end = quoteEnd(text, at);
      if (end === -1) return [];
      word += text.slice(at, end + 1);
      at = end;
    } else if (character === escape) {
      word += character + (text[++at] ?? '');
    } else if (/\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      word += character;
    }
  }
  if (word !== '') words.push(word);
  return words;
}

function quoteEnd(text: string, from: number): number {
  const quote = text[from]!;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (quote === '"' && text[at] === escape) at++;
  }
  return -1;
}

function unquoted(word: string): string | null {
  let plain = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!;
    if (character === escape && quote !== "'") plain += word[++at] ?? '';
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else if (quote === '' && /\s/.test(character)) return null;
    else plain += character;
  }
  return quote === '' ? plain : null;
}

/** The body with leading tabs off, when `<<-` asks for it. */
export function chomped(body: string): string {
  return body.replaceAll(/^\t+/gm, '');
}
