import { filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noShadowedRules } from './no-shadowed-rules.ts';

const v4 = (...rules: string[]): ReturnType<typeof firewallFacts> =>
  firewallFacts({ v4: filterTable('DROP', ...rules) });
const many = Array.from({ length: 2_001 }, (_, at) => `-A INPUT -s 10.0.${at >> 8}.${at & 255}/32 -j DROP`);

checkTable(noShadowedRules, [
  {
    name: 'none',
    facts: v4('-A INPUT -s 10.1.0.0/16 -j DROP', '-A INPUT -s 10.0.0.0/8 -j ACCEPT'),
    verdicts: ['pass'],
  },
  {
    name: 'none in half a rule set',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -j DROP').replace('COMMIT', '') }),
    verdicts: ['unknown'],
  },
  {
    name: 'a narrower one later',
    facts: v4('-A INPUT -s 10.0.0.0/8 -j ACCEPT', '-A INPUT -s 10.1.0.0/16 -p tcp -j DROP'),
    verdicts: ['fail'],
    saw: /10\.1\.0\.0.*never reached/,
  },
  {
    name: 'behind one that takes all',
    facts: v4('-A INPUT -j ACCEPT', '-A INPUT -p tcp --dport 22 -j DROP', '-A INPUT -j LOG'),
    verdicts: ['fail'],
  },
  {
    name: 'behind one that takes some at times',
    facts: v4('-A INPUT -m limit --limit 1/s -j ACCEPT', '-A INPUT -j DROP'),
    verdicts: ['pass'],
  },
  {
    name: 'behind a mark that is set between',
    facts: v4(
      '-A INPUT -m mark --mark 1 -j ACCEPT',
      '-A INPUT -j MARK --set-mark 1',
      '-A INPUT -m mark --mark 1 -p tcp -j DROP',
    ),
    verdicts: ['pass'],
  },
  {
    name: 'other states',
    facts: v4('-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT', '-A INPUT -m conntrack --ctstate NEW -j DROP'),
    verdicts: ['pass'],
  },
  { name: 'the same again', facts: v4('-A INPUT -i lo -j ACCEPT', '-A INPUT -i lo -j ACCEPT'), verdicts: ['fail'] },
  {
    name: 'all but a network',
    facts: v4(
      '-A INPUT ! -s 10.0.0.0/8 -j DROP',
      '-A INPUT -s 192.0.2.0/24 -j ACCEPT',
      '-A INPUT -s 10.0.0.0/8 -j ACCEPT',
    ),
    verdicts: ['fail'],
    saw: /192/,
  },
  { name: 'too many to compare', facts: v4(...many), verdicts: ['unknown'] },
]);
