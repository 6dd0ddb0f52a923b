import { describeEvidence } from '../../model/evidence.ts';
import type { ExpectationResult, ExpectReport } from '../../model/network-report.ts';
import { attribute, content } from '../junit.ts';
import { counterexampleText } from './expect-text.ts';

/**
 * JUnit XML: a case for each assertion. An unknown is an error, not skipped: servers show skipped cases as
 * green, and unknown is not a pass.
 */
export function renderExpectJunit(report: ExpectReport): string {
  const { expectations, file, asked } = report;
  const count = (verdict: ExpectationResult['verdict']): number =>
    expectations.filter((one) => one.verdict === verdict).length;
  const totals = `tests="${expectations.length}" failures="${count('fail')}" errors="${count('unknown')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plimsoll" ${totals}>`,
    `  <testsuite name="${attribute(file)}" ${totals} skipped="0" timestamp="${attribute(asked.at.slice(0, 19))}">`,
    ...expectations.map(caseOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf({ name, assertion, verdict, because, toKnow, counterexample, at, pairs }: ExpectationResult): string {
  const lines = [because, ...(counterexample === null ? [] : [counterexampleText(counterexample)])];
  for (const { layer, rule, effect, at: where } of counterexample?.proof ?? [])
    lines.push(`${layer}: ${rule}: ${effect}  ${describeEvidence(where)}`);
  if (toKnow !== null) lines.push(toKnow);
  const element = verdict === 'fail' ? 'failure' : 'error';
  const message = counterexample === null ? because : `${because}: ${counterexampleText(counterexample)}`;
  return [
    `    <testcase classname="network.expect" name="${attribute(name)}">`,
    ...(verdict === 'pass'
      ? []
      : [
          `      <${element} type="${assertion}" message="${attribute(message)}">${lines.map(content).join('\n')}</${element}>`,
        ]),
    `      <system-out>${content(`${assertion}, ${pairs} pairs, ${describeEvidence(at)}`)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}
