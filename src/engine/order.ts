import type { Gap } from '../model/gap.ts';
import { compareSeverity } from '../model/severity.ts';
import type { About } from '../model/fact.ts';
import type { Unsigned } from './run-checks.ts';

const worst = { fail: 0, unknown: 1, pass: 2 };

/**
 * One order for all reports, whatever order facts and checks came in: worst first, then by check,
 * subject and place. Text is compared by code unit, so that every machine agrees.
 */
export function compareOutcomes(a: Unsigned, b: Unsigned): number {
  return (
    worst[a.verdict] - worst[b.verdict] ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.check, b.check) ||
    compareText(subjectKey(a), subjectKey(b)) ||
    compareText(placeKey(a), placeKey(b)) ||
    compareText(a.saw, b.saw)
  );
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

export function subjectKey({ subject, stage }: About): string {
  return [stage, subject.source, subject.kind, subject.namespace ?? '', subject.name, subject.container ?? ''].join(
    '\0',
  );
}

function placeKey({ evidence }: Unsigned): string {
  return evidence
    .map(({ file, api, layer, line, column, place }) => [file, api, layer, pad(line), pad(column), place].join('\0'))
    .join('\x01');
}

function pad(number: number | undefined): string {
  return number === undefined ? '' : String(number).padStart(9, '0');
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
