import type { EventValue } from '../../facts/event.ts';
import { put, type Values } from './draft.ts';
import { scalarOf, type Json } from './json-value.ts';

/** More fields than this no rule prints. */
const atMost = 1_000;

/** Fields that Falco or sysdig printed as JSON, by their own names; `<NA>` and null are absent. */
export function printedValues(fields: Json): Values {
  const values: Values = new Map();
  for (const [name, value] of Object.entries(fields).slice(0, atMost)) {
    if (name.length > 300) continue;
    // The moment as a number is not the text that rules know by this name.
    if (name === 'evt.time' && typeof value !== 'string') continue;
    put(values, name, valueOf(name, value));
  }
  return values;
}

/** What is printed for fields of these names is text, though the field is a truth. */
const truths = /^(?:evt\.(?:is_\w+|failed)|proc\.is_\w+|container\.privileged)$/;

function valueOf(name: string, value: unknown): EventValue | undefined {
  if (Array.isArray(value)) {
    const list = value.filter((one) => ['string', 'number', 'bigint'].includes(typeof one));
    return list as readonly (string | number | bigint)[];
  }
  const scalar = scalarOf(value);
  if ((scalar === 'true' || scalar === 'false') && truths.test(name)) return scalar === 'true';
  return scalar;
}
