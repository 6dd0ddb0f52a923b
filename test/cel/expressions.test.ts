/**
 * The API server as judge of CEL: the expressions of expressions.txt and random ones become the same
 * value, the same error with the same words, or are refused with the same words. PLIMSOLL_SEED repeats a
 * run, PLIMSOLL_EXPRESSIONS sets how many random ones.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { perCallLimit } from '../../src/formats/cel/cost.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { bindingsPath, policiesPath, serverVerdicts, type Verdict } from './judge.ts';
import { costOf, ourVerdict, variablesFor } from './ours.ts';
import { expression } from './random-expression.ts';

const { CI: inCi, PLIMSOLL_SEED: given, PLIMSOLL_EXPRESSIONS: wanted = '500' } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 31) : 20_261_124));

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const listed = read('expressions.txt')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'));

const long = 'a'.repeat(400);
/**
 * Expressions whose cost grows with a number; each must stop at the budget where the server stops. Few
 * steps that cost much each: over many steps the server's own accounting takes longer than a request may.
 */
const loops: readonly ((count: number) => string)[] = [
  (count) => `lists.range(${count}).size() > 0`,
  (count) => `lists.range(${count}).sort().isSorted()`,
  (count) => `lists.range(${count}).distinct().size() > 0`,
  (count) => `sets.contains(lists.range(${count}), lists.range(${count}))`,
  (count) => `lists.range(${count}).all(x, "${long}".matches("^(a|b|c|d|e|f|g|h|i|j)*$"))`,
  (count) => `lists.range(${count}).all(x, "${long}".find("b+[a-z]*(c|d)") == "")`,
  (count) => `lists.range(${count}).exists(x, "${long}${long}".contains("${long}b"))`,
  (count) => `lists.range(${count}).all(x, lists.range(500).size() == 500)`,
  (count) => `lists.range(${count}).map(x, lists.range(300).reverse().slice(0, 299).size()).size() > 0`,
  (count) => `lists.range(${count}).filter(x, sets.equivalent(lists.range(20), lists.range(20))).size() > 0`,
  (count) => `lists.range(${count}).all(x, format.uri().validate("${long}").hasValue())`,
  (count) => `lists.range(${count}).transformMap(i, v, ["${long}", "${long}"].join("${long}").size()).size() > 0`,
  (count) => `lists.range(${count}).all(x, "${long}".replace("a", "bb").split("b").size() > 400)`,
  (count) => `lists.range(${count}).exists_one(x, lists.range(400).isSorted() && lists.range(400).sum() == x)`,
];

describe('expressions, the API server being the judge', { skip: noKubernetes() ?? false }, () => {
  let server: ApiServer;
  let namespace: Plain;
  const object: Plain = JSON.parse(read('config-map.json'));
  let next = 0;

  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
    namespace = await server.client.get('/api/v1/namespaces/default');
  });
  after(() => server?.stop());

  async function compare(
    expressions: readonly string[],
    context: TestContext,
    parallel = 8,
  ): Promise<readonly Verdict[]> {
    const first = next;
    next += expressions.length;
    const theirs = await serverVerdicts(server.client, expressions, object, first, parallel);
    const seen = await server.client.want('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', object);
    const differences: string[] = [];
    for (const [index, text] of expressions.entries()) {
      const labels = { ...seen.metadata.labels, case: `c${first + index}` };
      const ours = ourVerdict(text, variablesFor({ ...seen, metadata: { ...seen.metadata, labels } }, namespace));
      const judged = theirs[index]!;
      if (!agree(ours, judged))
        differences.push(`${text}\n  ours:   ${JSON.stringify(ours)}\n  theirs: ${JSON.stringify(judged)}`);
    }
    assert.deepEqual(differences, []);
    const counts = { value: 0, error: 0, refused: 0 };
    for (const verdict of theirs) counts[Object.keys(verdict)[0] as keyof typeof counts]++;
    context.diagnostic(`${expressions.length} expressions: ${JSON.stringify(counts)}`);
    // Every request meets every policy: those that have spoken are taken away.
    await server.client.want('DELETE', bindingsPath);
    await server.client.want('DELETE', policiesPath);
    return theirs;
  }

  it(`the ${listed.length} that are listed`, { timeout: 300_000 }, async (context) => {
    const theirs = await compare(listed, context);
    for (const kind of ['value', 'error', 'refused'])
      assert.ok(theirs.filter((verdict) => kind in verdict).length > 30, `enough that end with ${kind}`);
  });

  it(`random ones, seed ${seed}`, { timeout: 600_000 }, async (context) => {
    const sampled = new Set(fc.sample(expression, { numRuns: Number(wanted) * 2, seed }));
    const chosen = [...sampled].filter((text) => text.length < 2000).slice(0, Number(wanted));
    context.diagnostic(`seed ${seed}`);
    await compare(chosen, context);
  });

  it('loops stop at the budget, at the very same step', { timeout: 300_000 }, async (context) => {
    const edges = loops.flatMap((loop) => {
      const count = mostWithin(loop, variablesFor(object, namespace));
      return [loop(count), loop(count + 1)];
    });
    const theirs = await compare(edges, context, 1);
    for (const [index, verdict] of theirs.entries()) {
      const stopped = 'error' in verdict && verdict.error === 'operation cancelled: actual cost limit exceeded';
      assert.equal(stopped, index % 2 === 1, edges[index]);
    }
  });
});

/** The greatest count whose cost is within the budget: guessed from two small ones, then stepped to. */
function mostWithin(loop: (count: number) => string, values: ReturnType<typeof variablesFor>): number {
  const within = (count: number): boolean => costOf(loop(count), values) <= perCallLimit;
  let [low, high] = [1, 2];
  for (let step = 1; within(high); step *= 2) {
    low = high;
    const [before, here] = [costOf(loop(high - 1), values), costOf(loop(high), values)];
    high += Math.max(step, Math.floor((perCallLimit - here) / Math.max(1, here - before)) - 50);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (within(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Mistakes of syntax are worded by the parser, which is another here. */
function agree(ours: ReturnType<typeof ourVerdict>, theirs: Verdict): boolean {
  if ('refused' in ours && 'refused' in theirs) {
    const syntax = 'Syntax error';
    return theirs.refused.includes(ours.refused) || (ours.refused.includes(syntax) && theirs.refused.includes(syntax));
  }
  return JSON.stringify(ours) === JSON.stringify(theirs);
}
