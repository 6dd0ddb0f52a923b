import { licenseExceptions, licenseIds } from './license-list.ts';

/** Whether a text is one id of the SPDX License List, in its spelling. */
export function isLicenseId(text: string): boolean {
  return licenseIds.has(text);
}

/** Longer texts are prose, and deeper ones an attack. */
const maxLength = 2000;
const maxDepth = 32;

/**
 * Whether a text is a license expression by SPDX 2.3, Annex D: ids of the list in its spelling, `+`,
 * WITH and an exception, AND, OR, brackets. `LicenseRef-…` counts only where `references` says so: it
 * means nothing outside the document that explains it.
 */
export function isLicenseExpression(text: string, references: (ref: string) => boolean = () => false): boolean {
  if (text.length > maxLength) return false;
  const words = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const compound = (depth: number): boolean => {
    if (depth > maxDepth) return false;
    for (;;) {
      if (words[at] === '(') {
        at++;
        if (!compound(depth + 1) || words[at++] !== ')') return false;
      } else if (!simple(words[at++] ?? '', references)) {
        return false;
      } else if (words[at] === 'WITH') {
        if (!licenseExceptions.has(words[at + 1] ?? '')) return false;
        at += 2;
      }
      if (words[at] !== 'AND' && words[at] !== 'OR') return true;
      at++;
    }
  };
  return compound(0) && at === words.length;
}

function simple(word: string, references: (ref: string) => boolean): boolean {
  if (word.startsWith('LicenseRef-') || word.startsWith('DocumentRef-')) return references(word);
  return licenseIds.has(word) || (word.endsWith('+') && licenseIds.has(word.slice(0, -1)));
}
