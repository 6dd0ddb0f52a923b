/**
 * The API server as judge: it and we take and refuse the same NetworkPolicies, for the same places, and fill
 * in the same defaults. PLIMSOLL_SEED repeats a run, PLIMSOLL_POLICIES sets how many; CI has one seed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSelector, selects } from '../../src/formats/label-selector/selector.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import type { Fault } from '../../src/questions/network/reachability/kubernetes/policy.ts';
import type { ClusterAnswer, Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { asRead, asServed, ours } from './as-served.ts';
import { key, mutatedBlock, mutatedPolicy, selector, value } from './random-policy.ts';

const { CI: inCi, PLIMSOLL_SEED: given, PLIMSOLL_POLICIES: wanted = '2000' } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 31) : 20_261_124));
const counted = Number(wanted);

/** How a server is asked, and which of our faults it shares then. */
interface Mode {
  readonly fields: 'Strict' | 'Ignore';
  readonly refuses: (fault: Fault) => boolean;
}
const strict: Mode = { fields: 'Strict', refuses: () => true };
/** An unknown field is dropped, and the rest counts. */
const ignoring: Mode = { fields: 'Ignore', refuses: ({ by }) => by !== 'strict' };
/** A server before 1.36, and one since that is told to be so. */
const before136: Mode = { fields: 'Strict', refuses: ({ by }) => by !== '1.36' };

const ask = (server: ApiServer, object: Plain, { fields }: Mode): Promise<ClusterAnswer> =>
  server.client.ask(
    'POST',
    `/apis/networking.k8s.io/v1/namespaces/default/networkpolicies?dryRun=All&fieldValidation=${fields}`,
    object,
  );

/** Null when both say the same. */
async function disagreement(server: ApiServer, object: Plain, mode: Mode): Promise<string | null> {
  const answer = await ask(server, object, mode);
  const { policy, faults } = ours(object);
  const shared = faults.filter(mode.refuses);
  const told = `${answer.status} ${answer.body?.message ?? ''}; we: ${shared.map(({ at, why }) => `${at.place} ${why}`).join(', ')}`;
  if (![201, 400, 422].includes(answer.status)) return told;
  if ((answer.status === 201) !== (shared.length === 0)) return told;
  if (answer.status === 201) {
    if (policy === undefined) return mode === strict ? 'taken, and not read' : null;
    const [we, they] = [asRead(policy), asServed(answer.body)].map((one) => JSON.stringify(one, inText));
    return we === they ? null : `we: ${we}\nserver: ${they}`;
  }
  // 400 names no place; of 422 each place that it names is one of ours, or holds it.
  const causes: readonly Plain[] = answer.status === 422 ? (answer.body.details?.causes ?? []) : [];
  const places = faults.map(({ at }) => at.place ?? '');
  const unnamed = causes.find(
    ({ field }) => !places.some((place) => place.startsWith(field) || field.startsWith(place)),
  );
  return unnamed === undefined ? null : `the server says ${unnamed.field}: ${unnamed.message}; ${told}`;
}

const inText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** Draws policies and asks about them side by side; where one is judged otherwise, fast-check makes it small. */
async function agree(server: ApiServer, arbitrary: fc.Arbitrary<Plain>, count: number, mode: Mode): Promise<number> {
  const drawn = fc.sample(arbitrary, { seed, numRuns: count });
  let taken = 0;
  let bad: number | undefined;
  const numbered = drawn.entries();
  const lane = async (): Promise<void> => {
    for (const [at, object] of numbered) {
      if (bad !== undefined) return;
      if ((await disagreement(server, object, mode)) !== null) bad = at;
      if (ours(object).faults.filter(mode.refuses).length === 0) taken++;
    }
  };
  await Promise.all(Array.from({ length: 24 }, lane));
  if (bad !== undefined) {
    const property = fc.asyncProperty(arbitrary, async (object) =>
      assert.equal(await disagreement(server, object, mode), null),
    );
    await fc.assert(property, { seed, numRuns: count, path: `${bad}`, endOnFailure: false });
    assert.fail(`judged otherwise once: ${JSON.stringify(drawn[bad])}`);
  }
  return taken;
}

describe(`NetworkPolicies of the API server, seed ${seed}`, { skip: noKubernetes() ?? false }, () => {
  let server: ApiServer;
  let older: ApiServer;
  before(async () => {
    [server, older] = await Promise.all([
      startApiServer(),
      startApiServer({ args: ['--feature-gates=StrictIPCIDRValidation=false'] }),
    ]);
  });
  after(() => Promise.all([server.stop(), older.stop()]));

  it(`agrees on ${counted} policies under strict field validation, as kubectl asks for it`, async (test) => {
    const taken = await agree(server, mutatedPolicy, counted, strict);
    test.diagnostic(`${taken} of ${counted} taken`);
    assert.ok(taken > counted / 4 && taken < (counted * 3) / 4, `${taken} taken`);
  });
  it('agrees where unknown fields are dropped', async () => {
    await agree(server, mutatedPolicy, counted / 4, ignoring);
  });
  it('agrees on address blocks', async (test) => {
    test.diagnostic(`${await agree(server, mutatedBlock, counted / 4, strict)} taken`);
  });
  it('agrees on address blocks with servers before 1.36', async (test) => {
    test.diagnostic(`${await agree(older, mutatedBlock, counted / 4, before136)} taken`);
  });

  it('selects what the API server selects', async () => {
    const objects = fc.sample(fc.dictionary(key, value, { minKeys: 2 }), { seed, numRuns: 40 });
    const path = '/api/v1/namespaces/default/configmaps';
    await Promise.all(
      objects.map((labels, at) =>
        server.client.want('POST', path, { metadata: { name: `labelled-${at}`, labels: { ...labels, own: 'x' } } }),
      ),
    );
    let some = 0;
    for (const one of fc.sample(selector, { seed, numRuns: 300 })) {
      const parsed = parseSelector(Located.root(one, apiPlace('test', 'list')));
      assert.deepEqual(parsed.faults, []);
      const asked = parsed.selector.map(({ key, operator, values }) =>
        operator === 'Exists'
          ? key
          : operator === 'DoesNotExist'
            ? `!${key}`
            : `${key} ${operator.toLowerCase()} (${values.join(',')})`,
      );
      const { items } = await server.client.get(
        `${path}?labelSelector=${encodeURIComponent(['own', ...asked].join(','))}`,
      );
      const theirs = new Set(items.map(({ metadata }: Plain) => metadata.name));
      for (const [at, labels] of objects.entries()) {
        assert.equal(
          selects(parsed.selector, labels),
          theirs.has(`labelled-${at}`),
          `${asked.join()} on ${JSON.stringify(labels)}`,
        );
      }
      if (theirs.size > 0 && theirs.size < objects.length) some++;
    }
    assert.ok(some > 10, `${some} selectors tell objects apart`);
  });
});
