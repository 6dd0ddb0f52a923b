import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readIpsetSave } from '../../src/formats/iptables/ip-sets.ts';
import { readIptablesSave } from '../../src/formats/iptables/read-save.ts';
import { readAddress } from '../../src/formats/packet-filter/addresses.ts';
import { evaluateConnection, everyPortOf, everySourceOf } from '../../src/formats/packet-filter/connection.ts';
import type { PacketWords } from '../../src/formats/packet-filter/packet.ts';
import { ipSets, iptablesRules } from './iptables-rules.ts';
import { routeFrom } from './judge.ts';
import { addresses } from './namespaces.ts';
import { Random } from './random.ts';

const seed = Number(process.env['PLIMSOLL_SEED'] ?? 1);
const { sets } = readIpsetSave(ipSets);
const whole = { first: 0, last: 0xffff_ffff };

describe(`one evaluation for many packets (PLIMSOLL_SEED=${seed})`, () => {
  it('says of every port and source in it what is said of it alone', () => {
    let asked = 0;
    let followed = 0;
    for (let round = 0; round < 150; round++) {
      const random = new Random(seed * 7_919 + round);
      const ruleSet = readIptablesSave(iptablesRules(random, 4, random.chance(30)), 4, sets);
      const route = routeFrom('client');
      const words: PacketWords = {
        family: 4,
        protocol: random.one(['TCP', 'UDP'] as const),
        dst: { value: readAddress(random.one([addresses.host[4], addresses.server[4]]))!.first },
        sport: { value: 20_000 + random.below(40_000) },
        in: { name: 'eth0' },
      };
      const alone = (src: number, port: number): string =>
        evaluateConnection(ruleSet, { ...words, src: { value: src }, dport: { value: port } }, route).verdict;
      const near = Number(readAddress(addresses.client[4])!.first);
      for (const { first, last, verdict, sources } of everyPortOf(ruleSet, { ...words, src: { value: near } }, route)) {
        const ports = [first, last, first + random.below(last - first + 1)];
        const others = [near, Number(sources!.first), Number(sources!.last)];
        for (const port of ports) {
          for (const src of others) {
            asked++;
            assert.equal(alone(src, port), verdict, `round ${round}: ${src} at ${port}`);
          }
        }
      }
      const all = everySourceOf(ruleSet, words, route, whole, 200);
      // Masks in the middle of an address leave too many runs.
      if (all === null) continue;
      followed++;
      assert.equal(all[0]!.first, 0);
      assert.equal(all.at(-1)!.last, whole.last);
      for (const [index, { first, last, ports }] of all.entries()) {
        if (index > 0) assert.equal(first, Number(all[index - 1]!.last) + 1);
        const run = random.one(ports);
        for (const src of [first, last])
          assert.equal(alone(Number(src), run.first), run.verdict, `round ${round}: ${src}`);
      }
    }
    assert.ok(asked > 3_000 && followed > 75, `${asked} ${followed}`);
  });
});
