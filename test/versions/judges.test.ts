/**
 * Each ecosystem's own comparison as judge over 20,000 random pairs: all must agree, on what is invalid too.
 * The seed is printed; PLIMSOLL_SEED repeats a run. CI has one seed, so that a change is judged and not its luck.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { compareVersions } from '../../src/formats/versions/order.ts';
import { normalisedPackagist } from '../../src/formats/versions/packagist.ts';
import { ask, askLines, judges, noJudge, type Judge, type Verdict } from '../real/judges.ts';
import { pair, seeded, writers } from './random-versions.ts';
import { readVectors } from './vectors.ts';

type Pair = readonly [string, string];

const { PLIMSOLL_SEED: given, CI: inCi } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 32) : 20261124));
const count = 20_000;
const shared = join(import.meta.dirname, '../../../shared/data/version-order');

/** Where a judge is known to speak of something else, and why; all are unknown here. */
const apart: Readonly<Record<string, (version: string) => boolean>> = {
  // apk 2 reads a letter right after a dot and puts 0.r1 after 0r2; apk 3 refuses it and puts it before.
  Alpine: (version) => /\.[a-z]/.test(version),
};

/** Where a judge counts wrongly: apk 2 holds a number in an int, which longer ones overflow. */
const miscounted: Readonly<Record<string, (version: string) => boolean>> = {
  Alpine: (version) => /\d{10}/.test(version),
};

describe(`versions beside each ecosystem's own tool, seed ${seed}`, { concurrency: 2 }, () => {
  console.log(`seed ${seed}`);
  for (const judge of judges) {
    it(`${judge.ecosystem}: ${judge.tool}`, { skip: noJudge(judge) ?? false }, async (t) => {
      const command = prepared(judge, t);
      if (command === null) return;
      const random = seeded(seed);
      const write = writers[judge.ecosystem]!;
      const pairs = [...vectors(judge.ecosystem), ...Array.from({ length: count }, () => pair(random, write))];
      const verdicts = await ask(command, pairs, judge.processes);
      const wrong = pairs.filter((one, at) => !agrees(judge, one, verdicts[at]!));
      if (wrong.length > 0) {
        const shortest = await shrink(judge, command, wrong.toSorted((a, b) => size(a) - size(b))[0]!);
        const [said] = await ask(command, [shortest]);
        assert.fail(
          `${wrong.length} of ${pairs.length} pairs differ, seed ${seed}. The shortest: ${JSON.stringify(shortest)}: ` +
            `${judge.tool} says ${said}, ours is ${ours(judge, shortest)}`,
        );
      }
      const ordered = verdicts.filter((verdict) => /[<=>]/.test(verdict)).length;
      assert.ok(ordered > count / 3, `only ${ordered} pairs were of valid versions`);
      if (judge.ecosystem !== 'Maven' && judge.ecosystem !== 'Red Hat') assert.ok(verdicts.includes('?'));
      for (const verdict of ['<', '=', '>'] as const) assert.ok(verdicts.includes(verdict));
    });
  }

  const composer = judges.find(({ ecosystem }) => ecosystem === 'Packagist')!;
  it('Packagist: what Composer makes of a version', { skip: noJudge(composer) ?? false }, async (t) => {
    const command = prepared(composer, t);
    if (command === null) return;
    const random = seeded(seed);
    const texts = Array.from({ length: count }, () => writers['Packagist']!(random));
    const said = await askLines([...command, 'normalise'], texts);
    const differ = texts.flatMap((text, at) => {
      const normalised = normalisedPackagist(text);
      return normalised === null || normalised === said[at] ? [] : [`${text}: ${normalised}, Composer: ${said[at]}`];
    });
    assert.deepEqual(differ.slice(0, 5), []);
    assert.ok(texts.filter((text) => normalisedPackagist(text) !== null).length > count / 3);
  });
});

/** On a user's machine without network, what must be fetched may be lacking; in CI it may not. */
function prepared(judge: Judge, t: TestContext): readonly string[] | null {
  try {
    return judge.prepare();
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    t.skip(`${judge.tool} cannot be fetched or built: ${String(error)}`);
    return null;
  }
}

function vectors(ecosystem: string): readonly Pair[] {
  return readdirSync(shared)
    .flatMap((file) => readVectors(join(shared, file)))
    .filter((vector) => vector.ecosystem === ecosystem || (ecosystem === 'npm' && vector.ecosystem === 'SemVer'))
    .map(({ left, right }): Pair => [left, right]);
}

function agrees(judge: Judge, versions: Pair, verdict: Verdict): boolean {
  if (verdict === '-' || versions.some((version) => miscounted[judge.ecosystem]?.(version) ?? false)) return true;
  if (versions.some((version) => apart[judge.ecosystem]?.(version) ?? false)) return ours(judge, versions) === '?';
  return ours(judge, versions) === verdict;
}

function ours(judge: Judge, [left, right]: Pair): Verdict {
  const order = compareVersions(judge.ecosystem, left, right);
  return order === null ? '?' : order < 0 ? '<' : order > 0 ? '>' : '=';
}

/** The shortest pair on which the two still differ, a character less at a time. */
async function shrink(judge: Judge, command: readonly string[], from: Pair): Promise<Pair> {
  const smaller = shorter(from);
  if (smaller.length === 0) return from;
  const verdicts = await ask(command, smaller);
  const next = smaller.find((one, at) => !agrees(judge, one, verdicts[at]!));
  return next === undefined ? from : shrink(judge, command, next);
}

function shorter([left, right]: Pair): readonly Pair[] {
  const without = (text: string): string[] =>
    text.length < 2 ? [] : Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1));
  return [...without(left).map((one): Pair => [one, right]), ...without(right).map((one): Pair => [left, one])];
}

function size([left, right]: Pair): number {
  return left.length + right.length;
}
