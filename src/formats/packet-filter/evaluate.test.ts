import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readIptablesSave } from '../iptables/read-save.ts';
import { readAddress } from './addresses.ts';
import { evaluateConnection, everyPortOf, type ConnectionVerdict } from './connection.ts';
import type { Route } from './evaluation.ts';
import type { PacketWords } from './packet.ts';

const toHost: Route = { from: 'outside', local: () => true, out: () => ({ name: 'eth0' }) };
const ask = (rules: string, words: Partial<PacketWords> & { port?: number } = {}): ConnectionVerdict => {
  const { port = 22, ...rest } = words;
  return evaluateConnection(
    readIptablesSave(rules, 4),
    {
      family: 4,
      protocol: 'TCP',
      src: { value: readAddress('198.51.100.7')!.first },
      dport: { value: port },
      in: { name: 'eth0' },
      dstHere: true,
      ...rest,
    },
    toHost,
  );
};
const filter = (...rules: string[]): string =>
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:more - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;

describe('the evaluation of a packet', () => {
  it('tells the rule that decides, and its line', () => {
    const found = ask(filter('-A INPUT -p tcp --dport 80 -j DROP', '-A INPUT -p tcp --dport 22 -j ACCEPT'));
    assert.equal(found.verdict, 'allowed');
    assert.deepEqual(
      found.path.filter(({ hook }) => hook === 'input').map(({ line, effect }) => [line, effect]),
      [[7, 'accepts']],
    );
    assert.equal(ask(filter()).verdict, 'denied');
    assert.equal(ask(filter()).path[0]?.rule, 'policy drop');
  });
  it('does not know what cannot be known, unless both ways come to one end', () => {
    const limited = ask(filter('-A INPUT -m limit --limit 3/min -j ACCEPT'));
    assert.equal(limited.verdict, 'unknown');
    assert.match(limited.missing[0]!, /limit/);
    assert.equal(ask(filter('-A INPUT ! -m fantasy --limit 3/min -j ACCEPT')).verdict, 'unknown');
    assert.equal(ask(filter('-A INPUT -m limit --limit 3/min -j DROP')).verdict, 'denied');
    assert.equal(
      ask(filter('-A INPUT -m limit --limit 3/min -j more', '-A INPUT -j ACCEPT', '-A more -j ACCEPT')).verdict,
      'allowed',
    );
    assert.equal(ask(filter('-A INPUT -m limit --limit 3/min -j LOG', '-A INPUT -j ACCEPT')).verdict, 'allowed');
    assert.equal(ask(filter('-A INPUT -j NFQUEUE --queue-num 1')).verdict, 'unknown');
    assert.equal(ask(filter('-A INPUT -p tcp -j NFQUEUE', '-A INPUT -j DROP')).verdict, 'unknown');
    const marked = filter('-A INPUT -m limit --limit 1/s -j MARK --set-mark 1', '-A INPUT -m mark --mark 1 -j ACCEPT');
    assert.equal(ask(marked).verdict, 'unknown');
  });
  it('does not know where a jump leads that has no chain, or leads back', () => {
    assert.match(ask(filter('-A INPUT -g nowhere')).missing.join(), /nowhere/);
    const loop = filter('-A INPUT -j more', '-A more -j more');
    assert.equal(ask(loop).verdict, 'unknown');
    assert.match(ask(loop).missing.join(), /back to itself/);
  });
  it('stops where rules call each other too often', () => {
    const chains = Array.from({ length: 30 }, (_, at) => `:c${at} - [0:0]`);
    const rules = chains.slice(1).flatMap((_, at) => [`-A c${at} -j c${at + 1}`, `-A c${at} -j c${at + 1}`]);
    const text = `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${[...chains, '-A INPUT -j c0', ...rules].join('\n')}\nCOMMIT\n`;
    const found = ask(text);
    assert.equal(found.verdict, 'unknown');
    assert.match(found.missing.join(), /rules would have to be tried/);
  });
  it('needs the answer to pass as well', () => {
    const oneWay = filter('-A INPUT -j ACCEPT').replace('OUTPUT ACCEPT', 'OUTPUT DROP');
    assert.equal(ask(oneWay).verdict, 'denied');
    assert.equal(ask(oneWay).decided, 'reply');
  });
  it('leaves the mark of a connection for its next packet', () => {
    const marked = `*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A INPUT -m connmark --mark 1 -j DROP\n-A OUTPUT -j CONNMARK --set-mark 1\nCOMMIT\n${filter('-A INPUT -j ACCEPT')}`;
    assert.equal(ask(marked).verdict, 'denied');
    assert.equal(ask(marked).decided, 'further');
    assert.equal(ask(marked, { protocol: 'UDP' }).verdict, 'allowed');
  });
  it('knows half a rule set for what it is', () => {
    assert.equal(ask(filter('-A INPUT -j ACCEPT').replace('COMMIT\n', '')).verdict, 'unknown');
    assert.match(ask('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT').missing.join(), /COMMIT/);
    assert.equal(ask('*filter\n-A INPUT -p udp -j ACCEPT\nCOMMIT\n').verdict, 'unknown');
    assert.equal(ask('').verdict, 'unknown');
    // What is missing may have let it in as well.
    assert.equal(ask(filter().replace('COMMIT\n', '')).verdict, 'unknown');
  });
});

describe('every port', () => {
  it('is told in as few runs as the rules tell apart', () => {
    const set = readIptablesSave(
      filter(
        '-A INPUT -p tcp -m multiport --dports 22,80:90 -j ACCEPT',
        '-A INPUT -s 10.0.0.0/8 -p tcp --dport 5432 -j ACCEPT',
      ),
      4,
    );
    const src = readAddress('198.51.100.7')!.first;
    const runs = everyPortOf(set, { family: 4, protocol: 'TCP', src: { value: src }, dstHere: true }, toHost);
    assert.deepEqual(
      runs.map(({ first, last, verdict }) => `${first}-${last} ${verdict}`),
      ['1-21 denied', '22-22 allowed', '23-79 denied', '80-90 allowed', '91-65535 denied'],
    );
    // 11.0.0.0 and what follows are treated alike: only 10.0.0.0/8 is told apart.
    assert.deepEqual(runs.at(-1)!.sources, { first: 0x0b00_0000, last: 0xffff_ffff });
  });
});
