import { isUtf8 } from 'node:buffer';
import type { Located } from '../../../model/located.ts';
import { readJson } from '../../../formats/oci/json.ts';
import type { FileBytes } from './analyser.ts';

/** Values take some fifty bytes of memory each, so this bounds it before it is taken. */
const maxValues = 3_000_000;

/**
 * The file as text, without a byte order mark. Bytes that are no UTF-8 become U+FFFD: an author's name in
 * Latin-1 does not hide a package, and a name or version that holds one is refused where it is listed.
 */
export function textOf(bytes: FileBytes): string {
  return new TextDecoder().decode(bytes.read(0, bytes.size));
}

/** The file as JSON, or why it cannot be read. Of keys that stand twice the last counts, as with JSON.parse. */
export function jsonOf(bytes: FileBytes): Located | string {
  const buffer = bytes.read(0, bytes.size);
  if (buffer.length > maxValues && hasTooManyValues(buffer)) return `holds more than ${maxValues} values`;
  const root = readJson(isUtf8(buffer) ? buffer : Buffer.from(buffer.toString()), '', '');
  if (typeof root === 'string') return root;
  return root.isMap || root.isList ? root : 'is neither a JSON object nor a list';
}

/** The same where nothing but an object will do. */
export function jsonObjectOf(bytes: FileBytes): Located | string {
  const root = jsonOf(bytes);
  return typeof root !== 'string' && root.isList ? 'is a list, not an object' : root;
}

/** Counts what separates or opens values; those inside of strings too, which are few in real files. */
function hasTooManyValues(buffer: Buffer): boolean {
  let count = 0;
  for (const byte of buffer) if ((byte === 44 || byte === 91 || byte === 123) && ++count > maxValues) return true;
  return false;
}

/** The text of a string, without space around it; empty for all else, which `fault` tells of. */
export function textAt(value: Located): { readonly text: string; readonly fault: string | null } {
  const { value: text, why } = value.string();
  return { text: text?.trim() ?? '', fault: why ?? null };
}
