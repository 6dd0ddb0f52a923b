import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filterTable, firewallFacts } from '../../../../../test/checks/firewall.ts';
import { workloadFact } from '../../../../../test/checks/table.ts';
import { network, type Network } from '../../../../facts/network.ts';
import { parseBlock } from '../../../../formats/connections/blocks.ts';
import { describePorts, partAt } from '../../../../formats/connections/connections.ts';
import type { Connections } from '../../../../model/connections.ts';
import { fact, type Fact } from '../../../../model/fact.ts';
import type { Attachment } from '../../../../facts/workload.ts';
import { seen } from '../../../../model/seen.ts';
import { addressEndpoint } from '../endpoints/outside.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { firewallEndpoints, firewallLayer } from './layer.ts';

const at = { source: 'test', file: 'x' };
const host: Endpoint = { peer: { id: 'host', kind: 'Host', name: 'host', labels: {} } };
const neighbours: Endpoint = { peer: { id: 'neighbours', kind: 'Neighbours', name: 'neighbours', labels: {} } };
const outside = (block: string): Endpoint => addressEndpoint([parseBlock(block)!]);
const internet = outside('198.51.100.0/24');

const bridge = (name: string, subnet: string): Fact<Network> => {
  const none = seen<boolean>(undefined, at);
  const value: Network = {
    name,
    driver: seen('bridge', at),
    internal: none,
    interContainer: none,
    encrypted: none,
    external: none,
    bridge: seen(name === 'bridge' ? 'docker0' : `br-${name}`, at),
    subnets: seen([{ subnet }], at),
    at,
  };
  return fact(network, { subject: { source: 'test', kind: 'Network', name }, stage: 'running' }, value, at);
};

const container = (name: string, address: string, ...networks: string[]): Endpoint => {
  const attachments = seen<readonly Attachment[]>(
    networks.map((one) => ({ network: one, addresses: address === '' ? [] : [address], aliases: [], at })),
    at,
  );
  const own = workloadFact({ orchestrator: 'docker', name, networks, attachments, hostNetwork: false }, 'running');
  return { peer: { id: `container/${name}`, kind: 'Container', name, labels: {} }, workload: own };
};

const nat = (...rules: string[]): string =>
  `*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n${rules.map((rule) => `${rule}\n`).join('')}COMMIT\n`;
/** The rules that an engine makes for a container with one published port, and what somebody wrote before them. */
const docker = (...user: string[]): string =>
  nat('-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80') +
  filterTable(
    'DROP',
    '-A FORWARD -j DOCKER-USER',
    '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A FORWARD -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
    '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    ...user,
  );
const raw =
  '*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP\nCOMMIT\n';

function layer(
  rules: { v4?: string; v6?: string; nft?: unknown; sets?: string },
  ends: Endpoint[],
  ...more: Fact[]
): Layer {
  const facts = [...firewallFacts(rules), ...ends.flatMap(({ workload }) => workload ?? []), ...more];
  const found = firewallLayer(facts, { cni: undefined, stage: 'running', endpoints: ends } as never);
  assert.ok(found !== undefined);
  return found;
}

const told = (connections: Connections | undefined): string =>
  connections === undefined
    ? 'no say'
    : ['allowed', 'unknown']
        .flatMap((verdict) => {
          const parts = connections.filter((part) => part.verdict === verdict && part.protocol !== 'ICMP');
          return parts.length === 0 ? [] : [`${verdict} ${describePorts(parts)}`];
        })
        .join('; ') || 'denied';

describe('the firewall of a host as a layer', () => {
  const web = container('web', '172.17.0.2', 'bridge');
  const db = container('db', '172.18.0.2', 'back');
  const networks = [bridge('bridge', '172.17.0.0/16'), bridge('back', '172.18.0.0/16')];

  it('says what reaches the host, by the rule that says so', () => {
    const found = layer({ v4: docker(), v6: filterTable('DROP') }, [host, web], ...networks);
    const reached = found.between(internet, host);
    assert.equal(told(found.between(neighbours, host)), 'allowed TCP 22, 8080');
    const part = partAt(reached!, 'TCP', 22);
    assert.equal(part?.verdict, 'allowed');
    assert.match(part.because[0]!.rule, /iptables filter INPUT: -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT/);
    assert.match(part.because[0]!.at.place ?? '', /^iptables-save, line \d+$/);
    assert.equal(part.because[0]!.effect, 'allows');
    const denied = partAt(reached!, 'TCP', 23);
    assert.deepEqual([denied?.verdict, denied?.because[0]?.effect], ['denied', 'denies']);
    assert.equal(partAt(reached!, 'UDP', 22)?.verdict, 'denied');
    // ICMP of both kinds.
    assert.equal(partAt(reached!, 'ICMP', 8)?.verdict, 'denied');
  });
  it('follows published ports to the port of the container', () => {
    const found = layer({ v4: docker() + raw }, [host, web, db], ...networks);
    assert.equal(told(found.between(internet, web)), 'allowed TCP 80');
    assert.equal(told(found.between(internet, db)), 'denied');
    const without = layer(
      { v4: docker('-A DOCKER-USER ! -s 10.0.0.0/8 ! -i docker0 -j DROP') + raw },
      [host, web],
      ...networks,
    );
    assert.equal(told(without.between(internet, web)), 'denied');
    assert.equal(told(without.between(outside('10.1.0.0/16'), web)), 'allowed TCP 80');
    const halves = without.between(outside('0.0.0.0/0'), web);
    assert.equal(told(halves), 'unknown TCP 80');
    assert.match(partAt(halves!, 'TCP', 80)!.missing!.join(), /which of these addresses/);
  });
  it('tells apart the addresses that rules tell apart', () => {
    const found = layer(
      { v4: docker('-A DOCKER-USER ! -s 10.0.0.0/8 ! -i docker0 -j DROP') },
      [host, web],
      ...networks,
    );
    assert.ok(found.blockSets!.some((blocks) => blocks.length === 1 && blocks[0]!.first === 0x0a00_0000n));
    assert.notEqual(found.classOf(outside('10.1.0.0/16')), found.classOf(internet));
    assert.equal(found.classOf(outside('10.1.0.0/16')), found.classOf(outside('10.2.0.0/16')));
    assert.equal(found.classOf(outside('8.0.0.0/8')), found.classOf(internet));
  });
  it('sees what leaves containers, and what they ask of the host and each other', () => {
    const found = layer({ v4: docker() }, [host, web, db], ...networks);
    assert.equal(told(found.between(web, internet)), 'allowed every TCP port, every UDP port, every SCTP port');
    assert.equal(told(found.between(db, internet)), 'denied');
    assert.equal(told(found.between(web, host)), 'allowed TCP 22');
    assert.equal(told(found.between(db, web)), 'allowed TCP 80');
    assert.equal(told(found.between(container('other', '172.17.0.3', 'bridge'), web)), 'no say');
    assert.equal(told(found.between(internet, neighbours)), 'no say');
    assert.equal(
      told(found.between(internet, { peer: { id: 'Pod/a', kind: 'Pod', name: 'a', labels: {} } })),
      'no say',
    );
  });
  it('does not know what was not read', () => {
    const found = layer({ v4: docker() }, [host, web], ...networks);
    assert.match(told(found.between(neighbours, host)), /^allowed TCP 22, 8080; unknown/);
    assert.match(told(found.between(outside('2001:db8::/32'), host)), /^unknown every TCP port/);
    const stopped = container('stopped', '', 'bridge');
    assert.match(told(layer({ v4: docker() }, [host, stopped]).between(internet, stopped)), /^unknown/);
    const half = layer({ v4: docker().replace(/COMMIT\n$/, ''), v6: filterTable('DROP') }, [host, web], ...networks);
    assert.match(told(half.between(internet, host)), /^unknown every TCP port/);
    const limited = layer({ v4: filterTable('DROP', '-A INPUT -p tcp --dport 22 -m limit --limit 3/min -j ACCEPT') }, [
      host,
    ]);
    assert.equal(told(limited.between(internet, host)), 'unknown TCP 22');
    assert.match(partAt(limited.between(internet, host)!, 'TCP', 22)!.missing!.join(), /limit/);
  });
  it('does not take rules of a file for those of a host that runs', () => {
    const declared = firewallFacts({ v4: docker() }).map((one) => ({ ...one, stage: 'declared' as const }));
    const facts = [...declared, web.workload!];
    assert.equal(firewallLayer(facts, { endpoints: [host, web] } as never), undefined);
    assert.equal(firewallEndpoints(declared).length, 1);
    assert.equal(firewallEndpoints(facts).length, 0);
    assert.equal(firewallLayer([], { endpoints: [] } as never), undefined);
  });
});
