import type { FileBytes } from '../analyser.ts';
import type { Program } from './programs.ts';

const chunk = 1 << 20;
/** Bytes before and after the anchor that its text may take. */
const before = 192;
const after = 320;
/** Different versions that are told apart; one is what is hoped for. */
const enough = 4;
/** Places of an anchor that are looked at. Programs have some hundred; a file of nothing else has a hundred million. */
const mostPlaces = 50_000;
/** Digits of the last part of a version. */
const longestPart = 6;

/**
 * Versions of a program that a file shows, each once; a string says why that cannot be told. The file is
 * read from start to end, never whole.
 *
 * @param line what the version begins with, by the name of the file: `3.11`
 */
export function findVersions(bytes: FileBytes, program: Program, line: string | undefined): readonly string[] | string {
  const anchor = program.anchor ?? `${line}.`;
  const found = new Set<string>();
  let places = 0;
  for (const window of windows(bytes, anchor)) {
    if (++places > mostPlaces) return `${JSON.stringify(anchor)} stands in it more than ${mostPlaces} times`;
    const groups = new RegExp(program.version, 'g');
    for (const match of window.matchAll(groups)) {
      const version = match.slice(1).join('.');
      if (line === undefined || version === line || version.startsWith(`${line}.`)) found.add(version);
    }
    if (found.size >= enough) break;
  }
  return program.alone === true ? [...new Set([...found].flatMap((text) => standingAlone(bytes, text)))] : [...found];
}

/** The text around each place where the anchor stands. */
function* windows(bytes: FileBytes, anchor: string): Generator<string> {
  const step = chunk - before - after - anchor.length;
  for (let start = 0; start < bytes.size; start += step) {
    const part = bytes.read(start, chunk);
    for (let hit = part.indexOf(anchor, 0, 'latin1'); hit !== -1;) {
      const end = hit + anchor.length;
      yield part.toString('latin1', Math.max(0, hit - before), end + after);
      hit = part.indexOf(anchor, end, 'latin1');
    }
  }
}

/** `7.2.43` may be 7.2.4 and a `3` that follows it: those that the file holds between two NULs. */
function standingAlone(bytes: FileBytes, text: string): string[] {
  const [, head = '', patch = ''] = /^(.*\.)(\d+)$/.exec(text) ?? [];
  const candidates = Array.from(patch.slice(0, longestPart), (_digit, index) => head + patch.slice(0, index + 1));
  return candidates.filter((candidate) => {
    for (const _window of windows(bytes, `\0${candidate}\0`)) return true;
    return false;
  });
}
