import { describeEvidence } from '../../model/evidence.ts';
import type { ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { attribute, content } from '../junit.ts';
import { adviceOn, isBad, sentenceOf } from './describe.ts';

interface Case {
  readonly xml: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

/**
 * JUnit XML: a case for each vulnerability, and one for the answer. What makes the answer no is a
 * failure; what is undecided, unrated, waived, known before or cleared is skipped with its reason, and
 * so is each gap.
 */
export function renderScanJunit(report: ScanReport): string {
  const suite = report.image.reference ?? report.target;
  const cases = [answerCase(report), ...report.vulnerabilities.map((row) => caseOf(row, report)), ...gapCases(report)];
  const number = (result: Case['result']): number => cases.filter((one) => one.result === result).length;
  const counts = `tests="${cases.length}" failures="${number('failed')}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plimsoll images scan" ${counts}>`,
    `  <testsuite name="${attribute(suite)}" ${counts} skipped="${number('skipped')}" timestamp="${attribute(report.at.slice(0, 19))}">`,
    ...cases.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Without it a scan that saw nothing would be a green suite of no cases. */
function answerCase({ answer, because, toKnow, unknownPasses, coverage }: ScanReport): Case {
  const lines = [`${coverage.packages} packages, ${coverage.cleared} cleared, ${coverage.gaps} gaps`];
  const name = 'the image holds no known vulnerability above the threshold';
  if (answer === 'yes') return testCase('answer', name, 'passed', '', lines);
  if (answer === 'unknown') {
    const asked = unknownPasses ? '; unknown counts as yes by --unknown=pass' : '';
    return testCase('answer', name, 'skipped', skipped(`unknown: ${because}. ${toKnow ?? ''}${asked}`), lines);
  }
  return testCase('answer', name, 'failed', failure('answer', because, [because]), lines);
}

function caseOf(row: ScannedVulnerability, report: ScanReport): Case {
  const { waiver, isNew, state, severity, fingerprint, because, package: found, decidedBy, layer, createdBy } = row;
  const name = `${sentenceOf(row)} [${fingerprint}]`;
  const where = [
    describeEvidence(row.at),
    ...(layer === null ? [] : [`brought by layer ${layer}`]),
    ...(createdBy === null ? [] : [`made by: ${createdBy}`]),
  ];
  const lines = [because, found.purl, ...where];
  const id = `images.vulnerabilities.${row.check ?? 'decided'}`;
  const skip = (why: string): Case => testCase(id, name, 'skipped', skipped(why), lines);
  if (waiver !== null) return skip(`waived until ${waiver.expires} by ${waiver.approver}: ${waiver.reason}`);
  if (decidedBy !== null && row.check === null) return skip(`${state} by ${decidedBy.by}: ${decidedBy.because}`);
  if (!isNew) return skip('it stood in the report of --since');
  if (state === 'unknown') return skip(`unknown: ${because}`);
  if (severity === null) return skip('unknown: nobody says how severe it is');
  if (isBad(row, report)) {
    return testCase(id, name, 'failed', failure(severity, sentenceOf(row), [...lines, adviceOn(row)]), lines);
  }
  return testCase(id, name, 'passed', '', [`does not make the answer no; ${adviceOn(row)}`, ...lines]);
}

function gapCases({ gaps }: ScanReport): Case[] {
  return gaps.map(({ code, subject, because, toKnow, at }, index) =>
    testCase(
      'not-seen',
      `Gap ${index + 1}, ${code}: ${subject}`,
      'skipped',
      skipped(`${because}. ${toKnow}`),
      at === undefined ? [] : [describeEvidence(at)],
    ),
  );
}

function failure(type: string, message: string, lines: readonly string[]): string {
  const body = lines.map(content).join('\n');
  return `      <failure type="${attribute(type)}" message="${attribute(message)}">${body}</failure>`;
}

function skipped(why: string): string {
  return `      <skipped message="${attribute(why)}"/>`;
}

function testCase(id: string, name: string, result: Case['result'], inner: string, lines: readonly string[]): Case {
  const xml = [
    `    <testcase classname="${attribute(id)}" name="${attribute(name)}">`,
    ...(inner === '' ? [] : [inner]),
    `      <system-out>${lines.map(content).join('\n')}</system-out>`,
    '    </testcase>',
  ];
  return { xml: xml.join('\n'), result };
}
