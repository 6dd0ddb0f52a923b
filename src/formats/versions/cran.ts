import { defineOrder } from './contract.ts';
import { compareDigits, compareLists } from './digits.ts';

/**
 * R packages: numbers between dots and hyphens, which mean the same; a longer version is the newer one.
 * "Writing R Extensions", 1.1.1; help page of `numeric_version`.
 */
export const cranOrder = defineOrder<readonly string[]>(
  'CRAN',
  (text) => (/^[0-9]+(?:[.-][0-9]+)*$/.test(text) ? text.split(/[.-]/) : null),
  (a, b) => compareLists(a, b, compareDigits),
);
