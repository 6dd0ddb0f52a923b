import { hash } from 'node:crypto';
import { subjectKey } from './order.ts';
import type { Unsigned } from './run-checks.ts';

/**
 * Names an outcome over time: the check, the subject and the place inside it, without file names
 * and lines, so that moving or renaming keeps it. Equal ones (two files that declare the same
 * object) are told apart by their order.
 *
 * @param outcomes in report order
 */
export function fingerprints(outcomes: readonly Unsigned[]): string[] {
  const met = new Map<string, number>();
  return outcomes.map((outcome) => {
    const name = nameOf(outcome);
    const first = hash('sha256', name).slice(0, 16);
    // Passes are counted apart: a report may leave them out, and the others must keep their names.
    const counted = outcome.verdict === 'pass' ? `pass ${first}` : first;
    const nth = met.get(counted) ?? 0;
    met.set(counted, nth + 1);
    return nth === 0 ? first : hash('sha256', `${name}\0${nth}`).slice(0, 16);
  });
}

function nameOf(outcome: Unsigned): string {
  const { subject, evidence, saw } = outcome;
  let places = '';
  // What is named by its file (a Dockerfile) is told by what was seen, or renaming would lose it.
  let byFile = false;
  for (const { file, place = '' } of evidence) {
    places += places === '' ? place : `\x01${place}`;
    byFile ||= file === subject.name;
  }
  return `${outcome.check}\0${byFile ? `${subject.kind}\0${saw}` : subjectKey(outcome)}\0${places}`;
}
