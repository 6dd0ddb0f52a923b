/** Ends of command substitutions: `` `…` `` and `$(…)`. */
const kept = '`)';

/**
 * Words of a `command` or `entrypoint` written as one string. No shell runs: quotes and backslashes
 * are taken away, and what follows an unquoted `;`, `&`, `|`, `<` or `>` is dropped, as Compose does.
 * Undefined when a quote is not closed or a parenthesis stands unquoted; Compose refuses these.
 */
export function splitShellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string[] | null = null;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && quote !== "'") {
      if (++at >= text.length) return undefined;
      (word ??= []).push(text[at]!);
    } else if (quote !== null) {
      // A command substitution is not run, but held together and kept as it is written.
      if (char !== quote || kept.includes(char)) word!.push(char);
      if (char === quote) quote = null;
    } else if (kept.includes(char) || (char === '(' && word?.at(-1) === '$')) {
      (word ??= []).push(char);
      quote = char === '(' ? ')' : char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= [];
    } else if (/[ \t\r\n]/.test(char)) {
      if (word !== null) words.push(word.join(''));
      word = null;
    } else if (/[;&|<>]/.test(char)) {
      // In `2>file` the digit belongs to the redirection.
      if (char === '>' && word !== null && /^\d/.test(word[0]!)) word = null;
      break;
    } else if (char === '(') {
      return undefined;
    } else {
      (word ??= []).push(char);
    }
  }
  if (quote !== null) return undefined;
  if (word !== null) words.push(word.join(''));
  return words;
}
