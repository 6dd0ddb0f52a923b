import { describeEvidence } from '../../model/evidence.ts';
import { describeSubject } from '../../model/fact.ts';
import type { FixReport, FixSubject, RefusedFix } from '../../model/fix.ts';
import { visible } from '../visible.ts';

/**
 * All diffs, one after the other.
 *
 * @param forEyes on a terminal, which a file must not command; else byte for byte, to be applied
 */
export function renderFixDiffs({ files }: FixReport, forEyes: boolean): string {
  const text = files.map(({ diff }) => diff).join('');
  return forEyes ? text.split('\n').map(visibleLine).join('\n') : text;
}

function visibleLine(line: string): string {
  return line.split('\t').map(visible).join('\t');
}

/** What is said beside the diffs: what they answer, what was refused and why, and what to do next. */
export function renderFixSummary(report: FixReport): string {
  const { fixes, refused, files, withoutRemedy, asked, alsoPass } = report;
  const lines: string[] = [];
  if (fixes.length > 0) {
    const done = asked.write ? 'written and asked again' : 'proven';
    const where = files.length === 1 ? 'one file' : `${files.length} files`;
    lines.push(
      `plimsoll: ${count(fixes.length, 'fix', 'fixes')} in ${where}, ${done}: each outcome passes, none is worse`,
    );
    for (const [check, own] of Map.groupBy(fixes, (one) => one.check)) {
      const [first] = own;
      lines.push(`  ${check} ${first!.name} (${own.length}): ${first!.does} May break: ${lowerFirst(first!.mayBreak)}`);
    }
    if (alsoPass.length > 0)
      lines.push(`  and ${count(alsoPass.length, 'other outcome turns', 'other outcomes turn')} to pass`);
  }
  if (refused.length > 0) {
    lines.push(`plimsoll: ${count(refused.length, 'outcome was', 'outcomes were')} not fixed:`);
    for (const own of Map.groupBy(refused, ({ check, code, because }) => `${check}\0${code}\0${because}`).values()) {
      lines.push(...refusal(own));
    }
  }
  for (const { check, name, because, outcomes } of withoutRemedy) {
    lines.push(`plimsoll: ${check} ${name} has no remedy (${count(outcomes, 'outcome', 'outcomes')} open): ${because}`);
  }
  if (report.outcomes.unknown > 0) {
    const unknown = count(report.outcomes.unknown, 'outcome of these checks is', 'outcomes of these checks are');
    lines.push(
      `plimsoll: ${unknown} unknown, and \`plimsoll ask\` says what would answer ${report.outcomes.unknown === 1 ? 'it' : 'them'}`,
    );
  }
  if (fixes.length === 0 && refused.length === 0 && withoutRemedy.length === 0) lines.push('plimsoll: nothing to fix');
  else if (fixes.length > 0 && !asked.write)
    lines.push('plimsoll: nothing was written; add --write, or apply the diff');
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** Places shown of one reason. */
const shown = 3;

function refusal(own: readonly RefusedFix[]): string[] {
  const [{ check, code, because }] = own as readonly [RefusedFix, ...RefusedFix[]];
  const places = own.slice(0, shown).map((one) => `    ${placeOf(one)}`);
  const more = own.length > shown ? [`    and ${own.length - shown} more`] : [];
  return [`  ${check} ${code}: ${because}`, ...places, ...more];
}

function placeOf({ subject, evidence: [first] }: FixSubject): string {
  return `${first === undefined ? '' : `${describeEvidence(first)}  `}${describeSubject(subject)}`;
}

function count(number: number, one: string, many: string): string {
  return `${number === 1 ? 'one' : number} ${number === 1 ? one : many}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
