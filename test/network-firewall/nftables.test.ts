import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNftJson } from '../../src/formats/nftables/read-json.ts';
import { judge, probesOf } from './judge.ts';
import { Lab } from './namespaces.ts';
import { nftRules } from './nft-rules.ts';
import { Random } from './random.ts';

const seed = Number(process.env['PLIMSOLL_SEED'] ?? 1);
const labs = 3;
const rounds = Number(process.env['PLIMSOLL_ROUNDS'] ?? 24);

describe(`the kernel as judge of nftables (PLIMSOLL_SEED=${seed})`, { concurrency: true }, () => {
  for (let number = 0; number < labs; number++) {
    it(`${rounds} rule sets, lab ${number}`, async () => {
      const lab = new Lab(`pl-nft-${process.pid}-${number}`);
      let asked = 0;
      let unknown = 0;
      try {
        await lab.start();
        for (let round = 0; round < rounds; round++) {
          const random = new Random(seed * 100_000 + number * 1_000 + round);
          const undecidable = random.chance(15);
          const probes = [...probesOf(4, random), ...probesOf(6, random)];
          const written = nftRules(random, undecidable);
          lab.in('host', 'nft', ['-f', '-'], `flush ruleset\n${written}`);
          const set = readNftJson(lab.in('host', 'nft', ['-j', 'list', 'ruleset']));
          assert.deepEqual(set.problems, []);
          const judged = await judge(lab, [set], probes);
          asked += judged.asked;
          unknown += judged.unknown.length;
          if (!undecidable) assert.deepEqual(judged.unknown, [], written);
          assert.deepEqual(judged.wrong, [], `round ${round}:\n${judged.wrong.join('\n')}\n${written}`);
        }
      } finally {
        lab.stop();
      }
      assert.ok(asked > rounds * 40);
      assert.ok(unknown < asked / 10, `${unknown} of ${asked} not known`);
    });
  }
});
