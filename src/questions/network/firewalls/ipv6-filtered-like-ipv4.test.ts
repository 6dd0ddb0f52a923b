import { established, filterTable, firewallFacts } from '../../../../test/checks/firewall.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { ipv6FilteredLikeIpv4 } from './ipv6-filtered-like-ipv4.ts';

const ssh = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT';
const closed = filterTable('DROP', established, ssh);
const open = filterTable('ACCEPT');
const chain = {
  chain: { family: 'inet', table: 't', name: 'c', type: 'filter', hook: 'input', prio: 0, policy: 'drop' },
};

checkTable(ipv6FilteredLikeIpv4, [
  { name: 'both alike', facts: firewallFacts({ v4: closed, v6: closed }), verdicts: ['pass'] },
  {
    name: 'a table of both',
    facts: firewallFacts({ nft: [{ table: { family: 'inet', name: 't' } }, chain] }),
    verdicts: ['pass'],
  },
  {
    name: 'IPv6 left open',
    facts: firewallFacts({ v4: closed, v6: open }),
    verdicts: ['fail'],
    saw: /TCP 1-21, TCP 23-65535/,
  },
  { name: 'IPv6 without any table', facts: firewallFacts({ v4: closed, nft: [] }), verdicts: ['fail'] },
  { name: 'IPv6 closed further', facts: firewallFacts({ v4: open, v6: closed }), verdicts: ['pass'] },
  { name: 'IPv6 not read', facts: firewallFacts({ v4: closed }), verdicts: ['unknown'], saw: /IPv6 were not read/ },
  {
    name: 'no address of IPv6',
    facts: firewallFacts({ v4: closed, v6: open }, [
      { name: 'lo', addresses: ['127.0.0.1', '::1'] },
      { name: 'eth0', addresses: ['192.0.2.5'] },
    ]),
    verdicts: ['pass'],
  },
  {
    name: 'not known of IPv6',
    facts: firewallFacts({ v4: closed, v6: filterTable('DROP', '-A INPUT -m fantasy -j ACCEPT') }),
    verdicts: ['unknown'],
  },
  { name: 'IPv4 not read', facts: firewallFacts({ v6: closed }), verdicts: [] },
]);
