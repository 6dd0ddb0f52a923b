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
    const places = outcome.evidence.map(({ place }) => place ?? '').join('\x01');
    const { subject, evidence, saw } = outcome;
    // What is named by its file (a Dockerfile) is told by what was seen, or renaming would lose it.
    const byFile = evidence.some(({ file }) => file === subject.name);
    const whom = byFile ? `${subject.kind}\0${saw}` : subjectKey(outcome);
    const name = `${outcome.check}\0${whom}\0${places}`;
    // Passes are counted apart: a report may leave them out, and the others must keep their names.
    const counted = outcome.verdict === 'pass' ? `pass\0${name}` : name;
    const nth = met.get(counted) ?? 0;
    met.set(counted, nth + 1);
    return hash('sha256', nth === 0 ? name : `${name}\0${nth}`).slice(0, 16);
  });
}
