/** The engine against a plain evaluator of one packet, on 100,000 questions to random clusters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partAt } from '../../src/formats/connections/connections.ts';
import { reachabilityOf } from '../../src/questions/network/reachability/reachability.ts';
import { addresses, Dice, factsOfObjects, objectsOf, ports, randomCluster } from './random-cluster.ts';
import { answers, type End, type Packet } from './reference.ts';

const clusters = 10_000;
const questions = 10;

describe('a packet is judged as the text of the APIs says', () => {
  it(`${clusters} random clusters, ${questions} questions each`, () => {
    const seen = { allowed: 0, denied: 0, unknown: 0 };
    for (let seed = 1; seed <= clusters; seed++) {
      const dice = new Dice(seed);
      const cluster = randomCluster(dice);
      const facts = factsOfObjects(objectsOf(cluster));
      const reachability = reachabilityOf(facts, { cni: 'kubernetes' });
      for (let question = 0; question < questions; question++) {
        const [from, to] = ends(dice, cluster.pods);
        const packet: Packet = { protocol: dice.one(['TCP', 'UDP', 'SCTP'] as const), port: dice.one(ports) };
        const said = partAt(
          reachability.between(endOf(reachability, from), endOf(reachability, to)),
          packet.protocol,
          packet.port,
        )!;
        const right = answers(cluster, from, to, packet);
        const expected = right.size > 1 ? 'unknown' : right.has('allow') ? 'allowed' : 'denied';
        seen[expected] += 1;
        if (said.verdict !== expected) {
          const told = { seed, from, to, packet, expected, said, cluster };
          assert.fail(JSON.stringify(told, null, 1));
        }
        if (expected === 'unknown') assert.ok(said.missing!.length > 0);
        else assert.ok(said.because.length > 0);
      }
    }
    // A test in which one verdict hardly comes up would show little.
    for (const [verdict, count] of Object.entries(seen)) assert.ok(count > 500, `${verdict} came up ${count} times`);
  });
});

function ends<P>(dice: Dice, pods: readonly P[]): [P | { address: string }, P | { address: string }] {
  const outside = { address: dice.one(addresses) };
  switch (dice.below(4)) {
    case 0:
      return [outside, dice.one(pods)];
    case 1:
      return [dice.one(pods), outside];
    default:
      return [dice.one(pods), dice.one(pods)];
  }
}

function endOf(reachability: ReturnType<typeof reachabilityOf>, end: End): string {
  return 'address' in end ? `ip:${end.address}` : `Pod/${end.namespace}/${end.name}`;
}
