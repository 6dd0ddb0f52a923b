import { hash } from 'node:crypto';
import type { Outcome } from '../model/outcome.ts';
import { subjectKey } from './order.ts';

type Unnamed = Omit<Outcome, 'fingerprint'>;

/**
 * Names the outcomes of one check over time: by the check, the subject and the place inside it,
 * without file names and lines, so that moving or renaming keeps it. Equal ones (two files that
 * declare the same object) are told apart by their order.
 *
 * A name is made when it is asked for: a text report shows a few of ten thousand outcomes.
 */
export class CountedNames {
  readonly #outcomes: Unnamed[] = [];
  readonly #met = new Map<string, number>();
  readonly #names: string[] = [];

  add(outcome: Unnamed): number {
    return this.#outcomes.push(outcome) - 1;
  }

  /** The fingerprint of the outcome that was added there. */
  at(position: number): string {
    for (let next = this.#names.length; next <= position; next++) {
      const name = nameOf(this.#outcomes[next]!);
      const nth = this.#met.get(name) ?? 0;
      this.#met.set(name, nth + 1);
      this.#names.push(nth === 0 ? name : `${name}\0${nth}`);
    }
    return hash('sha256', this.#names[position]!).slice(0, 16);
  }
}

function nameOf(outcome: Unnamed): string {
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
