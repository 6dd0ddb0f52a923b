/** The mesh engine against the plain evaluator, over random clusters with sidecars, ambient mode and neither. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Endpoint } from '../../../src/questions/network/reachability/layer.ts';
import { meshLayer } from '../../../src/questions/network/reachability/mesh/layer.ts';
import { ask, endpointOf, factsOf } from './cluster.ts';
import { dice, portsUsed, randomCluster, textOf } from './random-cluster.ts';
import { evaluate } from './reference.ts';

const effects = {
  encrypted: 'encrypts',
  either: 'may encrypt',
  plaintext: 'does not encrypt',
  broken: '',
  depends: '',
};

function compare(seed: number, http: boolean): { readonly definite: number; readonly open: number } {
  const roll = dice(seed);
  const cluster = randomCluster(roll, http);
  const text = textOf(cluster);
  const facts = factsOf(text);
  let [definite, open] = [0, 0];
  for (let query = 0; query < 4; query++) {
    const to = cluster.pods[roll(cluster.pods.length)]!;
    const from = roll(5) === 0 ? '203.0.113.7' : cluster.pods[roll(cluster.pods.length)]!;
    const port = [...portsUsed, 7070][roll(4)]!;
    const expected = evaluate(cluster, from, to, port);
    const said = ask(
      facts,
      typeof from === 'string' ? `${from}/32` : `${from.namespace}/${from.name}`,
      `${to.namespace}/${to.name}`,
      port,
    );
    const about = `seed ${seed}: ${typeof from === 'string' ? from : `${from.namespace}/${from.name} (${from.plane})`} to ${to.namespace}/${to.name} (${to.plane}):${port}\n${JSON.stringify(cluster, null, 1)}\n${JSON.stringify(said, null, 1)}`;
    if (said.verdict === 'silent') {
      assert.ok(to.plane === 'none' && (typeof from === 'string' || from.plane === 'none'), about);
      continue;
    }
    if (said.verdict === 'unknown') {
      // What speaks of requests is not added up: that all of them are let through is left open.
      if (!http) assert.equal(expected.verdict, 'depends', about);
      open++;
    } else {
      assert.equal(said.verdict, expected.verdict, about);
      definite++;
    }
    if (said.verdict !== 'denied') assert.equal(said.wire, effects[expected.wire], about);
  }
  return { definite, open };
}

describe('the mesh, against a plain evaluator', () => {
  it('agrees on 4,000 clusters where no rule speaks of requests', () => {
    let definite = 0;
    for (let seed = 1; seed <= 4000; seed++) definite += compare(seed, false).definite;
    assert.ok(definite > 8000, `only ${definite} definite answers`);
  });

  it('never says more than it about 4,000 clusters where rules do', () => {
    let [definite, open] = [0, 0];
    for (let seed = 10_001; seed <= 14_000; seed++) {
      const found = compare(seed, true);
      definite += found.definite;
      open += found.open;
    }
    assert.ok(definite > 8000 && open > 100, `${definite} definite, ${open} open`);
  });

  it('calls ends alike only where nothing tells them apart, in 1,000 clusters', () => {
    let alike = 0;
    for (let seed = 20_001; seed <= 21_000; seed++) {
      const cluster = randomCluster(dice(seed), true);
      const facts = factsOf(textOf(cluster));
      const layer = meshLayer(facts);
      if (layer === undefined) continue;
      const ends = [
        ...cluster.pods.map(({ namespace, name }) => endpointOf(facts, `${namespace}/${name}`)),
        ...['203.0.113.7/32', '203.0.113.9/32', '10.0.0.1/32', '192.0.2.0/24'].map((block) => endpointOf(facts, block)),
      ];
      const said = (from: Endpoint, to: Endpoint): string =>
        JSON.stringify(
          layer.between(from, to)?.map(({ protocol, first, last, verdict }) => [protocol, first, last, verdict]),
        );
      for (const [index, one] of ends.entries())
        for (const other of ends.slice(index + 1)) {
          if (layer.classOf(one) !== layer.classOf(other)) continue;
          alike++;
          for (const third of ends) {
            const about = `seed ${seed}: ${one.peer.id}, ${other.peer.id}, with ${third.peer.id}`;
            assert.equal(said(one, third), said(other, third), about);
            assert.equal(said(third, one), said(third, other), about);
          }
          assert.equal(said(one, other), said(one, one), `seed ${seed}: ${one.peer.id} itself`);
        }
    }
    assert.ok(alike > 1000, `only ${alike} were alike`);
  });

  it('is the same whatever the order of objects, in 500 clusters', () => {
    for (let seed = 30_001; seed <= 30_500; seed++) {
      const roll = dice(seed);
      const cluster = randomCluster(roll, true);
      const facts = factsOf(textOf(cluster));
      const other = facts.toSorted((a, b) => (a.subject.name > b.subject.name ? -1 : 1));
      const [from, to] = [cluster.pods[roll(4)]!, cluster.pods[roll(4)]!].map(
        ({ namespace, name }) => `${namespace}/${name}`,
      );
      for (const port of portsUsed) {
        const [one, two] = [ask(facts, from!, to!, port), ask(other, from!, to!, port)];
        assert.deepEqual([one.verdict, one.wire], [two.verdict, two.wire], `seed ${seed}`);
      }
    }
  });
});
