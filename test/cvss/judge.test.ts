/**
 * Red Hat's `cvss` of PyPI as judge over 20,000 random vectors of each version: base score, score of all that
 * is given, and rating must agree, and so must what is invalid. PLIMSOLL_SEED repeats a run; CI has one seed.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { definitions, type CvssVersion } from '../../src/formats/cvss/metrics.ts';
import { scoreCvss } from '../../src/formats/cvss/score.ts';
import { askLines, kept, noJudge, run } from '../real/judges.ts';
import { seeded, type Random } from '../versions/random-versions.ts';

const { PLIMSOLL_SEED: given, CI: inCi } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 32) : 20261124));
const count = 20_000;
const release = '3.6';
const judge = { ecosystem: 'CVSS', programs: ['python3'], packages: 'python3 python3-pip' };
const ratings = { None: 'info', Low: 'low', Medium: 'medium', High: 'high', Critical: 'critical' } as const;

describe(`CVSS beside cvss ${release} of PyPI, seed ${seed}`, { skip: noJudge(judge) ?? false, concurrency: 2 }, () => {
  for (const version of ['2.0', '3.0', '3.1', '4.0'] as const) {
    it(`version ${version}`, async (t) => {
      const command = prepared((why) => t.skip(why));
      if (command === null) return;
      const random = seeded(seed);
      const vectors = Array.from({ length: count }, () => vectorOf(version, random));
      const said = await askLines(
        command,
        vectors.map(({ text }) => text),
      );
      const wrong = vectors.flatMap(({ text, shuffled }, at) => {
        const ours = ourAnswer(text);
        // The judge takes versions 2 and 4 in any order of metrics, their specifications do not.
        const theirs = shuffled && definitions[version].ordered ? '?' : inOurWords(said[at]!);
        return ours === theirs ? [] : [`${text}: ${ours}, the judge: ${said[at]}`];
      });
      assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} differ`);
      assert.ok(said.filter((answer) => answer !== '?').length > count / 2, 'too few vectors were valid');
      assert.ok(said.includes('?'));
    });
  }
});

/** On a user's machine without network the judge may be lacking; in CI it may not. */
function prepared(skip: (why: string) => void): readonly string[] | null {
  try {
    const folder = kept(`cvss-${release}`, (target) => {
      const quiet = ['--quiet', '--root-user-action=ignore', '--no-deps'];
      run('python3', ['-m', 'pip', 'install', ...quiet, '--target', target, `cvss==${release}`]);
    });
    return ['env', `PYTHONPATH=${folder}`, 'python3', join(import.meta.dirname, 'judge.py')];
  } catch (error) {
    if (inCi !== undefined) throw error;
    skip(`cvss cannot be fetched: ${String(error)}`);
    return null;
  }
}

function ourAnswer(text: string): string {
  const scored = scoreCvss(text);
  return typeof scored === 'string' ? '?' : `${scored.base} ${scored.score} ${scored.rating}`;
}

function inOurWords(answer: string): string {
  if (answer === '?') return '?';
  const [base, score, rating] = answer.split(' ');
  return `${Number(base)} ${Number(score)} ${ratings[rating as keyof typeof ratings]}`;
}

/** Mostly valid vectors: base alone, with some or with all other metrics; some broken in one way, some out of order. */
function vectorOf(version: CvssVersion, random: Random): { text: string; shuffled: boolean } {
  const { known, mandatory } = definitions[version];
  const share = picked([0, 0, 150, 600, 1000], random);
  const parts = [...known].flatMap(([name, values], at) =>
    at < mandatory || random(1000) < share ? [`${name}:${picked(values, random)}`] : [],
  );
  const prefix = version === '2.0' ? '' : `CVSS:${version}/`;
  const kind = random(20);
  if (kind === 0) return { text: prefix + broken(parts, random), shuffled: false };
  if (kind > 1) return { text: prefix + parts.join('/'), shuffled: false };
  const at = random(parts.length - 1);
  const swapped = parts.with(at, parts[at + 1]!).with(at + 1, parts[at]!);
  return { text: prefix + swapped.join('/'), shuffled: true };
}

function broken(parts: readonly string[], random: Random): string {
  const at = random(parts.length);
  const part = parts[at]!;
  const ways = [
    () => parts.toSpliced(random(6), 1),
    () => [...parts, part],
    () => parts.with(at, `${part}Q`),
    () => parts.with(at, part.toLowerCase()),
    () => parts.with(at, part.replace(':', '')),
    () => parts.with(at, `${part}:`),
    () => parts.with(at, `${part.split(':')[0]}:constructor`),
    () => parts.with(at, ''),
    () => [...parts, ''],
    () => [...parts, 'ZZ:N'],
    () => [...parts, '__proto__:N'],
    () => ['', ...parts],
  ];
  return picked(ways, random)().join('/');
}

function picked<T>(from: readonly T[], random: Random): T {
  return from[random(from.length)]!;
}
