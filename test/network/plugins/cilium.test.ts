/** Cilium against a plain evaluator of one packet, on 20,000 questions to random clusters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partAt } from '../../../src/formats/connections/connections.ts';
import { reachabilityOf } from '../../../src/questions/network/reachability/reachability.ts';
import { Dice, factsOfObjects, objectsOf, ports } from '../random-cluster.ts';
import type { Packet } from '../reference.ts';
import { answer } from './cilium-reference.ts';
import { ends, idOf } from './ends.ts';
import { randomCilium, settingsOf } from './random-cilium.ts';

const clusters = 2000;
const questions = 10;

describe('a packet is judged as the documentation of Cilium says', () => {
  it(`${clusters} random clusters, ${questions} questions each`, () => {
    const seen = { allowed: 0, denied: 0, unknown: 0 };
    for (let seed = 1; seed <= clusters; seed++) {
      const dice = new Dice(seed);
      const cluster = randomCilium(dice);
      const mode = dice.one(['default', 'default', 'default', 'always'] as const);
      const facts = factsOfObjects([...objectsOf(cluster), settingsOf(mode)]);
      const reachability = reachabilityOf(facts, { cni: 'cilium' });
      for (let question = 0; question < questions; question++) {
        const [from, to] = ends(dice, cluster.pods);
        const packet: Packet = { protocol: dice.one(['TCP', 'UDP', 'SCTP'] as const), port: dice.one(ports) };
        const part = partAt(reachability.between(idOf(from), idOf(to)), packet.protocol, packet.port)!;
        const right = answer(cluster, mode, from, to, packet) === 'allow' ? 'allowed' : 'denied';
        seen[part.verdict] += 1;
        // Its own node reaches a Pod whatever policies say, and which node that is, is not said here.
        const mayBeOwnNode = 'hostNetwork' in from && from.hostNetwork && right === 'denied';
        const mayKnowSctp = packet.protocol === 'SCTP' && part.missing?.some((why) => why.includes('SCTP'));
        if (part.verdict !== right && !(part.verdict === 'unknown' && (mayBeOwnNode || mayKnowSctp === true))) {
          assert.fail(JSON.stringify({ seed, mode, from, to, packet, right, part, cluster }, null, 1));
        }
      }
    }
    for (const verdict of ['allowed', 'denied'] as const)
      assert.ok(seen[verdict] > (clusters * questions) / 5, `${verdict} came up ${seen[verdict]} times`);
    assert.ok(seen.unknown < (clusters * questions) / 10, `unknown came up ${seen.unknown} times`);
  });
});
