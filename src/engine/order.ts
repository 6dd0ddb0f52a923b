import type { Gap } from '../model/gap.ts';
import type { About, Subject } from '../model/fact.ts';
import { severities } from '../model/severity.ts';
import type { Outcome } from '../model/outcome.ts';

type Unnamed = Omit<Outcome, 'fingerprint'>;

const worst = { fail: 0, unknown: 1, pass: 2 };

/**
 * One order for all reports, whatever order facts and checks came in: worst first, then by check,
 * subject and place. Text is compared by code unit, so that every machine agrees.
 */
export function inOrder<T extends Unnamed>(outcomes: readonly T[]): T[] {
  // In groups first: within one, what collectors saw in order is in order already, and sorts in one pass.
  const groups = Map.groupBy(outcomes, groupOf);
  return [...groups.keys()].toSorted(compareText).flatMap((group) => groups.get(group)!.toSorted(compareInGroup));
}

/** Most pairs differ in their subject, so the places are put together only for the few that do not. */
function compareInGroup(a: Unnamed, b: Unnamed): number {
  return (
    compareText(a.stage, b.stage) ||
    compareText(keyOf(a.subject), keyOf(b.subject)) ||
    compareText(placeKey(a), placeKey(b)) ||
    compareText(a.saw, b.saw)
  );
}

function groupOf({ verdict, severity, check }: Unnamed): string {
  return `${worst[verdict]}${severities.length - severities.indexOf(severity)}${check}`;
}

export function compareGaps(a: Gap, b: Gap): number {
  return (
    compareText(a.code, b.code) ||
    compareText(a.subject, b.subject) ||
    compareText(a.because, b.because) ||
    (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

const keys = new WeakMap<Subject, string>();

/** Tells subjects apart at their stage. */
export function subjectKey({ subject, stage }: About): string {
  return `${stage}\0${keyOf(subject)}`;
}

/** Outcomes of many checks share one subject, so its key is made once. */
function keyOf(subject: Subject): string {
  let key = keys.get(subject);
  if (key === undefined) {
    const { source, kind, namespace = '', name, container = '' } = subject;
    key = `${source}\0${kind}\0${namespace}\0${name}\0${container}`;
    keys.set(subject, key);
  }
  return key;
}

function placeKey({ evidence }: Unnamed): string {
  let key = '';
  for (const { file = '', api = '', layer = '', line, column, place = '' } of evidence) {
    key += `${file}\0${api}\0${layer}\0${pad(line)}\0${pad(column)}\0${place}\x01`;
  }
  return key;
}

function pad(number: number | undefined): string {
  return number === undefined ? '' : String(number).padStart(9, '0');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
