import { established, filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { managementPortsClosed } from './management-ports-closed.ts';

const v4 = (...rules: string[]): ReturnType<typeof firewallFacts> =>
  firewallFacts({ v4: filterTable('DROP', established, ...rules) });

checkTable(managementPortsClosed, [
  { name: 'none open', facts: v4('-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT'), verdicts: ['pass'] },
  { name: 'from one network', facts: v4('-A INPUT -s 192.0.2.0/24 -p tcp --dport 22 -j ACCEPT'), verdicts: ['pass'] },
  {
    name: 'the Docker API',
    facts: v4('-A INPUT -p tcp -m tcp --dport 2375 -j ACCEPT'),
    verdicts: ['fail'],
    saw: /TCP 2375 \(the Docker API/,
  },
  {
    name: 'in a range',
    facts: v4('-A INPUT -p tcp -m tcp --dport 2000:3000 -j ACCEPT'),
    verdicts: ['fail'],
    saw: /2375.*2376.*2377.*2379/,
  },
  {
    name: 'by a set of everywhere',
    facts: firewallFacts({
      v4: filterTable('DROP', '-A INPUT -p tcp --dport 22 -m set --match-set all src -j ACCEPT'),
      sets: 'create all hash:net family inet\nadd all 0.0.0.0/1\nadd all 128.0.0.0/1\n',
    }),
    verdicts: ['fail'],
  },
  {
    name: 'by a set that was not read',
    facts: v4('-A INPUT -p tcp --dport 22 -m set --match-set all src -j ACCEPT'),
    verdicts: ['unknown'],
    saw: /set all was not read/,
  },
  {
    name: 'as often as a limit lets',
    facts: v4('-A INPUT -p tcp --dport 22 -m limit --limit 3/min -j ACCEPT'),
    verdicts: ['unknown'],
    saw: /limit/,
  },
  { name: 'over UDP', facts: v4('-A INPUT -p udp --dport 22 -j ACCEPT'), verdicts: ['pass'] },
]);
