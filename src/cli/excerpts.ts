import { readText } from '../io/files.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Excerpt } from '../report/html/excerpt.ts';
import { redactLines } from './redact.ts';

const linesAround = 2;
const maxBytes = 4 * 1024 * 1024;
const maxLine = 200;

/** The lines of source files that fails and unknowns point at, secrets masked, by fingerprint. */
export function excerptsOf(outcomes: readonly Outcome[]): Map<string, Excerpt> {
  const files = new Map<string, readonly string[] | null>();
  const found = new Map<string, Excerpt>();
  for (const outcome of outcomes) {
    if (outcome.verdict === 'pass') continue;
    const excerpt = excerptOf(outcome, files);
    if (excerpt !== null) found.set(outcome.fingerprint, excerpt);
  }
  return found;
}

function excerptOf({ evidence }: Outcome, files: Map<string, readonly string[] | null>): Excerpt | null {
  const at = evidence.find(({ file, line, layer }) => file !== undefined && line !== undefined && layer === undefined);
  if (at?.file === undefined || at.line === undefined) return null;
  let lines = files.get(at.file);
  if (lines === undefined) {
    lines = readLines(at.file);
    files.set(at.file, lines);
  }
  if (lines === null || at.line > lines.length) return null;
  const first = Math.max(1, at.line - linesAround);
  return {
    file: at.file,
    firstLine: first,
    marked: at.line,
    lines: redactLines(lines, first - 1, at.line + linesAround, maxLine),
  };
}

/** Null for what cannot be read again or is no plain file: an excerpt is a help, never evidence itself. */
function readLines(path: string): readonly string[] | null {
  const read = readText(path, maxBytes);
  return 'text' in read ? read.text.split(/\r?\n/) : null;
}
