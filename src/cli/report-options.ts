import type { Option } from './arguments.ts';

/** Options that say how and where a report is written, alike for every command that has them. */
export function formatOption(choices: readonly string[]): Option {
  return { name: 'format', short: 'f', value: 'FORMAT', choices, help: 'form of the report; text unless given' };
}

export const outputOption: Option = {
  name: 'output',
  short: 'o',
  value: 'FILE',
  help: 'write the report there instead of standard output',
};

export const noColorOption: Option = {
  name: 'no-color',
  help: 'text: no colour (NO_COLOR and FORCE_COLOR work too)',
};

/** @param what counts for the exit code in this way: `unknown count as yes` */
export function unknownOption(what: string): Option {
  return {
    name: 'unknown',
    value: 'pass',
    choices: ['pass'],
    help: `let ${what} for the exit code; the report says so`,
  };
}
