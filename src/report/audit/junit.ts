import type { AuditItem, AuditReport } from '../../model/audit.ts';
import { stands } from '../../model/audit.ts';
import { describeEvidence } from '../../model/evidence.ts';
import { describeSubject } from '../../model/fact.ts';
import type { Outcome } from '../../model/outcome.ts';
import { compareSeverity, type Severity } from '../../model/severity.ts';
import { attribute, content } from '../junit.ts';

type Result = 'passed' | 'failed' | 'skipped';

/** Evidence of one item in full is in the JSON report; servers keep a case in memory. */
const shownOutcomes = 50;

/**
 * JUnit XML of audits: a suite for each standard, a case for each item, none left out. An item that
 * fails at or above the threshold is a failure; unknown and manual items are skipped with what would
 * answer them. What was not seen has a suite of its own.
 */
export function renderAuditJunit(reports: readonly AuditReport[]): string {
  const suites = reports.map((report) => ({
    name: report.standard,
    at: report.asked.at,
    cases: report.items.map((item) => caseOf(item, report)),
  }));
  const [first] = reports;
  if (first !== undefined && first.gaps.length > 0) {
    const cases = first.gaps.map(({ code, subject, because, toKnow }, index) => ({
      result: 'skipped' as const,
      xml: xmlOf('plimsoll.not-seen', `Gap ${index + 1}, ${code}: ${subject}`, skipped(`${because}. ${toKnow}`), []),
    }));
    suites.push({ name: 'plimsoll/not-seen', at: first.asked.at, cases });
  }
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plimsoll" ${totals(all)}>`,
    ...suites.flatMap(({ name, at, cases }) => [
      `  <testsuite name="${attribute(name)}" ${totals(cases)} skipped="${count(cases, 'skipped')}" timestamp="${attribute(at.slice(0, 19))}">`,
      ...cases.map(({ xml }) => xml),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Case {
  readonly xml: string;
  readonly result: Result;
}

function totals(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="0"`;
}

function count(cases: readonly Case[], wanted: Result): number {
  return cases.filter(({ result }) => result === wanted).length;
}

function caseOf(item: AuditItem, { standard, asked }: AuditReport): Case {
  const { verdict, because, toKnow, outcomes } = item;
  const name = `${item.item} ${item.title}`;
  const shown = outcomes.slice(0, shownOutcomes).map(lineOf);
  if (outcomes.length > shown.length) shown.push(`and ${outcomes.length - shown.length} more`);
  const lines = [`${verdict}: ${because}`, ...shown];
  const make = (result: Result, inner: string): Case => ({ result, xml: xmlOf(standard, name, inner, lines) });
  if (verdict === 'pass') return make('passed', '');
  if (verdict !== 'fail') return make('skipped', skipped(`${verdict}: ${because}. ${toKnow ?? ''}`));
  const fails = outcomes.filter(stands);
  const worst = fails.reduce<Severity>((a, { severity: b }) => (compareSeverity(b, a) > 0 ? b : a), 'info');
  if (compareSeverity(worst, asked.failOn) < 0) {
    lines.unshift(`fails below ${asked.failOn} only, so no failure`);
    return make('passed', '');
  }
  const body = [because, ...new Set(fails.map(({ remedy }) => remedy))].map(content).join('\n');
  return make('failed', `      <failure type="${attribute(worst)}" message="${attribute(because)}">${body}</failure>`);
}

function lineOf({ verdict, severity, subject, saw, evidence, waiver, check }: Outcome): string {
  const [at] = evidence;
  return [
    `${check} ${waiver === null ? verdict : `waived until ${waiver.expires}`}, ${severity}`,
    describeSubject(subject),
    saw,
    at === undefined ? '' : describeEvidence(at),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function skipped(message: string): string {
  return `      <skipped message="${attribute(message.trim())}"/>`;
}

function xmlOf(suite: string, name: string, inner: string, lines: readonly string[]): string {
  return [
    // A dot would part the name of the standard into packages.
    `    <testcase classname="${attribute(suite.replaceAll('.', '_'))}" name="${attribute(name)}">`,
    ...(inner === '' ? [] : [inner]),
    `      <system-out>${lines.map(content).join('\n')}</system-out>`,
    '    </testcase>',
  ].join('\n');
}
