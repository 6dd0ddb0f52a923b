import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { HistoryReport, RecordedFinding, RecordedRun, Series } from '../model/history.ts';
import { Baseline, foldHistory } from './history.ts';

const checks = ['TST-1', 'TST-2'];

function finding(fingerprint: string, more: Partial<RecordedFinding> = {}): RecordedFinding {
  return {
    fingerprint,
    check: 'TST-1',
    aspect: 'q/a',
    title: 'All is well',
    subject: { source: 'test', kind: 'Pod', name: 'x' },
    verdict: 'fail',
    severity: 'high',
    waiver: null,
    ...more,
  };
}

function run(day: number, findings: readonly RecordedFinding[], more: Partial<RecordedRun> = {}): RecordedRun {
  return {
    at: new Date(Date.UTC(2026, 0, day)).toISOString(),
    command: 'ask',
    standards: [],
    targets: ['dir:x'],
    keys: ['directory:/x'],
    version: '0.1.0',
    checks,
    answers: [{ question: 'q', answer: 'no' }],
    findings,
    counts: { q: { pass: 1, fail: findings.length, unknown: 0, waived: 0 } },
    gaps: { count: 0, touches: [], first: [] },
    coverage: { subjects: 1, facts: {}, checks: 2, outcomes: { pass: 1, fail: 1, unknown: 0 }, waived: 0, gaps: 0 },
    ...more,
  };
}

const waiver = { reason: 'r', approver: 'a', expires: '2026-02-01' };
const unseen = (...touches: string[]): Partial<RecordedRun> => ({ gaps: { count: 1, touches, first: [] } });

async function historyOf(runs: readonly RecordedRun[], since: string | null = null): Promise<HistoryReport> {
  return foldHistory(runs, { since, now: new Date('2026-01-31T12:00:00Z'), version: '0.1.0' });
}

async function seriesOf(...runs: readonly RecordedRun[]): Promise<Series> {
  const [series] = (await historyOf(runs)).series;
  assert.ok(series !== undefined);
  return series;
}

async function stateAfter(...runs: readonly RecordedRun[]): Promise<string> {
  const { findings } = await seriesOf(...runs);
  return findings.map(({ state }) => state).join();
}

describe('a finding', () => {
  const there = run(1, [finding('a')]);
  it('is new, then standing', async () => {
    assert.equal(await stateAfter(there), 'new');
    assert.equal(await stateAfter(there, run(2, [finding('a')])), 'standing');
  });
  it('is fixed, and reopened when it comes back, which is counted', async () => {
    assert.equal(await stateAfter(there, run(2, [])), 'fixed');
    const { findings, runs } = await seriesOf(
      there,
      run(2, []),
      run(3, [finding('a')]),
      run(4, []),
      run(5, [finding('a')]),
    );
    assert.deepEqual([findings[0]!.state, findings[0]!.reopenings], ['reopened', 2]);
    const counted = runs.map(({ questions }) => [questions[0]!.new, questions[0]!.reopened, questions[0]!.fixed]);
    assert.deepEqual(counted, [
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
  });
  it('stays reopened no longer than the run that saw it', async () => {
    assert.equal(await stateAfter(there, run(2, []), run(3, [finding('a')]), run(4, [finding('a')])), 'standing');
  });
  it('is not fixed by a run that did not run its check', async () => {
    assert.equal(await stateAfter(there, run(2, [], { checks: ['TST-2'] })), 'new');
  });
  it('is unclear, not fixed, when what was not seen may hide it', async () => {
    for (const touched of ['*', 'q', 'q/a', 'q/a/TST-1'])
      assert.equal(await stateAfter(there, run(2, [], unseen(touched))), 'unclear', touched);
    for (const touched of ['r', 'q/b', 'q/a/TST-2'])
      assert.equal(await stateAfter(there, run(2, [], unseen(touched))), 'fixed', touched);
    assert.equal(await stateAfter(there, run(2, [finding('a', { verdict: 'unknown' })])), 'unclear');
  });
  it('of a check of one standard is unclear too when that crashed', async () => {
    const check = 'guide@1/TST-1';
    const crashed = run(2, [], { checks: [check], ...unseen('q/a/TST-1') });
    assert.equal(await stateAfter(run(1, [finding('a', { check })], { checks: [check] }), crashed), 'unclear');
  });
  it('by one version of a standard is not fixed by another that shares its fingerprint', async () => {
    const both = ['guide@1/TST-1', 'guide@2/TST-1'];
    const found = both.map((check) => finding('a', { check }));
    const { findings } = await seriesOf(run(1, found, { checks: both }), run(2, [], { checks: [both[1]!] }));
    assert.deepEqual(
      findings.map(({ check, state }) => [check, state]),
      [
        [both[0], 'new'],
        [both[1], 'fixed'],
      ],
    );
  });
  it('that is seen again after it was unclear stands, and is not new', async () => {
    const { findings, runs } = await seriesOf(there, run(2, [], unseen('*')), run(3, [finding('a')]));
    assert.equal(findings[0]!.state, 'standing');
    assert.equal(runs.at(-1)!.questions[0]!.new, 0);
  });
  it('that is waived has an age, and stands when the waiver ends', async () => {
    const waived = (day: number): RecordedRun => run(day, [finding('a', { waiver })]);
    const { findings, waivers } = await seriesOf(there, waived(2), waived(20));
    assert.equal(findings[0]!.state, 'waived');
    const [age] = waivers;
    assert.deepEqual([age!.since.slice(0, 10), age!.days, age!.daysLeft], ['2026-01-02', 29, 1]);
    assert.equal(await stateAfter(there, waived(2), run(3, [finding('a')])), 'standing');
  });
  it('of unknown verdict alone is no finding of the history', async () => {
    assert.equal(await stateAfter(run(1, [finding('a', { verdict: 'unknown' })])), '');
  });
});

describe('a history', () => {
  it('is apart for other targets, and in order of them', async () => {
    const { series } = await historyOf([run(1, [finding('a')], { keys: ['z'] }), run(2, [], { keys: ['b'] })]);
    assert.deepEqual(
      series.map(({ keys, findings }) => [keys, findings.length]),
      [
        [['b'], 0],
        [['z'], 1],
      ],
    );
  });
  it('lists runs since a day, and still knows what was before', async () => {
    const runs = [run(1, [finding('a'), finding('b')]), run(5, [finding('b')]), run(9, [finding('a'), finding('b')])];
    const [series] = (await historyOf(runs, '2026-01-06')).series;
    assert.equal(series!.runs.length, 1);
    assert.deepEqual(
      series!.findings.map(({ state }) => state),
      ['reopened', 'standing'],
    );
    assert.deepEqual((await historyOf(runs, '2026-01-20')).series, []);
  });
  it('adds up: what fails is new, reopened or was there; what is gone is fixed or unclear', async () => {
    const anyRun = fc.record({
      open: fc.subarray(['a', 'b', 'c', 'd']),
      ran: fc.constantFrom(checks, ['TST-1'], ['TST-2']),
      touched: fc.constantFrom([], ['*'], ['q/a/TST-1']),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyRun, { minLength: 1, maxLength: 6 }), async (given) => {
        const checkOf = (name: string): string => (name < 'c' ? 'TST-1' : 'TST-2');
        const runs = given.map(({ open, ran, touched }, index) =>
          run(
            index + 1,
            open.filter((name) => ran.includes(checkOf(name))).map((name) => finding(name, { check: checkOf(name) })),
            { checks: ran, gaps: { count: touched.length, touches: touched, first: [] } },
          ),
        );
        const { findings, runs: told } = await seriesOf(...runs);
        const sum = (of: 'new' | 'reopened' | 'fixed' | 'unclear'): number =>
          told.reduce((total, { questions }) => total + (questions[0]?.[of] ?? 0), 0);
        assert.equal(sum('new'), findings.length);
        assert.equal(
          sum('reopened'),
          findings.reduce((total, { reopenings }) => total + reopenings, 0),
        );
        const fixed = findings.filter(({ state }) => state === 'fixed').length;
        assert.equal(sum('fixed'), fixed + sum('reopened'));
        for (const { check, fingerprint, state } of findings) {
          const last = runs.findLast(({ checks: ran }) => ran.includes(check))!;
          const fails = last.findings.some((one) => one.fingerprint === fingerprint);
          assert.equal(['new', 'reopened', 'standing'].includes(state), fails);
          if (state === 'fixed') assert.ok(!fails);
        }
      }),
    );
  });
});

describe('what is new', () => {
  const baselineOf = (...runs: readonly RecordedRun[]): Baseline => {
    const baseline = new Baseline();
    for (const one of runs) baseline.add(one);
    return baseline;
  };
  it('is what the last run of the check did not have', () => {
    const baseline = baselineOf(
      run(3, [finding('a')], { checks: ['TST-1'] }),
      run(2, [finding('b'), finding('c', { check: 'TST-2' })]),
    );
    assert.deepEqual(
      ['a', 'b'].map((fingerprint) => baseline.has(finding(fingerprint))),
      [true, false],
    );
    assert.ok(baseline.has(finding('c', { check: 'TST-2' })));
    assert.ok(baseline.covers(checks) && !baseline.covers(['TST-3']));
    assert.equal(baseline.at, '2026-01-03T00:00:00.000Z');
  });
  it('is what has become worse', () => {
    const baseline = baselineOf(run(1, [finding('a', { severity: 'medium' })]));
    const at = (severity: RecordedFinding['severity']): boolean => baseline.has(finding('a', { severity }));
    assert.deepEqual([at('low'), at('medium'), at('critical')], [true, true, false]);
  });
  it('is all without a run, and what was waived or unknown before', () => {
    assert.ok(!baselineOf().has(finding('a')));
    assert.ok(!baselineOf(run(1, [finding('a', { waiver })])).has(finding('a')));
    assert.ok(!baselineOf(run(1, [finding('a', { verdict: 'unknown' })])).has(finding('a')));
  });
});
