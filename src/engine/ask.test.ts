import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defineCheck } from '../model/check.ts';
import { defineFact, fact, type Fact } from '../model/fact.ts';
import { gapTouches, type Gap } from '../model/gap.ts';
import { verdicts, type Judgement } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import { exitCodeOf, type Answer, type Report } from '../model/report.ts';
import { severities } from '../model/severity.ts';
import type { WaiverEntry } from '../model/waiver.ts';
import { ask } from './ask.ts';

/** A fact that states the outcome of the one check that reads it: every verdict and severity can be made. */
const stated = defineFact<Judgement>('stated');
const aspects = ['a', 'b', 'c', 'd', 'e'];

function questionOf(name: string): Question {
  return {
    name,
    asks: `Is ${name} good?`,
    aspects: aspects.map((aspect) => ({ name: aspect, asks: `${aspect}?`, toKnow: `Ask ${aspect}.` })),
    checks: aspects.map((aspect, index) =>
      defineCheck({
        id: `TST-${name}${index}`,
        name: `${name}-${aspect}`,
        aspect: `${name}/${aspect}`,
        title: 'All is well',
        severity: 'high',
        since: '0.1.0',
        references: [],
        remedy: 'Mend it.',
        toKnow: 'Look.',
        needs: { facts: stated },
        *evaluate({ facts }) {
          for (const { value } of facts) if (value.subject.kind === `${name}/${aspect}`) yield value;
        },
      }),
    ),
  };
}
const questions = [questionOf('q'), questionOf('r')];

const aspectNames = questions.flatMap(({ name }) => aspects.map((aspect) => `${name}/${aspect}`));

const anyFact: fc.Arbitrary<Fact<Judgement>> = fc
  .record({
    verdict: fc.constantFrom(...verdicts),
    severity: fc.constantFrom(...severities),
    kind: fc.constantFrom(...aspectNames),
    name: fc.constantFrom('x', 'y', 'z'),
    line: fc.nat(5),
  })
  .map(({ verdict, severity, kind, name, line }) => {
    const about = { subject: { source: 'test', kind, name }, stage: 'declared' } as const;
    const at = { source: 'test', file: 'f.yaml', line, column: 1, place: `p${line}` };
    return fact(stated, about, { ...about, verdict, severity, evidence: [at], saw: 'seen' }, at);
  });

const anyGap: fc.Arbitrary<Gap> = fc
  .record({ subject: fc.constantFrom('f', 'g'), touches: fc.subarray(['*', 'q', ...aspectNames]) })
  .map(({ subject, touches }) => ({
    code: 'FILE_UNREADABLE',
    source: 'test',
    subject,
    because: 'no',
    toKnow: 'Look.',
    touches,
  }));

const input = fc.record({ facts: fc.array(anyFact, { maxLength: 12 }), gaps: fc.array(anyGap, { maxLength: 3 }) });

function answerOf(
  { facts, gaps }: { facts: readonly Fact[]; gaps: readonly Gap[] },
  more: Partial<Parameters<typeof ask>[0]> = {},
): Report {
  return ask({
    questions,
    facts,
    gaps,
    waivers: [],
    notApplicable: new Map(),
    targets: ['test'],
    configuration: null,
    failOn: 'high',
    listPasses: true,
    unknownPasses: false,
    now: new Date('2026-11-24T00:00:00Z'),
    version: '0.1.0',
    ...more,
  });
}

function cells(report: Report): Answer[] {
  return report.answers.flatMap(({ answer, aspects: own }) => [answer, ...own.map((aspect) => aspect.answer)]);
}

/** How good an answer is, for "never better". */
const goodness: Record<Answer, number> = { no: 0, unknown: 1, 'n/a': 2, yes: 2 };

describe('verdicts', () => {
  it('a gap never turns a cell to yes', () => {
    fc.assert(
      fc.property(input, anyGap, (given, gap) => {
        const [before, after] = [cells(answerOf(given)), cells(answerOf({ ...given, gaps: [...given.gaps, gap] }))];
        after.forEach((cell, index) => assert.ok(goodness[cell] <= goodness[before[index]!]));
      }),
    );
  });

  it('an unknown never turns a cell to yes', () => {
    fc.assert(
      fc.property(input, anyFact, (given, one) => {
        const made = { ...one, value: { ...one.value, verdict: 'unknown' as const } };
        const [before, after] = [cells(answerOf(given)), cells(answerOf({ ...given, facts: [...given.facts, made] }))];
        after.forEach((cell, index) => assert.ok(cell !== 'yes' || before[index] === 'yes'));
      }),
    );
  });

  it('a fail never makes a cell better, and at the threshold makes it no', () => {
    fc.assert(
      fc.property(input, anyFact, (given, one) => {
        const made = { ...one, value: { ...one.value, verdict: 'fail' as const } };
        const after = answerOf({ ...given, facts: [...given.facts, made] });
        const before = cells(answerOf(given));
        cells(after).forEach((cell, index) => assert.ok(goodness[cell] <= goodness[before[index]!]));
        if (!['high', 'critical'].includes(made.value.severity!)) return;
        const [question, aspect] = made.value.subject.kind.split('/');
        const own = after.answers.find((answer) => answer.question === question)!;
        assert.equal(own.answer, 'no');
        assert.equal(own.aspects.find((cell) => cell.aspect === aspect)!.answer, 'no');
      }),
    );
  });

  it('a yes has a pass, no unknown, no gap and no fail at the threshold', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const { question, aspects: own } of answerOf(given).answers) {
          for (const { aspect, answer } of own) {
            const id = `${question}/${aspect}`;
            const about = given.facts.filter(({ value }) => value.subject.kind === id).map(({ value }) => value);
            const bad = about.some(
              ({ verdict, severity }) => verdict === 'fail' && ['high', 'critical'].includes(severity!),
            );
            const open =
              about.some(({ verdict }) => verdict === 'unknown') || given.gaps.some((gap) => gapTouches(gap, id));
            const passes = about.some(({ verdict }) => verdict === 'pass');
            assert.equal(answer, bad ? 'no' : open || !passes ? 'unknown' : 'yes');
          }
        }
      }),
    );
  });

  it('the order of facts, gaps and checks changes nothing', () => {
    fc.assert(
      fc.property(input, fc.func(fc.nat()), (given, weight) => {
        const shuffle = <T>(items: readonly T[]): T[] =>
          items
            .map((item, index) => [weight(index), item] as const)
            .toSorted((a, b) => a[0] - b[0])
            .map(([, item]) => item);
        const other = answerOf(
          { facts: shuffle(given.facts), gaps: shuffle(given.gaps) },
          { questions: questions.map((question) => ({ ...question, checks: question.checks.toReversed() })) },
        );
        assert.deepEqual(other, answerOf(given));
      }),
    );
  });

  it('counting passes instead of listing them changes nothing else', () => {
    fc.assert(
      fc.property(input, (given) => {
        const [listed, counted] = [answerOf(given), answerOf(given, { listPasses: false })];
        assert.deepEqual(counted, { ...listed, outcomes: listed.outcomes.filter(({ verdict }) => verdict !== 'pass') });
      }),
    );
  });

  it('a question is no if any aspect is, else unknown if any is, else yes', () => {
    fc.assert(
      fc.property(input, (given) => {
        for (const { answer, aspects: own } of answerOf(given).answers) {
          const have = own.map((aspect) => aspect.answer);
          assert.equal(answer, have.includes('no') ? 'no' : have.includes('unknown') ? 'unknown' : 'yes');
        }
      }),
    );
  });

  it('nothing seen is unknown everywhere, and exits with 2', () => {
    const report = answerOf({ facts: [], gaps: [] });
    assert.deepEqual([...new Set(cells(report))], ['unknown']);
    assert.equal(exitCodeOf(report), 2);
    for (const { aspects: own } of report.answers) for (const { toKnow } of own) assert.match(toKnow ?? '', /^Ask/);
  });

  it('a stated reason makes an aspect n/a, but does not hide a fail', () => {
    const notApplicable = new Map([['q/a', 'there is none']]);
    const fails = { facts: [failing('q/a', 'critical')], gaps: [] };
    assert.equal(answerOf({ facts: [], gaps: [] }, { notApplicable }).answers[0]!.aspects[0]!.answer, 'n/a');
    assert.equal(answerOf(fails, { notApplicable }).answers[0]!.aspects[0]!.answer, 'no');
  });

  it('a check that throws is a gap of its aspect and loses nothing', () => {
    const broken: Question = {
      ...questions[0]!,
      checks: [
        {
          ...questions[0]!.checks[0]!,
          evaluate: () => {
            throw new Error('boom');
          },
        },
        ...questions[0]!.checks.slice(1),
      ],
    };
    const report = answerOf({ facts: [failing('q/b', 'high')], gaps: [] }, { questions: [broken] });
    assert.deepEqual(
      report.gaps.map(({ code, touches }) => [code, touches]),
      [['CHECK_CRASHED', ['q/a/TST-q0']]],
    );
    assert.equal(report.answers[0]!.aspects[1]!.answer, 'no');
  });
});

describe('waivers', () => {
  const at = { source: 'plimsoll', file: 'plimsoll.yaml', line: 3, column: 1 };
  const waiver = (more: Partial<WaiverEntry>): WaiverEntry => ({
    scope: { check: 'TST-q0' },
    reason: 'r',
    approver: 'a',
    expires: '2026-12-31',
    at,
    ...more,
  });
  const given = { facts: [failing('q/a', 'high')], gaps: [] };

  it('waives what it names until its last day', () => {
    const report = answerOf(given, { waivers: [waiver({ expires: '2026-11-24' })] });
    assert.equal(report.answers[0]!.aspects[0]!.answer, 'yes');
    assert.equal(report.outcomes[0]!.waiver?.approver, 'a');
    assert.equal(report.coverage.waived, 1);
  });
  it('waives nothing when expired, and is reported', () => {
    const report = answerOf(given, { waivers: [waiver({ expires: '2026-11-23' })] });
    assert.equal(report.answers[0]!.aspects[0]!.answer, 'no');
    assert.deepEqual(
      report.gaps.map(({ code }) => code),
      ['WAIVER_EXPIRED'],
    );
  });
  it('is reported when it matches nothing', () => {
    const report = answerOf(given, { waivers: [waiver({ scope: { check: 'TST-q0', subject: 'other' } })] });
    assert.equal(report.answers[0]!.aspects[0]!.answer, 'no');
    assert.deepEqual(
      report.gaps.map(({ code }) => code),
      ['WAIVER_UNUSED'],
    );
  });
});

function failing(kind: string, severity: 'high' | 'critical'): Fact<Judgement> {
  const about = { subject: { source: 'test', kind, name: 'x' }, stage: 'declared' } as const;
  const at = { source: 'test', file: 'f.yaml', line: 1, column: 1 };
  return fact(stated, about, { ...about, verdict: 'fail', severity, evidence: [at], saw: 'bad' }, at);
}
