/** The examples that the README asks show what it says: what is wrong in each question, and nothing wrong. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from '../../src/model/report.ts';
import { plimsoll } from './plimsoll.ts';

const root = join(import.meta.dirname, '../..');
const ask = async (example: string): Promise<Report> => {
  const { out, err } = await plimsoll(['ask', `examples/${example}`, '-f', 'json'], { cwd: root });
  assert.equal(err, '');
  return JSON.parse(out) as Report;
};

describe('examples', () => {
  it('insecure: every question is no', async () => {
    const { answers, gaps } = await ask('insecure');
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      answers.map(() => 'no'),
    );
    assert.deepEqual(gaps, []);
  });

  for (const [example, least] of [
    // The certificate of its Ingress is in no file, as it should be: network/encryption is unknown.
    ['hardened', 12],
    ['hardened-compose', 8],
  ] as const) {
    it(`${example}: nothing is no, ${least} cells are yes, every waiver is used`, async () => {
      const { card, gaps, outcomes } = await ask(example);
      const failing = outcomes.filter(
        ({ verdict, severity, waiver }) =>
          verdict === 'fail' && waiver === null && (severity === 'high' || severity === 'critical'),
      );
      assert.deepEqual(
        failing.map(({ check, subject }) => `${check} ${subject.name}`),
        [],
      );
      assert.equal(card.no, 0);
      assert.ok(card.yes >= least, `${card.yes} are yes`);
      assert.deepEqual(gaps, []);
    });
  }
});
