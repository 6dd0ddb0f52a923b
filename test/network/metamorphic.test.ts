/** What must not change, and what must, when policies are changed: on random clusters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equal, partAt } from '../../src/formats/connections/connections.ts';
import type { Connections } from '../../src/model/connections.ts';
import { reachabilityOf, type Reachability } from '../../src/questions/network/reachability/reachability.ts';
import { Dice, factsOfObjects, objectsOf, ports, randomCluster } from './random-cluster.ts';
import type { Cluster, Policy } from './reference.ts';

const seeds = Array.from({ length: 400 }, (_, index) => index + 1);
const order = ['denied', 'unknown', 'allowed'];

function reach(cluster: Cluster, shuffle?: Dice): Reachability {
  const objects = objectsOf(cluster);
  const mixed =
    shuffle === undefined
      ? objects
      : objects
          .map((one) => ({ one, at: shuffle.below(1e9) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one);
  return reachabilityOf(factsOfObjects(mixed), { cni: 'kubernetes' });
}

/** Every pair of Pods, and of Pods and a few addresses. */
function pairs({ pods }: Cluster): [string, string][] {
  const ids = pods.map(({ namespace, name }) => `Pod/${namespace}/${name}`);
  const outside = ['ip:10.1.2.3', 'ip:8.8.8.8', 'ip:fd00::9'];
  return ids.flatMap((from) => [
    ...ids.map((to): [string, string] => [from, to]),
    ...outside.flatMap((address): [string, string][] => [
      [from, address],
      [address, from],
    ]),
  ]);
}

function everyPair(cluster: Cluster, judge: (from: string, to: string) => void): void {
  for (const [from, to] of pairs(cluster)) judge(from, to);
}

/** At the ports where rules of random clusters begin and end. */
function probes(connections: Connections): string[] {
  return (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
    ports.map((port) => partAt(connections, protocol, port)!.verdict),
  );
}

describe('changes of policies', () => {
  it('the order of files changes nothing', () => {
    for (const seed of seeds) {
      const cluster = randomCluster(new Dice(seed));
      const [one, other] = [reach(cluster), reach(cluster, new Dice(seed + 7))];
      everyPair(cluster, (from, to) =>
        assert.deepEqual(sorted(one.between(from, to)), sorted(other.between(from, to)), `seed ${seed}`),
      );
      assert.deepEqual(one.map({ limit: 1 }).peers.length, other.map({ limit: 1 }).peers.length);
    }
  });
  it('a NetworkPolicy split into one for each rule changes nothing', () => {
    let split = 0;
    for (const seed of seeds) {
      const cluster = randomCluster(new Dice(seed));
      const policies = cluster.policies.flatMap((policy) =>
        policy.kind === 'NetworkPolicy' ? apart(policy) : [policy],
      );
      split += policies.length - cluster.policies.length;
      const [one, other] = [reach(cluster), reach({ ...cluster, policies })];
      everyPair(cluster, (from, to) =>
        assert.ok(equal(one.between(from, to), other.between(from, to)), `seed ${seed} ${from} ${to}`),
      );
    }
    assert.ok(split > 100);
  });
  it('a rule more in a NetworkPolicy never closes what was open', () => {
    for (const seed of seeds) {
      const cluster = randomCluster(new Dice(seed));
      const more = randomCluster(new Dice(seed + 100_000)).policies.filter(({ kind }) => kind === 'NetworkPolicy');
      const policies = structuredClone(cluster.policies);
      for (const policy of policies.filter(({ kind }) => kind === 'NetworkPolicy')) {
        for (const side of ['ingress', 'egress']) {
          const types: string[] = policy.spec.policyTypes ?? [
            'Ingress',
            ...((policy.spec.egress ?? []).length > 0 ? ['Egress'] : []),
          ];
          if (types.some((type) => type.toLowerCase() === side))
            policy.spec[side] = [...(policy.spec[side] ?? []), ...more.flatMap(({ spec }) => spec[side] ?? [])];
        }
      }
      const [one, other] = [reach(cluster), reach({ ...cluster, policies })];
      everyPair(cluster, (from, to) => {
        const [before, after] = [probes(one.between(from, to)), probes(other.between(from, to))];
        for (const [index, verdict] of before.entries())
          assert.ok(order.indexOf(after[index]!) >= order.indexOf(verdict), `seed ${seed} ${from} ${to}`);
      });
    }
  });
  it('without the rules that it cites a verdict is another', () => {
    let judged = 0;
    for (const seed of seeds) {
      const cluster = { ...randomCluster(new Dice(seed)) };
      // Where tiers stand behind each other what is passed on may come to the same.
      cluster.policies = cluster.policies.filter(({ kind }) => kind === 'NetworkPolicy');
      const one = reach(cluster);
      everyPair(cluster, (from, to) => {
        for (const part of one.between(from, to)) {
          const cited = new Set(part.because.map(({ rule }) => rule));
          if (part.verdict === 'unknown' || ![...cited].some((rule) => rule.startsWith('NetworkPolicy'))) continue;
          judged += 1;
          const other = reach({ ...cluster, policies: without(cluster.policies, cited) });
          const [now] = [partAt(other.between(from, to), part.protocol, part.first)!];
          // Allowed by a rule: without it closed. Closed by a policy: without it the other side may still close.
          assert.notEqual(
            now.verdict === part.verdict && sameReasons(now.because, part.because),
            true,
            `seed ${seed} ${from} ${to}`,
          );
          if (part.verdict === 'allowed')
            assert.notEqual(now.verdict, 'allowed', `seed ${seed} ${from} ${to} ${part.first}`);
        }
      });
      if (judged > 3000) break;
    }
    assert.ok(judged > 1000);
  });
  it('a map of groups tells of every pair what the pair is told', () => {
    for (const seed of seeds.slice(0, 150)) {
      const cluster = randomCluster(new Dice(seed));
      const one = reach(cluster);
      for (const options of [{}, { limit: 1 }, { limit: 1, groups: 0 }]) {
        const map = one.map(options);
        const peers = new Map(map.peers.map((peer) => [peer.id, peer]));
        const membersOf = (id: string): string[] =>
          peers.get(id)?.members?.flatMap((member) => membersOf(member)) ?? [id];
        const own = new Map<string, Connections>();
        const grouped = new Map<string, Connections>();
        for (const { from, to, parts } of map.connections) {
          const into = [from, to].some((id) => peers.get(id)?.kind === 'Group') ? grouped : own;
          for (const source of membersOf(from)) {
            for (const destination of membersOf(to)) {
              const key = `${source} ${destination}`;
              assert.ok(!into.has(key), `${key} is told twice`);
              into.set(key, parts);
            }
          }
        }
        for (const from of one.endpoints) {
          for (const to of one.endpoints) {
            if (from === to || (from.blocks !== undefined && to.blocks !== undefined)) continue;
            const key = `${from.peer.id} ${to.peer.id}`;
            const told = own.get(key) ?? grouped.get(key);
            const said = one.between(from, to);
            if (told === undefined)
              assert.ok(
                said.every(({ verdict }) => verdict === 'denied'),
                `seed ${seed} ${key}`,
              );
            else assert.ok(equal(told, said), `seed ${seed} ${key} ${JSON.stringify(options)}`);
          }
        }
      }
    }
  });
});

function sorted(connections: Connections): unknown[] {
  return connections.map(({ because, ...part }) => ({
    ...part,
    because: because.map(({ rule, effect }) => `${rule} ${effect}`).toSorted(),
  }));
}

function sameReasons(a: Connections[number]['because'], b: Connections[number]['because']): boolean {
  const texts = (all: typeof a): string =>
    all
      .map(({ rule, effect }) => `${rule} ${effect}`)
      .toSorted()
      .join();
  return texts(a) === texts(b);
}

function apart(policy: Policy): Policy[] {
  const { spec } = policy;
  const types: string[] = spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])];
  return types.flatMap((type) => {
    const side = type.toLowerCase();
    const rules: Policy[] = spec[side] ?? [];
    const one = (rule: Policy[], name: string): Policy => ({
      ...policy,
      metadata: { ...policy.metadata, name: `${policy.metadata.name}-${name}` },
      spec: { podSelector: spec.podSelector, policyTypes: [type], [side]: rule },
    });
    return rules.length === 0 ? [one([], side)] : rules.map((rule, index) => one([rule], `${side}-${index}`));
  });
}

/** Rules and whole policies that were cited taken out; of a rule taken out the policy still isolates. */
function without(policies: readonly Policy[], cited: ReadonlySet<string>): Policy[] {
  return policies.flatMap((policy) => {
    const title = `NetworkPolicy ${policy.metadata.namespace}/${policy.metadata.name}`;
    if (cited.has(title)) return [];
    const { spec } = policy;
    const types: string[] = spec.policyTypes ?? ['Ingress', ...((spec.egress ?? []).length > 0 ? ['Egress'] : [])];
    const left = (side: string): Policy[] =>
      (spec[side] ?? []).filter((_: Policy, index: number) => !cited.has(`${title}, ${side} rule ${index + 1}`));
    return [{ ...policy, spec: { ...spec, policyTypes: types, ingress: left('ingress'), egress: left('egress') } }];
  });
}
