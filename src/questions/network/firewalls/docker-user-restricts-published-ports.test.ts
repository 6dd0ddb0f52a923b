import { filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerUserRestrictsPublishedPorts } from './docker-user-restricts-published-ports.ts';

const nat = (...rules: string[]): string =>
  `*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n${rules.map((rule) => `${rule}\n`).join('')}COMMIT\n`;
const published = nat('-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80');
const rules = (...some: string[]): string => filterTable('DROP', '-A FORWARD -j DOCKER-USER', ...some);

checkTable(dockerUserRestrictsPublishedPorts, [
  { name: 'empty', facts: firewallFacts({ v4: rules() + published }), verdicts: ['fail'], saw: /a port is published/ },
  {
    name: 'only returns',
    facts: firewallFacts({ v4: rules('-A DOCKER-USER -j RETURN') + published }),
    verdicts: ['fail'],
  },
  {
    name: 'drops',
    facts: firewallFacts({ v4: rules('-A DOCKER-USER ! -s 192.0.2.0/24 -i eth0 -j DROP') + published }),
    verdicts: ['pass'],
  },
  {
    name: 'leads to a chain',
    facts: firewallFacts({
      v4: `${rules('-A DOCKER-USER -j mine').replace(':DOCKER-USER', ':mine - [0:0]\n:DOCKER-USER')}${published}`,
    }),
    verdicts: ['unknown'],
  },
  { name: 'nothing is published', facts: firewallFacts({ v4: rules() + nat() }), verdicts: ['pass'] },
  {
    name: 'published for the host alone',
    facts: firewallFacts({
      v4:
        rules() +
        nat('-A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80'),
    }),
    verdicts: ['pass'],
  },
  {
    name: 'a host without Docker',
    facts: firewallFacts({ v4: filterTable('DROP').replace(/:DOCKER.*\n/, '') }),
    verdicts: [],
  },
]);
