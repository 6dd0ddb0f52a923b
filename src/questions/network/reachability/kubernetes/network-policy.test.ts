import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { objects } from '../../../../../test/checks/yaml.ts';
import { kubernetesObject, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { fact } from '../../../../model/fact.ts';
import { apiPlace, Located } from '../../../../model/located.ts';
import { readBlock } from './blocks.ts';
import { readNetworkPolicy } from './network-policy.ts';
import type { ReadPolicy } from './policy.ts';

const read = (spec: string, metadata = '{name: p, namespace: shop}'): ReadPolicy =>
  readNetworkPolicy(
    objects(`{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: ${metadata}, spec: ${spec}}`)[0]!,
  );

// spec | directions that it isolates for, or the place and part of the reason why it is refused
const vectors = `
{}                                                                       | ingress
null                                                                     | ingress
{policyTypes: []}                                                        | ingress
{policyTypes: [], egress: [{}]}                                          | ingress egress
{egress: []}                                                             | ingress
{policyTypes: [Egress], ingress: [{}]}                                   | egress
{policyTypes: [Egress, Egress]}                                          | egress
{policyTypes: Ingress}                                                   | ! policyTypes is not a list
{policyTypes: [ingress]}                                                 | ! policyTypes[0] "ingress" is no policy type
{policyTypes: [Ingress, Egress, Ingress]}                                | ! policyTypes more than two
{podselector: {}}                                                        | ! podselector there is no field
{podSelector: {matchLabels: {a: 1}}}                                     | ! podSelector.matchLabels.a is a number
{podSelector: {matchLabels: {a: -b}}}                                    | ! podSelector.matchLabels.a is not letters
{podSelector: {matchLabels: {a: null}}}                                  | ingress
{podSelector: {matchLabels: {a/b/c: x}}}                                 | ! podSelector.matchLabels.a/b/c more than one slash
{podSelector: {matchExpressions: [{key: a, operator: Gt, values: ['1']}]}} | ! podSelector.matchExpressions[0].operator none of
{ingress: [{from: [{}]}]}                                                | ! ingress[0].from[0] names nothing
{ingress: [{from: [null]}]}                                              | ! ingress[0].from[0] names nothing
{ingress: [{from: [{ipBlock: {}}]}]}                                     | ! ingress[0].from[0].ipBlock.cidr no block
{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}    | ! ingress[0].from[0] selects Pods too
{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]} | ! ingress[0].from[0].ipBlock.except[0] all of it
{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/9]}}]}]} | ! ingress[0].from[0].ipBlock.except[0] not inside
{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: ['2001:db8::/32']}}]}]} | ! ingress[0].from[0].ipBlock.except[0] not inside
{ingress: [{ports: [{port: 0}]}]}                                        | ! ingress[0].ports[0].port 0 is no port
{ingress: [{ports: [{port: 65536}]}]}                                    | ! ingress[0].ports[0].port 65536 is no port
{ingress: [{ports: [{port: 1.5}]}]}                                      | ! ingress[0].ports[0].port neither
{ingress: [{ports: [{port: '80'}]}]}                                     | ! ingress[0].ports[0].port no name
{ingress: [{ports: [{port: HTTP}]}]}                                     | ! ingress[0].ports[0].port no name
{ingress: [{ports: [{port: a--b}]}]}                                     | ! ingress[0].ports[0].port no name
{ingress: [{ports: [{port: 90, endPort: 80}]}]}                          | ! ingress[0].ports[0].endPort less than
{ingress: [{ports: [{endPort: 80}]}]}                                    | ! ingress[0].ports[0].endPort without port
{ingress: [{ports: [{port: http, endPort: 80}]}]}                        | ! ingress[0].ports[0].endPort named port
{ingress: [{ports: [{protocol: tcp}]}]}                                  | ! ingress[0].ports[0].protocol no protocol
{ingress: [{ports: [{protocol: ''}]}]}                                   | ! ingress[0].ports[0].protocol no protocol
{ingress: {from: []}}                                                    | ! ingress is not a list
{egress: [{from: []}]}                                                   | ! egress[0].from there is no field
`;

describe('a NetworkPolicy', () => {
  it('of another version is none', () => {
    const [one] = objects('{apiVersion: networking.k8s.io/v1beta1, kind: NetworkPolicy, metadata: {name: p}}');
    assert.equal(readNetworkPolicy(one!).policy, undefined);
  });
  for (const line of vectors.trim().split('\n')) {
    const [spec, expected] = line.split(/ +\| /).map((part) => part.trim()) as [string, string];
    it(spec, () => {
      const { policy, faults } = read(spec);
      const [, place, why] = /^! (\S+) (.*)$/.exec(expected) ?? [];
      if (place === undefined) {
        assert.deepEqual(faults, []);
        const { ingress, egress } = policy!.isolates;
        assert.equal([ingress && 'ingress', egress && 'egress'].filter((one) => one !== false).join(' '), expected);
      } else {
        assert.equal(policy, undefined);
        assert.equal(faults[0]?.at.place, `spec.${place}`);
        assert.ok(faults[0].why.includes(why!), faults[0].why);
      }
    });
  }
  it('tells every reason', () => {
    const { faults } = read('{ingress: [{ports: [{port: 0}, {protocol: x}], from: [{}, {ipBlock: {cidr: x}}]}]}');
    assert.equal(faults.length, 4);
  });
  it('has its defaults', () => {
    const { policy } = read(
      '{podSelector: {}, ingress: [{from: [], ports: [{}, {port: 80}, {port: 80, endPort: 90, protocol: UDP}, {port: dns}]}]}',
    );
    const [rule] = policy!.ingress;
    assert.equal(rule?.peers, 'all');
    assert.deepEqual(
      (rule.ports as readonly { protocol: string; range: unknown }[]).map(({ protocol, range }) => [protocol, range]),
      [
        ['TCP', { first: 1, last: 65535 }],
        ['TCP', { first: 80, last: 80 }],
        ['UDP', { first: 80, last: 90 }],
        ['TCP', 'dns'],
      ],
    );
  });
  it('means its own namespace where a peer names none', () => {
    const { policy } = read(
      '{ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}, {namespaceSelector: null, podSelector: {}}]}]}',
    );
    assert.deepEqual(
      (policy!.ingress[0]!.peers as readonly { namespaces: unknown }[]).map(({ namespaces }) => namespaces),
      [null, [], null],
    );
  });
  it('keeps what is certain of a block that servers from 1.36 on refuse', () => {
    const host = read('{ingress: [{from: [{ipBlock: {cidr: 10.1.2.3/8}}]}]}');
    assert.deepEqual(
      host.faults.map(({ by }) => by),
      ['1.36'],
    );
    assert.notEqual(host.policy, undefined);
    const octal = read('{ingress: [{from: [{ipBlock: {cidr: 010.0.0.0/8}}]}]}');
    assert.equal(octal.policy, undefined);
  });
  it('has a name and labels that the API takes', () => {
    for (const metadata of [
      '{name: P}',
      '{}',
      'null',
      '{name: p, namespace: a.b}',
      '{name: p, labels: {a: b c}}',
      '{name: p, annotations: {a b: c}}',
      '{name: p, labels: [a]}',
      '{name: p, finalizers: [a b]}',
      '{generateName: "-"}',
      '{name: p, lables: {}}',
    ]) {
      assert.equal(read('{}', metadata).policy, undefined, metadata);
    }
    for (const metadata of ['{name: p.q}', '{generateName: p-}', '{name: p, annotations: {A.b/C: d}}']) {
      assert.deepEqual(read('{}', metadata).faults, [], metadata);
    }
  });
  it('of a cluster may carry a status, as older servers gave it one', () => {
    const text = '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, status: {}}';
    assert.deepEqual(readNetworkPolicy(objects(text, 'admitted')[0]!).faults, []);
    const { policy, faults } = readNetworkPolicy(objects(text)[0]!);
    assert.notEqual(policy, undefined);
    assert.deepEqual(
      faults.map(({ by }) => by),
      ['strict'],
    );
  });
  it('is read, whatever it is, without a throw and never without policy and reason both', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (spec) => {
        const root = Located.root({ metadata: { name: 'p' }, spec }, apiPlace('test', 'GET /'));
        const value: KubernetesObject = {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          name: 'p',
          namespace: '',
          labels: {},
          annotations: {},
          root,
        };
        const subject = { source: 'test', kind: 'NetworkPolicy', name: 'p' };
        const { policy, faults } = readNetworkPolicy(
          fact(kubernetesObject, { subject, stage: 'declared' }, value, root.at),
        );
        assert.ok(policy !== undefined || faults.length > 0);
      }),
    );
  });
});

// text | certain, or by whom it is refused
const blocks = `
10.0.0.0/8              | certain
0.0.0.0/0               | certain
::/0                    | certain
2001:DB8::/32           | certain
10.0.0.1/8              | 1.36 certain
2001:db8::1/32          | 1.36 certain
10.0.0.0/08             | 1.36
010.0.0.0/8             | 1.36
::ffff:10.0.0.0/104     | 1.36
2001:00db8::/32         | 1.36
10.0.0.0                | every
10.0.0.0/33             | every
fe80::1%eth0/64         | every
`;

describe('a block of an ipBlock', () => {
  for (const line of blocks.trim().split('\n')) {
    const [text, expected] = line.split('|').map((part) => part.trim()) as [string, string];
    it(text, () => {
      const { fault, certain } = readBlock(text);
      assert.equal([fault?.by, certain ? 'certain' : undefined].filter((one) => one !== undefined).join(' '), expected);
    });
  }
});
