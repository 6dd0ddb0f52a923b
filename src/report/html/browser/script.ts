import { excerptElement, fillFinding, findingElement, groupElement, make, proseNodes } from './build.ts';
import { groupFindings, matches } from './filter.ts';
import { start, startTheme } from './start.ts';

/** Everything that `start` calls. A function runs in the page as it is written here, without its types. */
const functions = [
  excerptElement,
  fillFinding,
  findingElement,
  groupElement,
  groupFindings,
  make,
  matches,
  proseNodes,
  start,
  startTheme,
];

/** The page's script: type-checked and tested as part of the project, shipped as its own source. */
export const pageScript = `"use strict";\n${functions.map(String).join('\n')}\nstart();\n`;
