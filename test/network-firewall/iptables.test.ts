import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readIpsetSave } from '../../src/formats/iptables/ip-sets.ts';
import { readIptablesSave } from '../../src/formats/iptables/read-save.ts';
import { ipSets, iptablesRules } from './iptables-rules.ts';
import { judge, probesOf } from './judge.ts';
import { Lab } from './namespaces.ts';
import { Random } from './random.ts';

const seed = Number(process.env['PLIMSOLL_SEED'] ?? 1);
const labs = 3;
/** Rounds of each lab; in each are one rule set of IPv4 and one of IPv6. */
const rounds = Number(process.env['PLIMSOLL_ROUNDS'] ?? 14);

describe(`the kernel as judge of iptables (PLIMSOLL_SEED=${seed})`, { concurrency: true }, () => {
  for (let number = 0; number < labs; number++) {
    // Both kinds of iptables write the same text, and hold the rules in different parts of the kernel.
    const kind = number === 0 ? 'legacy' : 'nft';
    it(`${rounds * 2} rule sets of iptables-${kind}, lab ${number}`, async () => {
      const lab = new Lab(`pl-ipt-${process.pid}-${number}`);
      let asked = 0;
      let unknown = 0;
      try {
        await lab.start();
        lab.in('host', 'ipset', ['restore'], ipSets);
        const { sets: ipsets, problems } = readIpsetSave(lab.in('host', 'ipset', ['save']));
        assert.deepEqual(problems, []);
        for (let round = 0; round < rounds; round++) {
          const random = new Random(seed * 100_000 + number * 1_000 + round);
          const undecidable = random.chance(15);
          const probes = [...probesOf(4, random), ...probesOf(6, random)];
          const written = ([4, 6] as const).map((family) => iptablesRules(random, family, undecidable));
          const saved = written.map((text, index) => {
            const program = `ip${index === 0 ? '' : '6'}tables-${kind}`;
            lab.in('host', `${program}-restore`, [], tables + text);
            return lab.in('host', `${program}-save`, []);
          });
          for (const texts of [saved, written]) {
            const sets = texts.map((text, index) => readIptablesSave(text, index === 0 ? 4 : 6, ipsets));
            const judged = await judge(lab, sets, texts === saved ? probes : probes.filter(() => random.chance(10)));
            asked += judged.asked;
            unknown += judged.unknown.length;
            if (!undecidable) assert.deepEqual(judged.unknown, [], texts.join('\n'));
            assert.deepEqual(judged.wrong, [], `round ${round}:\n${judged.wrong.join('\n')}\n${texts.join('\n')}`);
          }
        }
      } finally {
        lab.stop();
      }
      assert.ok(asked > rounds * 40);
      assert.ok(unknown < asked / 10, `${unknown} of ${asked} not known`);
    });
  }
});

/** What the round before put into tables that this one does not name. */
const tables = ['raw', 'mangle', 'nat'].map((name) => `*${name}\nCOMMIT\n`).join('');
