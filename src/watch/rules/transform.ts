import type { EventValue } from '../../facts/event.ts';
import type { Transformer } from '../../formats/falco/condition.ts';
import { isList, scalarsOf, textOf } from './values.ts';

/** Longer results are no value: a rule cannot make an event grow without end. */
const maxLength = 1_048_576;

/**
 * What a transformer makes of its inputs; undefined when it has no value: an input is missing, or `b64` reads none.
 */
export function transform(
  name: Transformer,
  inputs: readonly (EventValue | undefined)[],
  argument: string | undefined,
): EventValue | undefined {
  const [first] = inputs;
  if (name === 'len') {
    if (first === undefined) return 0;
    return isList(first) ? first.length : first instanceof Uint8Array ? first.length : Buffer.byteLength(textOf(first));
  }
  if (first === undefined || inputs.includes(undefined)) return undefined;
  switch (name) {
    case 'tolower':
      return each(first, (text) => text.toLowerCase());
    case 'toupper':
      return each(first, (text) => text.toUpperCase());
    case 'basename':
      return each(first, (text) => text.slice(text.lastIndexOf('/') + 1));
    case 'b64':
      return isList(first) ? undefined : decoded(textOf(first));
    case 'join':
      return limited(
        scalarsOf(inputs[1]!)
          .map(textOf)
          .join(textOf(scalarsOf(first)[0] ?? '')),
      );
    case 'concat':
      return limited(inputs.flatMap((input) => scalarsOf(input!).map(textOf)).join(''));
    case 'getopt':
      return optionsOf(scalarsOf(first).map(textOf), textOf(scalarsOf(inputs[1]!)[0] ?? ''), argument);
  }
}

function each(value: EventValue, change: (text: string) => string): EventValue {
  return isList(value) ? value.map((item) => change(textOf(item))) : change(textOf(value));
}

function limited(text: string): string | undefined {
  return text.length > maxLength ? undefined : text;
}

function decoded(text: string): string | undefined {
  const digits = text.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  return Buffer.from(digits, 'base64').toString('utf8');
}

/**
 * getopt(3) over words, which stand in one text or in a list. With a letter: the values given to it, or `true` for a
 * switch; without one: the letters that were given.
 */
function optionsOf(given: readonly string[], known: string, letter: string | undefined): readonly string[] | undefined {
  const words = given.length === 1 ? given[0]!.split(/\s+/).filter((word) => word !== '') : given;
  const found: [letter: string, value: string][] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') break;
    if (!/^-./.test(word)) continue;
    for (let index = 1; index < word.length; index++) {
      const option = word[index]!;
      const place = option === ':' ? -1 : known.indexOf(option);
      if (place === -1) continue;
      if (known[place + 1] !== ':') {
        found.push([option, 'true']);
        continue;
      }
      const value = index + 1 < word.length ? word.slice(index + 1) : words[++at];
      if (value !== undefined) found.push([option, value]);
      break;
    }
  }
  const values =
    letter === undefined
      ? found.map(([name]) => name)
      : found.filter(([name]) => name === letter).map(([, value]) => value);
  return values.length === 0 ? undefined : values;
}
