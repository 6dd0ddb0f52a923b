import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome, Verdict } from '../model/outcome.ts';
import type { Asked } from './compare.ts';
import type { PlannedFix } from './plan.ts';
import { prove } from './prove.ts';
import { SourceFile } from './source-files.ts';

const text = 'a: true\nb: true\nc: true\n';
const source = new SourceFile('x.yaml', { path: '/x.yaml', text });

function outcome(check: string, name: string, verdict: Verdict, severity = 'low'): Outcome {
  return {
    check,
    verdict,
    severity,
    stage: 'declared',
    subject: { source: 'test', kind: 'Pod', name },
    evidence: [{ source: 'test', file: 'x.yaml', line: 1 }],
    saw: `${check} of ${name}`,
  } as unknown as Outcome;
}
function asked(...outcomes: Outcome[]): Asked {
  return { outcomes, gaps: [], facts: [] };
}
/** Sets one key of the file to false for an outcome. */
function planned(key: string, about: Outcome): PlannedFix {
  const changes = [{ kind: 'set', path: [key], value: false } as const];
  const context = { json: false, variables: false };
  return { outcome: about, remedy: { check: about.check } as never, source, yaml: { document: 0, changes, context } };
}

/** What a world says whose checks go by the lines of the file. */
type World = (is: (key: string) => boolean) => Asked;

async function proven(
  before: Asked,
  fixes: readonly PlannedFix[],
  world: World,
): Promise<{ fixed: string[]; refused: string[]; text: string }> {
  const plan = { fixes, refused: [] };
  const found = await prove(plan, before, (texts) => {
    const now = texts.get('x.yaml') ?? text;
    return Promise.resolve(world((key) => now.includes(`${key}: false`)));
  });
  return {
    fixed: found.fixes.map((fix) => fix.outcome.check),
    refused: found.refused.map((one) => `${one.outcome.check} ${one.refusal.code}`),
    text: found.texts.get(source) ?? text,
  };
}

const verdict = (good: boolean): Verdict => (good ? 'pass' : 'fail');
const before = asked(outcome('A', 'p', 'fail'), outcome('B', 'p', 'fail'), outcome('C', 'q', 'pass'));
const [ofA, ofB] = [planned('a', before.outcomes[0]!), planned('b', before.outcomes[1]!)];

describe('proof', () => {
  it('keeps what passes and harms nothing', async () => {
    const world: World = (is) =>
      asked(outcome('A', 'p', verdict(is('a'))), outcome('B', 'p', verdict(is('b'))), outcome('C', 'q', 'pass'));
    assert.deepEqual(await proven(before, [ofA, ofB], world), {
      fixed: ['A', 'B'],
      refused: [],
      text: 'a: false\nb: false\nc: true\n',
    });
  });
  it('drops what does not pass with it', async () => {
    const world: World = (is) =>
      asked(outcome('A', 'p', 'fail'), outcome('B', 'p', verdict(is('b'))), outcome('C', 'q', 'pass'));
    assert.deepEqual(await proven(before, [ofA, ofB], world), {
      fixed: ['B'],
      refused: ['A NOT_PROVEN'],
      text: 'a: true\nb: false\nc: true\n',
    });
  });
  it('takes unknown, or silence, for no pass', async () => {
    for (const said of [[outcome('A', 'p', 'unknown')], []]) {
      const world: World = (is) =>
        asked(...(is('a') ? said : [outcome('A', 'p', 'fail')]), outcome('B', 'p', 'fail'), outcome('C', 'q', 'pass'));
      assert.deepEqual((await proven(before, [ofA], world)).refused, ['A NOT_PROVEN']);
    }
  });
  it('finds out which of two makes another outcome worse, unknown or silent', async () => {
    const worse = [
      [outcome('C', 'q', 'fail')],
      [outcome('C', 'q', 'unknown')],
      [],
      [outcome('C', 'q', 'pass'), outcome('D', 'r', 'fail')],
    ];
    for (const said of worse) {
      const world: World = (is) =>
        asked(
          outcome('A', 'p', verdict(is('a'))),
          outcome('B', 'p', verdict(is('b'))),
          ...(is('a') ? said : [outcome('C', 'q', 'pass')]),
        );
      const found = await proven(before, [ofA, ofB], world);
      assert.deepEqual([found.fixed, found.refused], [['B'], ['A WOULD_WORSEN']]);
    }
  });
  it('counts a fail that gets more severe', async () => {
    const severe = asked(outcome('A', 'p', 'fail'), outcome('C', 'q', 'fail', 'low'));
    const world: World = (is) =>
      asked(outcome('A', 'p', verdict(is('a'))), outcome('C', 'q', 'fail', is('a') ? 'high' : 'low'));
    assert.deepEqual((await proven(severe, [planned('a', severe.outcomes[0]!)], world)).refused, ['A WOULD_WORSEN']);
  });
  it('counts a new gap, and a fact that is no longer seen', async () => {
    const gap = {
      code: 'YAML_INVALID',
      source: 'test',
      subject: 'x',
      because: 'y',
      toKnow: 'z',
      touches: ['*'],
    } as const;
    const fact = {
      kind: 'workload',
      stage: 'declared',
      subject: { source: 'test', kind: 'Pod', name: 'p' },
      value: {},
      at: { source: 'test' },
    } as const;
    const only = { ...asked(outcome('A', 'p', 'fail')), facts: [fact] };
    const fix = [planned('a', only.outcomes[0]!)];
    for (const more of [
      { gaps: [gap], facts: [fact] },
      { gaps: [], facts: [] },
    ]) {
      const world: World = (is) => ({
        outcomes: [outcome('A', 'p', verdict(is('a')))],
        ...(is('a') ? more : { gaps: [], facts: [fact] }),
      });
      assert.deepEqual((await proven(only, fix, world)).refused, ['A WOULD_WORSEN']);
    }
  });
  it('ends where nothing settles', async () => {
    const many = Array.from({ length: 200 }, (_, at) => outcome(`A${at}`, 'p', 'fail'));
    const world: World = () =>
      asked(...many.map(({ check }) => outcome(check, 'p', 'pass')), outcome('Z', 'other', 'fail'));
    const found = await proven(
      asked(...many),
      many.map((one) => planned('a', one)),
      world,
    );
    assert.deepEqual([found.fixed.length, found.refused.length, found.text], [0, 200, text]);
  });
});
