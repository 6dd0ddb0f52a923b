import type { RuleProblem } from '../formats/falco/rule-problem.ts';
import { readRules, type RuleSet } from '../formats/falco/rule-set.ts';
import { readText } from '../io/files.ts';
import { Failure } from '../model/failure.ts';

/** A larger one is no person's; the largest known has 60 KiB. */
const maxBytes = 16 * 1024 * 1024;

/** Loads rule files in their order. One that cannot be read is a failure: its rules would be missing unseen. */
export function loadRules(files: readonly string[]): RuleSet {
  return readRules(files.map((file) => ({ file, text: ruleText(file) })));
}

/** As `loadRules`, where nothing may be missing: an error in a file is a failure that says where. */
export function loadSoundRules(files: readonly string[]): RuleSet {
  const set = loadRules(files);
  const errors = set.problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return set;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  throw new Failure(
    'RULES_INVALID',
    `${problemLine(errors[0]!)}${more}; \`plimsoll monitoring rules check\` shows all.`,
  );
}

export function problemLine({ file, line, column, severity, message }: RuleProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}

export function ruleText(file: string): string {
  const read = readText(file, maxBytes);
  if ('text' in read) return read.text;
  throw new Failure('RULES_UNREADABLE', `Cannot read ${file}: it ${read.because}.`);
}
