import { Located, type Place } from '../../model/located.ts';

/** A place in a JSON file of which only the path inside is known. */
export function jsonPlace(source: string, file: string): Place {
  return { evidence: (_holder, _key, path) => (path === '' ? { source, file } : { source, file, place: path }) };
}

/** Deeper than any manifest or configuration; JSON.parse itself has no limit but the stack. */
const maxDepth = 100;

/**
 * Reads UTF-8 JSON; a string says why it cannot be read.
 *
 * @param file as evidence shows it: `archive.tar!manifest.json`
 */
export function readJson(bytes: Uint8Array, source: string, file: string): Located | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'is not UTF-8';
  }
  if (text.trim() === '') return 'is empty';
  const depth = depthOf(text);
  if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
  try {
    return Located.root(JSON.parse(text) as unknown, jsonPlace(source, file));
  } catch (error) {
    return `is not JSON: ${(error as Error).message.slice(0, 200)}`;
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (quoted) {
      if (code === 92) at++;
    } else if (code === 91 || code === 123) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 93 || code === 125) depth--;
  }
  return deepest;
}
