import { filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { forwardingDeniedByDefault } from './forwarding-denied-by-default.ts';

const docker = [
  '-A FORWARD -j DOCKER-USER',
  '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
  '-A FORWARD -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
];

checkTable(forwardingDeniedByDefault, [
  { name: 'a policy that drops', facts: firewallFacts({ v4: filterTable('DROP') }), verdicts: ['pass'] },
  { name: 'what Docker adds', facts: firewallFacts({ v4: filterTable('DROP', ...docker) }), verdicts: ['pass'] },
  {
    name: 'a policy that accepts',
    facts: firewallFacts({ v4: filterTable('ACCEPT') }),
    verdicts: ['fail'],
    saw: /passes on IPv4/,
  },
  {
    name: 'a first rule that accepts',
    facts: firewallFacts({ v4: filterTable('DROP', '-A FORWARD -j ACCEPT') }),
    verdicts: ['fail'],
  },
  {
    name: 'out by an interface that is not known',
    facts: firewallFacts({
      v4: filterTable(
        'DROP',
        '-A FORWARD -o tun0 -j ACCEPT',
        '-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      ),
    }),
    verdicts: ['unknown'],
    saw: /tun0/,
  },
]);
