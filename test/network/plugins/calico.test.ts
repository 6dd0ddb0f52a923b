/** Calico against a plain evaluator of one packet, on 20,000 questions to random clusters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partAt } from '../../../src/formats/connections/connections.ts';
import { reachabilityOf } from '../../../src/questions/network/reachability/reachability.ts';
import { Dice, factsOfObjects, objectsOf, ports } from '../random-cluster.ts';
import type { Packet } from '../reference.ts';
import { answer } from './calico-reference.ts';
import { ends, idOf } from './ends.ts';
import { calicoObjectsOf, randomCalico } from './random-calico.ts';

const clusters = 2000;
const questions = 10;

describe('a packet is judged as the documentation of Calico says', () => {
  it(`${clusters} random clusters, ${questions} questions each`, () => {
    const seen = { allowed: 0, denied: 0, unknown: 0 };
    for (let seed = 1; seed <= clusters; seed++) {
      const dice = new Dice(seed);
      const cluster = randomCalico(dice);
      const facts = factsOfObjects([...objectsOf(cluster), ...calicoObjectsOf(cluster)]);
      const reachability = reachabilityOf(facts, { cni: 'calico' });
      for (let question = 0; question < questions; question++) {
        const [from, to] = ends(dice, cluster.pods);
        const packet: Packet = { protocol: dice.one(['TCP', 'UDP', 'SCTP'] as const), port: dice.one(ports) };
        const between = reachability.between(idOf(from), idOf(to));
        const { verdict, because } = partAt(between, packet.protocol, packet.port)!;
        const right = answer(cluster, from, to, packet) === 'allow' ? 'allowed' : 'denied';
        seen[verdict] += 1;
        // Its own node reaches a Pod whatever policies say, and which node that is, is not said here.
        const mayBeOwnNode = 'hostNetwork' in from && from.hostNetwork && right === 'denied';
        if (verdict !== right && !(mayBeOwnNode && verdict === 'unknown')) {
          assert.fail(JSON.stringify({ seed, from, to, packet, right, verdict, because, cluster }, null, 1));
        }
      }
    }
    for (const verdict of ['allowed', 'denied'] as const)
      assert.ok(seen[verdict] > (clusters * questions) / 5, `${verdict} came up ${seen[verdict]} times`);
  });
});
