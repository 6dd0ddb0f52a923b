import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exitCodeOfAudits, type AuditItem, type AuditReport } from '../model/audit.ts';
import { defineCheck, type AnyCheck } from '../model/check.ts';
import { defineFact, fact, type Fact } from '../model/fact.ts';
import { gapTouches, gapTouchesCheck, type Gap } from '../model/gap.ts';
import { verdicts, type Judgement, type Reference } from '../model/outcome.ts';
import { severities } from '../model/severity.ts';
import type { Standard, StandardItem } from '../model/standard.ts';
import type { WaiverEntry } from '../model/waiver.ts';
import { audit, type AuditAsked } from './audit.ts';

/** A fact that states the outcome of the check whose id its subject's kind is. */
const stated = defineFact<Judgement>('stated');
const references: Readonly<Record<string, readonly Reference[]>> = {
  'TST-1': [
    { standard: 'guide', version: '2', item: '1' },
    { standard: 'guide', version: '2', item: '2' },
  ],
};

function checkOf(id: string, aspect: string): AnyCheck {
  return defineCheck({
    id,
    name: id.toLowerCase(),
    aspect,
    title: 'All is well',
    severity: 'high',
    since: '0.1.0',
    references: references[id] ?? [],
    remedy: 'Mend it.',
    toKnow: `Look at ${id}.`,
    needs: { facts: stated },
    *evaluate({ facts }) {
      for (const { value } of facts) if (value.subject.kind === id) yield value;
    },
  });
}
const checks = [checkOf('TST-1', 'q/a'), checkOf('TST-2', 'q/a'), checkOf('TST-3', 'q/b')];

function says(id: string, verdict: Judgement['verdict'], more: Partial<Judgement> = {}): Fact<Judgement> {
  const about = { subject: { source: 'test', kind: id, name: 'x' }, stage: 'declared' } as const;
  const at = { source: 'test', file: 'f.yaml', line: 1, column: 1 };
  return fact(stated, about, { ...about, verdict, evidence: [at], saw: 'it was so', ...more }, at);
}

function gap(...touches: string[]): Gap {
  return { code: 'FILE_UNREADABLE', source: 'test', subject: 'f', because: 'no', toKnow: 'Open f.', touches };
}

function reportOf(
  items: Readonly<Record<string, StandardItem>>,
  facts: readonly Fact[] = [],
  more: Partial<AuditAsked> = {},
  standard: Partial<Standard> = {},
): AuditReport {
  const [report] = audit({
    standards: [{ standard: 'guide', version: '2', source: 'https://example.com', items, ...standard }],
    checks,
    facts,
    gaps: [],
    waivers: [],
    listPasses: true,
    now: new Date('2026-11-24T00:00:00Z'),
    asked: { targets: ['test'], configuration: null, failOn: 'info', unknownPasses: false },
    version: '0.1.0',
    ...more,
  }).reports;
  return report!;
}

function itemOf(item: Partial<StandardItem>, facts: readonly Fact[] = [], more: Partial<AuditAsked> = {}): AuditItem {
  return reportOf({ '1': { title: 'Good', ...item } }, facts, more).items[0]!;
}

const verdict = (...given: Parameters<typeof itemOf>): string => itemOf(...given).verdict;

describe('an item', () => {
  const one = { checks: ['TST-1'] };

  it('passes when its check passed and nothing else was said', () => {
    const item = itemOf(one, [says('TST-1', 'pass')]);
    assert.deepEqual([item.verdict, item.because, item.toKnow], ['pass', '1 passed', null]);
  });

  it('fails by one fail among passes and unknowns, whatever its severity', () => {
    for (const severity of severities) {
      const facts = [says('TST-1', 'pass'), says('TST-1', 'unknown'), says('TST-1', 'fail', { severity })];
      assert.equal(verdict(one, facts), 'fail');
    }
  });

  it('is unknown by one unknown among passes, and says what would answer it', () => {
    const item = itemOf(one, [says('TST-1', 'pass'), says('TST-1', 'unknown', { toKnow: 'Ask root.' })]);
    assert.deepEqual([item.verdict, item.toKnow], ['unknown', 'Ask root.']);
  });

  it('is unknown when nothing was said of it, and names the advice of its checks', () => {
    const item = itemOf({ checks: ['TST-1', 'TST-3'] });
    assert.deepEqual([item.verdict, item.toKnow], ['unknown', 'Look at TST-1. Look at TST-3.']);
  });

  it('is unknown by a gap that touches its checks, and by no other', () => {
    const facts = [says('TST-1', 'pass')];
    for (const touched of ['*', 'q', 'q/a', 'q/a/TST-1']) {
      assert.equal(verdict(one, facts, { gaps: [gap(touched)] }), 'unknown', touched);
    }
    for (const touched of ['r', 'q/b', 'q/a/TST-2', 'q/b/TST-1']) {
      assert.equal(verdict(one, facts, { gaps: [gap(touched)] }), 'pass', touched);
    }
    assert.equal(verdict(one, facts, { gaps: [gap()] }), 'pass');
  });

  it('is manual without a check, and says what a person must do', () => {
    const item = itemOf({ manual: 'Go and look.' });
    assert.deepEqual([item.verdict, item.toKnow], ['manual', 'Go and look.']);
  });

  it('that is answered in part never passes, and still fails', () => {
    const item = itemOf({ ...one, partly: 'Look at the rest.' }, [says('TST-1', 'pass')]);
    assert.deepEqual([item.verdict, item.toKnow], ['unknown', 'Look at the rest.']);
    assert.equal(verdict({ ...one, partly: 'Look at the rest.' }, [says('TST-1', 'fail')]), 'fail');
  });

  it('of which nothing exists passes only by its rule, and only in a complete look', () => {
    const none = { ...one, none: { seen: 'stated', because: 'there is no container' } };
    assert.equal(verdict(none), 'unknown');
    const seen = [{ ...says('TST-3', 'pass'), stage: 'running' as const }];
    assert.equal(verdict(none, [says('TST-3', 'pass')]), 'unknown', 'a file proves no look');
    assert.equal(itemOf(none, seen).because, 'there is no container');
    assert.equal(verdict(none, seen), 'pass');
    assert.equal(verdict({ ...none, partly: 'Look at the rest.' }, seen), 'unknown');
    assert.equal(verdict(none, seen, { gaps: [gap('q/a')] }), 'unknown');
    assert.equal(verdict(none, [...seen, says('TST-1', 'unknown')]), 'unknown');
    assert.equal(verdict(none, [...seen, says('TST-1', 'fail')]), 'fail');
  });

  it('is unknown where one of its checks says nothing, unless that need not speak', () => {
    const both = { checks: ['TST-1', 'TST-3'] };
    const facts = [says('TST-1', 'pass')];
    const item = itemOf(both, facts);
    assert.deepEqual([item.verdict, item.toKnow], ['unknown', 'Look at TST-3.']);
    assert.match(item.because, /All is well/);
    assert.equal(verdict({ ...both, silent: ['TST-3'] }, facts), 'pass');
    assert.equal(verdict({ ...both, silent: ['TST-1'] }, facts), 'unknown');
    assert.equal(verdict({ ...both, silent: ['TST-1', 'TST-3'] }), 'unknown', 'one of them must speak');
    assert.equal(verdict({ ...both, silent: ['TST-3'] }, [...facts, says('TST-3', 'fail')]), 'fail');
  });

  it('needs every one of its checks', () => {
    const both = { checks: ['TST-1', 'TST-3'] };
    assert.equal(verdict(both, [says('TST-1', 'pass'), says('TST-3', 'fail')]), 'fail');
    assert.equal(verdict(both, [says('TST-1', 'pass'), says('TST-3', 'unknown')]), 'unknown');
  });

  it('takes only the outcomes that speak to it, counted passes too', () => {
    const items = { '1': { title: 'One', checks: ['TST-1'] }, '2': { title: 'Two', checks: ['TST-1'] } };
    const only = (item: string): Partial<Judgement> => ({ references: [{ standard: 'guide', version: '2', item }] });
    for (const listPasses of [true, false]) {
      const told = (facts: readonly Fact[]): string[] =>
        reportOf(items, facts, { listPasses }).items.map((item) => `${item.verdict} ${item.counts.pass}`);
      assert.deepEqual(told([says('TST-1', 'pass', only('1'))]), ['pass 1', 'unknown 0']);
      assert.deepEqual(told([says('TST-1', 'fail', only('1')), says('TST-1', 'pass', only('2'))]), [
        'fail 0',
        'pass 1',
      ]);
      assert.deepEqual(told([says('TST-1', 'fail', only('1')), says('TST-1', 'pass')]), ['fail 1', 'pass 1']);
    }
  });

  it('of an older version takes what is said of the number that it has now', () => {
    const items = {
      '7': { title: 'One', checks: ['TST-1'], as: '1' },
      '8': { title: 'Two', checks: ['TST-1'], as: '2' },
    };
    const facts = [says('TST-1', 'fail', { references: [{ standard: 'guide', version: '2', item: '1' }] })];
    const { items: told, supersededBy } = reportOf(items, facts, {}, { version: '1', supersededBy: '2' });
    assert.deepEqual([supersededBy, ...told.map((item) => item.verdict)], ['guide@2', 'fail', 'unknown']);
  });
});

describe('several audits', () => {
  it('tell together of every gap once: that of a check that one of them has alone, too', () => {
    const crashing = defineCheck({
      ...checks[0]!,
      needs: {},
      *evaluate() {
        yield* [];
        throw new Error('a fault of its own');
      },
    });
    const items = { '1': { title: 'Good', checks: ['TST-1'] } };
    const standard = { version: '2', source: 'https://example.com', items };
    const { gaps } = audit({
      standards: [
        { ...standard, standard: 'guide' },
        { ...standard, standard: 'other', checks: [crashing] },
      ],
      checks,
      facts: [says('TST-1', 'pass')],
      gaps: [gap('q/b')],
      waivers: [],
      listPasses: true,
      now: new Date('2026-11-24T00:00:00Z'),
      asked: { targets: ['test'], configuration: null, failOn: 'info', unknownPasses: false },
      version: '0.1.0',
    });
    assert.deepEqual(gaps.map(({ code }) => code).toSorted(), ['CHECK_CRASHED', 'FILE_UNREADABLE']);
  });
});

describe('waivers', () => {
  const waiver: WaiverEntry = {
    scope: { check: 'TST-1' },
    reason: 'r',
    approver: 'a',
    expires: '2026-12-31',
    at: { source: 'plimsoll', file: 'plimsoll.yaml', line: 3, column: 1 },
  };
  it('let an item pass and are counted', () => {
    const item = itemOf({ checks: ['TST-1'] }, [says('TST-1', 'fail')], { waivers: [waiver] });
    assert.deepEqual([item.verdict, item.because, item.counts.waived], ['pass', '1 waived', 1]);
  });
  it('of what is not audited are not told of, expired ones are', () => {
    const waivers = [
      { ...waiver, scope: { check: 'TST-9' } },
      { ...waiver, expires: '2026-11-23' },
    ];
    const report = reportOf({ '1': { title: 'Good', checks: ['TST-1'] } }, [says('TST-1', 'fail')], { waivers });
    assert.deepEqual([report.items[0]!.verdict, report.gaps.map(({ code }) => code)], ['fail', ['WAIVER_EXPIRED']]);
  });
});

describe('exit codes', () => {
  const items: Readonly<Record<string, StandardItem>> = { '1': { title: 'Good', checks: ['TST-1'] } };
  const asked = { targets: [], configuration: null, failOn: 'info', unknownPasses: false } as const;
  const code = (...given: Parameters<typeof reportOf>): number => exitCodeOfAudits([reportOf(...given)]);
  it('are 0 for pass, 1 for fail, 2 for unknown and manual', () => {
    assert.equal(code(items, [says('TST-1', 'pass')]), 0);
    assert.equal(code(items, [says('TST-1', 'fail', { severity: 'info' })]), 1);
    assert.equal(code(items), 2);
    assert.equal(code({ '1': { title: 'Good', manual: 'Look.' } }), 2);
  });
  it('follow --fail-on and --unknown=pass', () => {
    const low = [says('TST-1', 'fail', { severity: 'low' })];
    assert.equal(code(items, low, { asked: { ...asked, failOn: 'high' } }), 0);
    assert.equal(code(items, low, { asked: { ...asked, failOn: 'low' } }), 1);
    assert.equal(code(items, [], { asked: { ...asked, unknownPasses: true } }), 0);
  });
  it('are 2 when a fail below the threshold stands beside what is not known', () => {
    const low = says('TST-1', 'fail', { severity: 'low' });
    const above = { asked: { ...asked, failOn: 'high' } } as const;
    const both = { '1': { title: 'Good', checks: ['TST-1', 'TST-3'] } };
    assert.equal(code(both, [low, says('TST-3', 'pass')], above), 0);
    assert.equal(code(both, [low], above), 2, 'a check that says nothing');
    assert.equal(code(both, [low, says('TST-3', 'unknown')], above), 2);
    assert.equal(code(items, [low], { ...above, gaps: [gap('q/a')] }), 2);
    assert.equal(code({ '1': { ...items['1']!, partly: 'Look.' } }, [low], above), 2);
    assert.equal(code(both, [low], { asked: { ...above.asked, unknownPasses: true } }), 0);
  });
  it('of several are the worst', () => {
    const of = (...facts: Fact[]): AuditReport => reportOf(items, facts);
    assert.equal(exitCodeOfAudits([of(says('TST-1', 'pass')), of()]), 2);
    assert.equal(exitCodeOfAudits([of(), of(says('TST-1', 'fail'))]), 1);
  });
});

describe('whatever is seen', () => {
  const items: Readonly<Record<string, StandardItem>> = {
    '1': { title: 'One', checks: ['TST-1', 'TST-2'], silent: ['TST-2'] },
    '2': { title: 'Two', checks: ['TST-3'], partly: 'Look.' },
    '3': { title: 'Three', manual: 'Look.' },
    '4': { title: 'Four', checks: ['TST-3'], none: { seen: 'stated', because: 'none' } },
  };
  const anyFact = fc
    .record({
      id: fc.constantFrom('TST-1', 'TST-2', 'TST-3'),
      verdict: fc.constantFrom(...verdicts),
      severity: fc.constantFrom(...severities),
    })
    .map(({ id, verdict: said, severity }) => says(id, said, { severity }));
  const anyGap = fc.subarray(['*', 'q', 'q/a', 'q/b', 'q/a/TST-1', 'q/b/TST-3', 'r']).map((touches) => gap(...touches));
  const goodness: Record<string, number> = { fail: 0, unknown: 1, manual: 1, pass: 2 };

  it('a gap, an unknown or a fail never makes an item better; an item is there once, in its place', () => {
    const worse = fc.oneof(
      anyGap.map((one) => ({ gaps: [one], facts: [] as Fact[] })),
      anyFact.map((one) => ({ gaps: [] as Gap[], facts: one.value.verdict === 'pass' ? [] : [one] })),
    );
    fc.assert(
      fc.property(
        fc.array(anyFact, { maxLength: 6 }),
        fc.array(anyGap, { maxLength: 2 }),
        worse,
        (facts, gaps, add) => {
          const before = reportOf(items, facts, { gaps }).items;
          const after = reportOf(items, [...facts, ...add.facts], { gaps: [...gaps, ...add.gaps] }).items;
          assert.deepEqual(
            after.map(({ item }) => item),
            Object.keys(items),
          );
          after.forEach((item, index) => {
            const was = before[index]!;
            // The one rule of nothing to judge needs a fact to show that the place was looked at.
            if (facts.length === 0) return assert.ok(item.verdict !== 'pass' || item.item === '4');
            assert.ok(
              goodness[item.verdict]! <= goodness[was.verdict]!,
              `${item.item}: ${was.verdict} to ${item.verdict}`,
            );
          });
        },
      ),
    );
  });

  it('the order of facts and checks changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 8 }), (facts) => {
        const turned = reportOf(items, facts.toReversed(), { checks: checks.toReversed() });
        assert.deepEqual(turned, reportOf(items, facts));
      }),
    );
  });
});

describe('gaps of one check', () => {
  it('keep its aspect from being yes', () => {
    const one = gap('q/a/TST-1');
    assert.ok(gapTouches(one, 'q/a'));
    assert.ok(!gapTouches(one, 'q/ab') && !gapTouches(one, 'q/b'));
    assert.ok(gapTouchesCheck(one, { id: 'TST-1', aspect: 'q/a' }));
    assert.ok(!gapTouchesCheck(one, { id: 'TST-11', aspect: 'q/a' }));
  });
});
