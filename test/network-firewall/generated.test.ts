/**
 * Rules as ufw 0.36 and firewalld 1.3 made them in a network namespace, printed by `iptables-save`,
 * `ip6tables-save` and `nft -j list ruleset`:
 *
 * - ufw: `ufw enable`, `allow 443/tcp`, `allow from 10.0.0.0/8 to any port 22 proto tcp`, `limit 2222/tcp`,
 *   `deny 25`, `allow in on eth9 to any port 9100 proto tcp`
 * - firewalld, zone public: `--add-service=https`, `--add-port=8000-8010/udp`, a rich rule that accepts
 *   10.0.0.0/8 at TCP 5432 and one that rejects 192.0.2.0/24; zone trusted: `--add-interface=eth7`
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readAddress } from '../../src/formats/packet-filter/addresses.ts';
import { evaluateConnection } from '../../src/formats/packet-filter/connection.ts';
import type { Family } from '../../src/formats/packet-filter/rule-set.ts';
import { firewallsOf, type Firewall } from '../../src/questions/network/host-firewall/firewalls.ts';
import { openingsOf, portsText } from '../../src/questions/network/host-firewall/openness.ts';
import { routeOf } from '../../src/questions/network/host-firewall/packets.ts';
import { notUnderstood } from '../../src/questions/network/host-firewall/understood.ts';
import { firewallFacts } from '../checks/firewall.ts';

const text = (file: string): string => readFileSync(join(import.meta.dirname, 'generated', file), 'utf8');
const interfaces = [{ name: 'eth0', addresses: ['203.0.113.5', '2001:db8::5'] }];
const firewall = (given: Parameters<typeof firewallFacts>[0]): Firewall =>
  firewallsOf(firewallFacts(given, interfaces))[0]!;
const open = (one: Firewall, family: Family, openness: string): string =>
  portsText(openingsOf(one, family).filter((opening) => opening.openness === openness));
const ask = (one: Firewall, src: string, port: number, by = 'eth0', protocol: 'TCP' | 'UDP' = 'TCP'): string => {
  const { family, first } = readAddress(src)!;
  const words = { family, protocol, src: { value: first }, dport: { value: port }, dstHere: true, in: { name: by } };
  return evaluateConnection(one.ruleSet, words, routeOf(one, 'outside')).verdict;
};

describe('rules that ufw made', () => {
  const ufw = firewall({ v4: text('ufw.v4'), v6: text('ufw.v6') });
  it('are understood whole', () => {
    assert.deepEqual(ufw.ruleSet.problems, []);
    assert.deepEqual(notUnderstood(ufw), []);
  });
  it('let in what was allowed, to whom it was', () => {
    assert.equal(open(ufw, 4, 'open'), 'TCP 443');
    // A limit decides about 2222, and answers to DHCP come from a port that a sender may choose.
    assert.equal(open(ufw, 4, 'unknown'), 'TCP 2222, UDP 68');
    assert.equal(open(ufw, 6, 'open'), 'TCP 443');
    assert.equal(ask(ufw, '10.1.2.3', 22), 'allowed');
    assert.equal(ask(ufw, '11.1.2.3', 22), 'denied');
    assert.equal(ask(ufw, '10.1.2.3', 25), 'denied');
    assert.equal(ask(ufw, '198.51.100.7', 9100, 'eth9'), 'allowed');
    assert.equal(ask(ufw, '198.51.100.7', 9100), 'denied');
    assert.equal(ask(ufw, '198.51.100.7', 9999, 'lo'), 'allowed');
    assert.equal(ask(ufw, '2001:db8::7', 22), 'denied');
  });
});

describe('rules that firewalld made', () => {
  const { nftables } = JSON.parse(text('firewalld.json')) as { nftables: unknown };
  const firewalld = firewall({ nft: nftables });
  it('are understood whole', () => {
    assert.deepEqual(firewalld.ruleSet.problems, []);
    assert.deepEqual(notUnderstood(firewalld), []);
  });
  it('let in what was allowed, to whom it was', () => {
    assert.equal(open(firewalld, 4, 'open'), 'TCP 22, TCP 443, UDP 8000-8010');
    assert.equal(open(firewalld, 4, 'unknown'), '');
    assert.equal(ask(firewalld, '10.1.2.3', 5432), 'allowed');
    assert.equal(ask(firewalld, '198.51.100.7', 5432), 'denied');
    assert.equal(ask(firewalld, '192.0.2.9', 443), 'denied');
    assert.equal(ask(firewalld, '198.51.100.7', 5432, 'eth7'), 'allowed');
    // Whether a sender of IPv6 is reached by the interface it came from depends on the routes of the host.
    assert.equal(ask(firewalld, '2001:db8::7', 443), 'unknown');
    assert.equal(ask(firewalld, '2001:db8::7', 5432), 'denied');
  });
});
