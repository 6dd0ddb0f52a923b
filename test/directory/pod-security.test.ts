/** The fixtures of Pod Security Admission, judged as their folders promise. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { podMeetsBaseline } from '../../src/questions/hardening/guides/pod-meets-baseline.ts';
import { podMeetsRestricted } from '../../src/questions/hardening/guides/pod-meets-restricted.ts';
import { evaluate } from '../checks/table.ts';
import { look } from './look.ts';

const fixtures = join(import.meta.dirname, '../../../shared/data/pod-security');
const levels = { baseline: podMeetsBaseline, restricted: podMeetsRestricted };
const counts = { baseline: { pass: 11, fail: 29 }, restricted: { pass: 17, fail: 69 } };
/** Failed in 1.25; since 1.35 baseline lets a Pod with `hostUsers: false` unmask /proc. */
const allowedSince = new Set(['baseline/fail/procmount0.yaml', 'baseline/fail/procmount1.yaml']);

describe('pod-security v1.25', () => {
  for (const level of ['baseline', 'restricted'] as const) {
    for (const promised of ['pass', 'fail'] as const) {
      it(`${level} ${promised}`, async () => {
        const folder = join(fixtures, level, 'v1.25', promised);
        const files = readdirSync(folder);
        assert.equal(files.length, counts[level][promised]);
        for (const file of files) {
          const { facts, gaps } = await look(join(folder, file));
          assert.deepEqual(gaps, [], file);
          const verdicts = evaluate(levels[level], facts).map(({ verdict }) => verdict);
          const wanted = allowedSince.has(`${level}/${promised}/${file}`) ? 'pass' : promised;
          assert.deepEqual(verdicts, [wanted], `${level}/${promised}/${file}`);
        }
      });
    }
  }
});
