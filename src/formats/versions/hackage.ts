import { defineOrder } from './contract.ts';
import { compareDigits, compareLists } from './digits.ts';

/**
 * Haskell packages: numbers without leading zeros between dots, compared as lists, so `1.0.0` stands after
 * `1.0`. https://pvp.haskell.org
 */
export const hackageOrder = defineOrder<readonly string[]>(
  'Hackage',
  (text) => (/^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*$/.test(text) ? text.split('.') : null),
  (a, b) => compareLists(a, b, compareDigits),
);
