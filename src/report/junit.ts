import { describeEvidence } from '../model/evidence.ts';
import { describeSubject } from '../model/fact.ts';
import type { Outcome } from '../model/outcome.ts';
import type { AspectAnswer, Report } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import { decidedText } from './decided.ts';
import { visible } from './visible.ts';

interface Case {
  readonly xml: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

/**
 * JUnit XML: a suite for each aspect, a case for each outcome. A fail that stands at or above the
 * threshold is a failure; unknown and waived are skipped with their reason. An aspect that is
 * unknown though no outcome of it is, or not applicable, has one more case, skipped: a suite without
 * cases looks green. Gaps and settings have a suite of their own, all skipped.
 */
export function renderJunit(report: Report): string {
  const byAspect = Map.groupBy(report.outcomes, ({ aspect }) => aspect);
  const cases = report.answers.flatMap(({ question, aspects }) =>
    aspects.map((aspect) => {
      const id = `${question}/${aspect.aspect}`;
      const own = (byAspect.get(id) ?? []).map((outcome) => caseOf(outcome, report));
      if ((aspect.answer === 'unknown' && aspect.unknown === 0) || aspect.answer === 'n/a')
        own.push(unseenCase(id, aspect));
      return { id, cases: own };
    }),
  );
  const apart = apartCases(report);
  if (apart.length > 0) cases.push({ id: 'plimsoll/not-seen', cases: apart });
  const all = cases.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plimsoll" ${counts(all)}>`,
    ...cases.flatMap((suite) => [
      `  <testsuite name="${attribute(suite.id)}" ${counts(suite.cases)} skipped="${count(suite.cases, 'skipped')}" timestamp="${attribute(report.asked.at.slice(0, 19))}">`,
      ...suite.cases.map(({ xml }) => xml),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="0"`;
}

function count(cases: readonly Case[], result: Case['result']): number {
  return cases.filter((one) => one.result === result).length;
}

function caseOf(outcome: Outcome, { asked }: Report): Case {
  const { check, title, subject, aspect, verdict, severity, saw, waiver, fingerprint, remedy, toKnow } = outcome;
  // The fingerprint keeps names apart and lets a continuous-integration server follow one over time.
  const name = `${check} ${title}: ${describeSubject(subject)} [${fingerprint}]`;
  const where = outcome.evidence.map((at) => [describeEvidence(at), at.place, at.note].filter(Boolean).join('  '));
  const lines = [`${verdict}, ${severity}${saw === '' ? '' : `: ${saw}`}`, ...where];
  if (verdict === 'unknown') return testCase(aspect, name, 'skipped', skipped(`unknown: ${saw}. ${toKnow}`), lines);
  if (verdict === 'pass') return testCase(aspect, name, 'passed', '', lines);
  if (waiver !== null) {
    const reason = `waived until ${waiver.expires} by ${waiver.approver}: ${waiver.reason}`;
    return testCase(aspect, name, 'skipped', skipped(reason), lines);
  }
  if (compareSeverity(severity, asked.failOn) < 0) {
    return testCase(aspect, name, 'passed', '', [`below ${asked.failOn}, so no failure; ${remedy}`, ...lines]);
  }
  const body = [saw, ...where, remedy].map(content).join('\n');
  const failure = `      <failure type="${attribute(severity)}" message="${attribute(saw)}">${body}</failure>`;
  return testCase(aspect, name, 'failed', failure, lines);
}

function unseenCase(id: string, aspect: AspectAnswer): Case {
  const why =
    aspect.answer === 'n/a'
      ? `stated as not applicable: ${aspect.because}`
      : `unknown: ${aspect.because}. ${aspect.toKnow ?? ''}`;
  return testCase(id, aspect.asks, 'skipped', skipped(why), [`${aspect.gaps} gaps`]);
}

/** What belongs to no outcome and would be missed in a viewer that shows only cases. */
function apartCases(report: Report): Case[] {
  const id = 'plimsoll/not-seen';
  const decided = decidedText(report);
  return [
    ...(decided === null ? [] : [testCase(id, 'Settings', 'skipped', skipped(decided), [])]),
    ...report.gaps.map(({ code, subject, because, toKnow, touches, at }, index) =>
      testCase(id, `Gap ${index + 1}, ${code}: ${subject}`, 'skipped', skipped(`${because}. ${toKnow}`), [
        `touches ${touches.length === 0 ? 'no aspect' : touches.join(', ')}`,
        ...(at === undefined ? [] : [describeEvidence(at)]),
      ]),
    ),
  ];
}

function skipped(message: string): string {
  return `      <skipped message="${attribute(message)}"/>`;
}

function testCase(aspect: string, name: string, result: Case['result'], inner: string, lines: readonly string[]): Case {
  const xml = [
    `    <testcase classname="${attribute(aspect.replace('/', '.'))}" name="${attribute(name)}">`,
    ...(inner === '' ? [] : [inner]),
    `      <system-out>${lines.map(content).join('\n')}</system-out>`,
    '    </testcase>',
  ];
  return { xml: xml.join('\n'), result };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 cannot hold (§2.2) are hidden ones, so `visible` has written them out. */
export function content(text: string): string {
  return visible(text).replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** An attribute: as content, but short, since servers show it in one line. */
export function attribute(text: string): string {
  const short = text.length > 1000 ? `${text.slice(0, 1000)}\u2026` : text;
  return content(short);
}
