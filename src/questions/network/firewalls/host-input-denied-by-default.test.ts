import { established, filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { hostInputDeniedByDefault } from './host-input-denied-by-default.ts';

const ssh = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT';
const closed = filterTable('DROP', '-A INPUT -i lo -j ACCEPT', established, ssh);

checkTable(hostInputDeniedByDefault, [
  {
    name: 'policies that drop',
    facts: firewallFacts({ v4: closed, v6: closed }),
    verdicts: ['pass', 'pass'],
    saw: /TCP 22 of IPv4/,
  },
  {
    name: 'a policy that accepts',
    facts: firewallFacts({ v4: filterTable('ACCEPT', ssh) }),
    verdicts: ['fail'],
    saw: /TCP 1-65535/,
  },
  {
    name: 'one protocol as a whole',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -p tcp -j ACCEPT') }),
    verdicts: ['fail'],
    saw: /TCP 1-65535/,
  },
  {
    name: 'one protocol as a whole, perhaps',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -i eth0 -p udp -j ACCEPT') }),
    verdicts: ['unknown'],
  },
  {
    name: 'the internet in two halves',
    facts: firewallFacts({
      v4: filterTable('DROP', '-A INPUT -s 0.0.0.0/1 -j ACCEPT', '-A INPUT -s 128.0.0.0/1 -j ACCEPT'),
    }),
    verdicts: ['fail'],
  },
  {
    name: 'a last rule that drops in place of a policy',
    facts: firewallFacts({
      v4: filterTable('ACCEPT', established, ssh, '-A INPUT -j REJECT --reject-with icmp-port-unreachable'),
    }),
    verdicts: ['pass'],
  },
  {
    name: 'ports named one range after the other until all are',
    facts: firewallFacts({
      v4: filterTable(
        'DROP',
        '-A INPUT -p tcp --dport 0:40000 -j ACCEPT',
        '-A INPUT -p tcp --dport 40001:65535 -j ACCEPT',
        '-A INPUT -p udp -j ACCEPT',
      ),
    }),
    verdicts: ['fail'],
  },
  {
    name: 'only from inside',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -s 10.0.0.0/8 -j ACCEPT') }),
    verdicts: ['pass'],
    saw: /nothing of IPv4/,
  },
  {
    name: 'an unknown match',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -m fantasy --x y -j ACCEPT') }),
    verdicts: ['unknown'],
    saw: /fantasy/,
  },
  {
    name: 'an unknown match before what is dropped anyway',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -m fantasy --x y -j DROP') }),
    verdicts: ['pass'],
  },
  {
    name: 'a program that decides',
    facts: firewallFacts({ v4: filterTable('DROP', '-A INPUT -j NFQUEUE --queue-num 0') }),
    verdicts: ['unknown'],
    saw: /NFQUEUE/,
  },
  {
    name: 'half a rule set',
    facts: firewallFacts({ v4: closed.replace('COMMIT\n', '') }),
    verdicts: ['unknown'],
    saw: /COMMIT/,
  },
  {
    name: 'nft of both families, no rules at all',
    facts: firewallFacts({ nft: [] }),
    verdicts: ['fail', 'fail'],
  },
  {
    name: 'a host without addresses of IPv6',
    facts: firewallFacts({ v4: closed, nft: [] }, [{ name: 'eth0', addresses: ['192.0.2.5'] }]),
    verdicts: ['pass'],
  },
  { name: 'sets alone', facts: firewallFacts({ sets: 'create a hash:net family inet\n' }), verdicts: [] },
]);
