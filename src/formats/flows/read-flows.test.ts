import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { flowLimits, readFlows } from './read-flows.ts';

const end = {
  namespace: 'shop',
  pod_name: 'web-7d9f6c-abcde',
  labels: ['k8s:app=web', 'k8s:io.cilium.k8s.policy.cluster=x'],
};
const hubble = (more: object): string =>
  JSON.stringify({
    flow: {
      verdict: 'FORWARDED',
      IP: { source: '10.0.0.1', destination: '10.0.0.2' },
      l4: { TCP: { source_port: 40_000, destination_port: 5432, flags: { SYN: true } } },
      source: end,
      destination: { namespace: 'shop', pod_name: 'db-0', workloads: [{ name: 'db', kind: 'StatefulSet' }] },
      is_reply: false,
      ...more,
    },
  });
const calico = (more: object): string =>
  JSON.stringify({
    action: 'allow',
    proto: 'tcp',
    dest_port: 5432,
    source_type: 'wep',
    source_namespace: 'shop',
    source_name_aggr: 'web-7d9f6c-*',
    source_labels: { labels: ['app=web'] },
    dest_type: 'net',
    dest_namespace: '-',
    dest_name_aggr: 'pub',
    dest_ip: '203.0.113.7',
    ...more,
  });

describe('readFlows', () => {
  it('Hubble: who connects to whom, each once', () => {
    const { flows, faults } = readFlows(`${hubble({})}\n\n${hubble({})}\n`);
    assert.deepEqual(faults, []);
    assert.deepEqual(flows, [
      {
        from: { namespace: 'shop', pod: 'web-7d9f6c-abcde', address: '10.0.0.1', labels: { app: 'web' } },
        to: {
          namespace: 'shop',
          pod: 'db-0',
          workload: { name: 'db', kind: 'StatefulSet' },
          address: '10.0.0.2',
          labels: {},
        },
        protocol: 'TCP',
        port: 5432,
        line: 1,
      },
    ]);
  });

  const left: [string, string, string][] = [
    ['a reply', hubble({ is_reply: true }), 'replies'],
    ['what was dropped', hubble({ verdict: 'DROPPED' }), 'verdict DROPPED'],
    ['denied by Calico', calico({ action: 'deny' }), 'action deny'],
    [
      'without an answer',
      'tcp 6 100 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=80 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=80 dport=1 use=1',
      'without an answer',
    ],
    [
      'no transport',
      'gre 47 100 src=10.0.0.1 dst=10.0.0.2 src=10.0.0.2 dst=10.0.0.1',
      'no transport that policies speak of',
    ],
  ];
  for (const [name, line, why] of left)
    it(`leaves out ${name}`, () => {
      const read = readFlows(line);
      assert.deepEqual([read.flows, read.faults, [...read.left]], [[], [], [[why, 1]]]);
    });

  it('what may be a reply is one where the connection was seen, and a fault where not', () => {
    const unseen = hubble({ is_reply: null, l4: { UDP: { source_port: 40_000, destination_port: 8125 } } });
    assert.equal(readFlows(unseen).faults.length, 1);
    const both = readFlows(
      `${unseen}\n${hubble({ is_reply: false, l4: { UDP: { source_port: 40_000, destination_port: 8125 } } })}`,
    );
    assert.deepEqual([both.flows.length, both.faults, [...both.left]], [1, [], [['told by another line', 1]]]);
  });

  it('Calico: controllers by their Pods, addresses outside by themselves', () => {
    const [flow] = readFlows(calico({})).flows;
    assert.deepEqual(flow?.from, { namespace: 'shop', workload: { name: 'web-7d9f6c' }, labels: { app: 'web' } });
    assert.deepEqual(flow?.to, { address: '203.0.113.7', labels: {} });
  });

  it('conntrack: behind a Service the one who answers is the destination', () => {
    const line =
      'ipv4     2 tcp      6 431999 ESTABLISHED src=10.244.0.5 dst=10.96.0.10 sport=43210 dport=80 src=10.244.0.9 dst=10.244.0.5 sport=8080 dport=43210 [ASSURED] mark=0 use=1';
    assert.deepEqual(readFlows(line).flows, [
      { from: { address: '10.244.0.5' }, to: { address: '10.244.0.9' }, protocol: 'TCP', port: 8080, line: 1 },
    ]);
  });

  it('says which lines cannot be read, and how many more', () => {
    const { faults } = readFlows('{\nx\n{}\n[1]\n'.repeat(2), { ...flowLimits, faults: 3 });
    assert.deepEqual(
      faults.map(({ line, because }) => `${line} ${because}`),
      [
        '1 is no JSON',
        '2 is no flow that is known',
        '3 is no flow of Hubble or Calico',
        '8 5 more lines cannot be read',
      ],
    );
  });

  it('stops at its limits and says so', () => {
    const lines = [1, 2, 3].map((port) => calico({ dest_port: port })).join('\n');
    const { flows, faults } = readFlows(lines, { ...flowLimits, flows: 2 });
    assert.deepEqual([flows.length, faults.length], [2, 1]);
    assert.match(readFlows(lines, { ...flowLimits, line: 10 }).faults[0]!.because, /too long/);
  });

  it('takes anything without a throw, and makes ports of ports alone', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 1, 70_000, '80', '-', 'allow', 'FORWARDED', true));
    const key = fc.constantFrom(
      'flow',
      'verdict',
      'l4',
      'TCP',
      'UDP',
      'destination_port',
      'action',
      'proto',
      'dest_port',
      'IP',
      'source',
      'source_labels',
      'labels',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ weight: 3, arbitrary: value }, { weight: 2, arbitrary: tie('tree') })),
    }));
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            tree.map((one) => JSON.stringify(one)),
            fc.string(),
          ),
        ),
        (lines) => {
          for (const { port, protocol } of readFlows(lines.join('\n')).flows)
            assert.ok(Number.isInteger(port) && port >= (protocol === 'ICMP' ? 0 : 1) && port <= 65_535, `${port}`);
        },
      ),
    );
  });
});
