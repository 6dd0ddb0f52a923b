import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compareSeverity } from '../../src/model/severity.ts';
import type { Report } from '../../src/model/report.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderExpectJunit } from '../../src/report/connections/expect-junit.ts';
import { expectReport } from './connections-sample.ts';
import { everyday, large, samples } from './sample.ts';

interface Read {
  readonly problems: readonly string[];
  readonly root: Readonly<Record<string, string>>;
  readonly suites: readonly {
    readonly name: string;
    readonly tests: number;
    readonly failures: number;
    readonly skipped: number;
  }[];
  readonly cases: readonly {
    readonly name: string;
    readonly failure: string | null;
    readonly skipped: string | null;
    readonly out: string;
  }[];
}

/** Reads the XML with Python's parser, which refuses what is not well-formed, and checks it by the schema file. */
function read(xml: string): Read {
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [join(import.meta.dirname, 'read-junit.py'), join(import.meta.dirname, '../fixtures/junit-10.xsd')],
    { input: xml, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Read;
}

function counted(report: Report): { failures: number; skipped: number; tests: number } {
  const fails = report.outcomes.filter(({ verdict }) => verdict === 'fail');
  const unseen = report.answers
    .flatMap(({ aspects }) => aspects)
    .filter(({ answer, unknown }) => answer === 'n/a' || (answer === 'unknown' && unknown === 0)).length;
  return {
    tests: report.outcomes.length + unseen + apartOf(report),
    failures: fails.filter(
      ({ waiver, severity }) => waiver === null && compareSeverity(severity, report.asked.failOn) >= 0,
    ).length,
    skipped:
      unseen +
      apartOf(report) +
      fails.filter(({ waiver }) => waiver !== null).length +
      report.outcomes.filter(({ verdict }) => verdict === 'unknown').length,
  };
}

/** Gaps and settings, which have cases of their own. */
function apartOf({ gaps, asked }: Report): number {
  return gaps.length + (asked.configuration === null ? 0 : 1);
}

describe('JUnit report', () => {
  for (const [name, report] of Object.entries({ ...samples, large: large(300) })) {
    it(`${name} follows the schema that servers use, and its counts are true`, () => {
      const { problems, root, suites, cases } = read(renderJunit(report));
      assert.deepEqual(problems, []);
      const expected = counted(report);
      assert.equal(Number(root['tests']), expected.tests);
      assert.equal(Number(root['failures']), expected.failures);
      assert.equal(cases.length, expected.tests);
      assert.equal(cases.filter(({ failure }) => failure !== null).length, expected.failures);
      assert.equal(cases.filter(({ skipped }) => skipped !== null).length, expected.skipped);
      assert.equal(suites.length, apartOf(report) > 0 ? 26 : 25);
      assert.equal(
        suites.reduce((sum, suite) => sum + suite.skipped, 0),
        expected.skipped,
      );
      assert.equal(new Set(cases.map((one) => one.name)).size, cases.length, 'names are unique');
    });
  }

  it('hides no gap, no setting and no aspect that was taken out', () => {
    const { cases } = read(renderJunit(everyday));
    const skipped = cases.flatMap((one) => one.skipped ?? []);
    for (const { code } of everyday.gaps) assert.ok(cases.some((one) => one.name.includes(code)));
    assert.ok(skipped.some((text) => text.startsWith('Settings of plimsoll.yaml: ')));
    assert.ok(skipped.some((text) => text.startsWith('stated as not applicable: ')));
  });

  it('tells why a case failed or was skipped, and where', () => {
    const { cases } = read(renderJunit(everyday));
    const failed = cases.find(({ failure }) => failure?.includes('nginx'));
    assert.match(failed?.failure ?? '', /k8s\/web\.yaml:21:13/);
    assert.match(failed?.failure ?? '', /Remove `privileged: true`/);
    assert.match(failed?.out ?? '', /k8s\/web\.yaml:21:13/);
    const skipped = cases.flatMap((one) => one.skipped ?? []);
    assert.ok(skipped.some((text) => text.startsWith('waived until 2027-03-31 by Ada Park: ')));
    assert.ok(skipped.some((text) => text.startsWith('unknown: the image decides the user')));
    assert.ok(skipped.some((text) => text.startsWith('unknown: nothing that was seen speaks of it')));
  });

  it('is read by a checker that finds faults', () => {
    const spoilt = renderJunit(everyday)
      .replace('<testcase classname=', '<testcase class=')
      .replace('<testsuite name="images/trusted-sources" tests=', '<testsuite name="images/trusted-sources" count=');
    assert.deepEqual(read(spoilt).problems, [
      'testsuite lacks tests',
      'testsuite may not have count',
      'testcase may not have class',
    ]);
  });
});

describe('JUnit of assertions about connections', () => {
  it('is what readers of the format expect', () => {
    const { problems, root, cases } = read(renderExpectJunit(expectReport));
    assert.deepEqual(problems, []);
    assert.deepEqual([root['tests'], root['failures'], root['errors']], ['3', '1', '1']);
    assert.equal(cases.length, 3);
  });
});
