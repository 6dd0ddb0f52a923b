/** Everything that awesome-compose holds goes through the whole engine: no check meets a fault of its own. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { ask } from '../../src/engine/ask.ts';
import { questions } from '../../src/main.ts';
import type { Report } from '../../src/model/report.ts';
import { look } from './look.ts';

const folder = join(import.meta.dirname, '../../../shared/data/manifests/awesome-compose');

it('awesome-compose is asked without a crash, and no aspect of its runtime is a yes', async () => {
  const { facts, gaps } = await look(folder);
  const files = (kind: string): number =>
    new Set(facts.filter((one) => one.kind === kind).map(({ at }) => at.file)).size;
  assert.deepEqual([files('workload'), files('build')], [39, 35]);
  const report: Report = ask({
    questions,
    facts,
    gaps,
    waivers: [],
    notApplicable: new Map(),
    targets: ['awesome-compose'],
    configuration: null,
    failOn: 'high',
    listPasses: true,
    unknownPasses: false,
    now: new Date('2026-11-24T00:00:00Z'),
    version: '0.0.0',
  });
  assert.deepEqual(
    report.gaps.filter(({ code }) => code === 'CHECK_CRASHED'),
    [],
  );
  assert.ok(report.outcomes.length > 1000, 'checks spoke');
  for (const { evidence, check } of report.outcomes) {
    assert.ok(
      evidence.every(({ file }) => file !== undefined),
      `${check} says in which file to look again`,
    );
  }
  const runtime = report.answers.find(({ question }) => question === 'runtime')!;
  assert.deepEqual(
    runtime.aspects.filter(({ answer }) => answer === 'yes'),
    [],
  );
});
