/**
 * The API server as judge: what its Pod Security admission says of random Pods, at both levels and every
 * version it knows, must be what we say, down to the controls that are broken. PLIMSOLL_SEED repeats a
 * run, PLIMSOLL_PODS sets how many; CI has one seed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { controlsOf } from '../../src/questions/hardening/pod-security/controls.ts';
import { judge } from '../../src/questions/hardening/pod-security/judge.ts';
import { Pod, podOf } from '../../src/questions/hardening/pod-security/pod.ts';
import { latest, levels, versionName, type Level } from '../../src/questions/hardening/pod-security/version.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import type { ClusterAnswer, Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { admissionOf, refusedIfWarned, type Admission } from './admission.ts';
import { controllers } from './controllers.ts';
import type { SentPod } from './make-valid.ts';
import { places, replaced, shapeOf, wrongValues, type Path } from './places.ts';
import { randomContext, randomPod, withEphemeral } from './random-pod.ts';

const { CI: inCi, PLIMSOLL_SEED: given, PLIMSOLL_PODS: wanted = '20000' } = process.env;
const seed = Number(given ?? (inCi === undefined ? Math.floor(Math.random() * 2 ** 31) : 20_261_124));
/** Counted are those that the server takes for valid. */
const counted = Number(wanted);

/** A level at a version, and the namespace that enforces it. */
interface Policy {
  readonly level: Level;
  readonly minor: number;
  readonly namespace: string;
  readonly version: string;
}
const policies: readonly Policy[] = levels.flatMap((level) => [
  ...Array.from({ length: latest + 1 }, (_, minor): Policy => {
    return { level, minor, namespace: `${level}-1-${minor}`, version: versionName(minor) };
  }),
  { level, minor: latest, namespace: `${level}-latest`, version: 'latest' },
]);
/** Versions in which a rule changes are asked more often, and so is the version before each. */
const changes = [
  ...new Set(
    levels.flatMap((level) =>
      controlsOf(level, latest).flatMap(({ control }) => control.rules.map(([since]) => since)),
    ),
  ),
];
const policy = fc.oneof(
  fc.constantFrom(...policies),
  fc.constantFrom(...policies.filter(({ minor }) => changes.includes(minor) || changes.includes(minor + 1))),
);

/** Read and judged as a manifest would be. */
function ours(object: Plain, { level, minor }: Policy): Admission | { readonly verdict: 'unknown' } {
  const root = Located.root(object, apiPlace('test', 'dry run'));
  const [read] = readKubernetes(root, { source: 'test', stage: 'declared' });
  assert.ok(read !== undefined && 'fact' in read && read.fact.kind === kubernetesObject.name, JSON.stringify(read));
  const { verdict, faults } = judge(podOf(read.fact.value as KubernetesObject), level, minor);
  if (verdict === 'unknown') return { verdict };
  assert.ok(
    faults.every((fault) => fault.verdict === 'fail'),
    'a Pod that the API server takes is understood',
  );
  return { verdict, broken: faults.map(({ control }) => control.id).toSorted() };
}

interface Case {
  readonly pod: SentPod;
  readonly by: Policy;
}

describe(`Pod Security of the API server, seed ${seed}`, { skip: noKubernetes() ?? false }, () => {
  let server: ApiServer;
  /** Pods that were stored before their namespace enforced anything. */
  let stored: readonly Case[];
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
    const pods = fc.sample(randomPod, { seed, numRuns: policies.length * 3 });
    const all = await Promise.all(policies.map(async (by, at) => prepare(by, pods.slice(at * 3, at * 3 + 3))));
    stored = all.flat();
    assert.ok(stored.length > policies.length * 2);
  });
  after(() => server.stop());

  /** Makes the namespace with Pods in it, and only then has it enforce its level. */
  async function prepare(by: Policy, pods: readonly SentPod[]): Promise<Case[]> {
    const { namespace, level, version } = by;
    await server.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const cases: Case[] = [];
    for (const [at, pod] of pods.entries()) {
      const named = { ...pod, metadata: { ...pod.metadata, name: `stored-${at}`, namespace } };
      const { status } = await server.client.ask('POST', `/api/v1/namespaces/${namespace}/pods`, named);
      if (status === 201) cases.push({ pod: named, by });
    }
    const labels = Object.fromEntries(
      // Of a Pod template it only warns.
      ['enforce', 'warn'].flatMap((mode) => [
        [`pod-security.kubernetes.io/${mode}`, level],
        [`pod-security.kubernetes.io/${mode}-version`, version],
      ]),
    ) as Record<string, string>;
    const contentType = 'application/merge-patch+json';
    await server.client.want('PATCH', `/api/v1/namespaces/${namespace}`, { metadata: { labels } }, { contentType });
    // Admission reads labels from a watch of its own.
    const bad = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bad' }, spec: { ...plainSpec, hostPID: true } };
    for (let tries = 0; (await dryRun({ pod: bad as SentPod, by })).status !== 403; tries++) assert.ok(tries < 1000);
    return cases;
  }
  const dryRun = ({ pod, by }: Case): Promise<ClusterAnswer> =>
    server.client.ask('POST', `/api/v1/namespaces/${by.namespace}/pods?dryRun=All`, pod);
  const dryRunEphemeral = ({ pod, by }: Case): Promise<ClusterAnswer> => {
    const path = `/api/v1/namespaces/${by.namespace}/pods/${pod.metadata.name}/ephemeralcontainers?dryRun=All`;
    return server.client.ask('PUT', path, pod);
  };

  /** Draws cases and asks about them side by side; where one is judged otherwise, fast-check makes it small. */
  async function agree(
    test: TestContext,
    cases: fc.Arbitrary<Case>,
    count: number,
    ask: (one: Case) => Promise<ClusterAnswer>,
  ): Promise<Told> {
    const draw = { seed, numRuns: Math.ceil(count * 1.02) + 20 };
    const told = new Told();
    const theirsOf = async (one: Case): Promise<Admission | null> =>
      admissionOf(
        await ask(one),
        controlsOf(one.by.level, one.by.minor).map(({ id }) => id),
      );
    const all = fc.sample(cases, draw);
    const bad = await firstThatFails(all, async (one) => {
      const theirs = await theirsOf(one);
      told.note(one, theirs);
      return theirs === null || isDeepStrictEqual(ours(one.pod, one.by), theirs);
    });
    test.diagnostic(`${told.count} Pods judged, ${told.refused} not valid`);
    if (bad !== null) {
      // The same draw again, from where it failed.
      const agrees = fc.asyncProperty(cases, async (one) => {
        const theirs = await theirsOf(one);
        if (theirs !== null) assert.deepEqual(ours(one.pod, one.by), theirs, `${one.by.level} ${one.by.version}`);
      });
      await fc.assert(agrees, { ...draw, path: `${bad}` });
      assert.fail(`number ${bad} was judged otherwise once: ${JSON.stringify(all[bad])}`);
    }
    assert.ok(told.count >= count, `${told.count} Pods were judged`);
    assert.ok(told.refused < all.length / 20, `${told.refused} Pods were not valid`);
    return told;
  }

  it(`agrees on ${counted} Pods`, async (test) => {
    const told = await agree(test, fc.record({ pod: randomPod, by: policy }), counted, dryRun);
    // A shorter run is for a quick look.
    if (counted >= 20_000) told.provesEnough();
  });

  it('agrees on ephemeral containers', async (test) => {
    const cases = fc
      .record({ at: fc.nat(stored.length - 1), contexts: fc.array(randomContext, { minLength: 1, maxLength: 2 }) })
      .map(({ at, contexts }): Case => {
        const { pod, by } = stored[at]!;
        return { pod: withEphemeral(pod, contexts), by };
      });
    const told = await agree(test, cases, counted / 20, dryRunEphemeral);
    assert.ok(told.brokenBy('restricted/capabilities') > 0 && told.brokenBy('baseline/privileged') > 0);
  });

  it('never passes what the server cannot read', async (test) => {
    const by = policies.find(({ level, version }) => level === 'restricted' && version === 'latest')!;
    const good = randomPod.filter((pod) => ours(pod, by).verdict === 'pass');
    const cases = fc.record({ pod: good, at: fc.nat(), value: fc.constantFrom(...wrongValues) });
    const drawn = fc.sample(cases, { seed, numRuns: counted / 10 });
    let unreadable = 0;
    await firstThatFails(drawn, async ({ pod, at, value }) => {
      const all = [...places(pod)].filter(({ path }) => isRead(path));
      const { path } = all[at % all.length]!;
      // An annotation of another name is nothing that Pod Security reads.
      if (path.at(-1) === 'annotations' && shapeOf(value) === 'object') return true;
      const changed = replaced(pod, path, value) as SentPod;
      // 400: it cannot be decoded at all.
      if ((await dryRun({ pod: changed, by })).status !== 400) return true;
      unreadable++;
      const { verdict } = judge(new Pod(Located.root(changed, apiPlace('test', 'dry run'))), 'restricted', latest);
      assert.notEqual(verdict, 'pass', `${path.join('.')}: ${JSON.stringify(value)} in ${JSON.stringify(pod)}`);
      return true;
    });
    test.diagnostic(`${unreadable} Pods not readable`);
    assert.ok(unreadable > counted / 40);
  });

  it('agrees on Pods that others make', async (test) => {
    // Only of a Pod itself does the server fill in ports of the host's network.
    const pod = randomPod.filter(({ spec }) => spec.hostNetwork !== true);
    const cases = fc
      .record({ pod, by: policy, make: fc.constantFrom(...Object.values(controllers)) })
      .map(({ pod: made, by, make }): Case => ({ pod: make(made) as SentPod, by }));
    const asWarned = async ({ pod: object, by }: Case): Promise<ClusterAnswer> => {
      const { namespace } = by;
      const path = await server.client.collectionOf({ ...object, metadata: { namespace } });
      return refusedIfWarned(await server.client.ask('POST', `${path}?dryRun=All`, object));
    };
    const told = await agree(test, cases, counted / 20, asWarned);
    assert.ok(told.brokenBy('restricted/capabilities') > 0 && told.brokenBy('baseline/privileged') > 0);
  });
});

const plainSpec = { containers: [{ name: 'web', image: 'registry.example/web:1.2.3' }] };

const readKeys = new Set(
  `os hostUsers hostPID hostIPC hostNetwork securityContext volumes initContainers containers runAsNonRoot runAsUser
  seccompProfile appArmorProfile type seLinuxOptions user role windowsOptions hostProcess sysctls privileged
  allowPrivilegeEscalation capabilities add drop procMount ports hostPort livenessProbe readinessProbe startupProbe
  lifecycle postStart preStop httpGet tcpSocket host annotations`.split(/\s+/),
);

/** What controls of restricted read in every Pod, or an entry of a list of it. */
function isRead(path: Path): boolean {
  const key = path.findLast((step) => typeof step === 'string');
  return key !== undefined && readKeys.has(key) && (key === 'volumes' || !path.includes('volumes'));
}

/** Index of the first that fails; they are asked side by side. */
async function firstThatFails<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<number | null> {
  let next = 0;
  let bad: number | null = null;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < all.length && bad === null; at = next++) {
      if (!(await holds(all[at]!))) bad = bad === null ? at : Math.min(bad, at);
    }
  };
  await Promise.all(Array.from({ length: 24 }, lane));
  return bad;
}

/** Counts that prove that the draw reached what it is for. */
class Told {
  count = 0;
  refused = 0;
  readonly #passes = new Map<Level, number>();
  readonly #broken = new Map<string, number>();
  /** Pods that a version judges otherwise than the one before it, asked at one of the two. */
  readonly #changed = new Map<string, number>();

  note({ pod, by }: Case, theirs: Admission | null): void {
    if (theirs === null) {
      this.refused++;
      return;
    }
    const { verdict, broken } = theirs;
    this.count++;
    if (verdict === 'pass') add(this.#passes, by.level);
    for (const id of broken) add(this.#broken, id);
    for (const [minor, other] of [
      [by.minor, by.minor - 1],
      [by.minor + 1, by.minor + 1],
    ] as const) {
      if (minor === 0 || !changes.includes(minor)) continue;
      if (!isDeepStrictEqual(ours(pod, { ...by, minor: other }), theirs)) add(this.#changed, `${by.level} ${minor}`);
    }
  }
  brokenBy(id: string): number {
    return this.#broken.get(id) ?? 0;
  }
  provesEnough(): void {
    for (const level of levels) {
      const passes = this.#passes.get(level) ?? 0;
      assert.ok(passes > this.count / 100, `${passes} passed ${level}`);
      for (const { id } of [...controlsOf(level, 0), ...controlsOf(level, latest)])
        assert.ok(this.brokenBy(id) > this.count / 10_000, `${id} was broken ${this.brokenBy(id)} times`);
      for (const minor of changes.filter((one) => one > 0)) {
        // Some changes are of restricted alone.
        if (sameRules(level, minor)) continue;
        assert.ok((this.#changed.get(`${level} ${minor}`) ?? 0) > 0, `nothing changed with ${level} v1.${minor}`);
      }
    }
  }
}

function sameRules(level: Level, minor: number): boolean {
  const [now, before] = [minor, minor - 1].map((one) => controlsOf(level, one).map(({ id, rule }) => ({ id, rule })));
  return (
    now!.length === before!.length &&
    now!.every(({ id, rule }, at) => before![at]!.id === id && before![at]!.rule === rule)
  );
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
