import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objects } from '../../../../test/checks/yaml.ts';
import { networkPolicies } from './policies.ts';
import { rulesOf } from './rules.ts';

// ingress rules | peers and ports of each
const vectors = `
[]                                                                    |
null                                                                  |
[{}]                                                                  | all/all
[null]                                                                | all/all
[{from: []}]                                                          | all/all
[{from: null, ports: []}]                                             | all/all
[{ports: [{port: 80}]}]                                               | all/some
[{from: [{podSelector: {}}]}]                                         | some/all
[{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]                              | everywhere/all
[{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]        | everywhere/all
[{from: [{ipBlock: {cidr: '::/0'}}], ports: [{port: 1}]}]             | everywhere/some
[{from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}] | everywhere/all
[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {from: [{podSelector: {}}]}] | some/all some/all
[{from: [{namespaceSelector: {}}]}]                                   | cluster/all
[{from: [{namespaceSelector: {}, podSelector: {}}], ports: [{port: 1}]}] | cluster/some
[{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: Exists}]}}]}] | cluster/all
[{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}] | some/all
[{from: [{namespaceSelector: null, podSelector: {}}]}]                | some/all
[{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]                | some/all
[{from: [{namespaceSelector: {matchLabels: {a: 1}}}]}]                | unread/all
[{from: [{podSelektor: {a: b}}]}]                                     | unread/all
[{from: [{}]}]                                                        | unread/all
[{from: {}}]                                                          | unread/all
[{from: [{ipBlock: {cidr: all}}]}]                                    | unread/all
[{from: [{ipBlock: {}}]}]                                             | unread/all
[{ports: 80}]                                                         | unread/all
[all]                                                                 | unread/all
{from: []}                                                            | unread/all
`;

describe('rules of a NetworkPolicy', () => {
  for (const line of vectors.trim().split('\n')) {
    const [rules, expected] = line.split(' | ').map((part) => part.replace(/\|$/, '').trim()) as [
      string,
      string | undefined,
    ];
    it(rules, () => {
      const text = `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {ingress: ${rules}}}`;
      const read = rulesOf(networkPolicies(objects(text))[0]!, 'ingress');
      assert.equal(read.map(({ peers, ports }) => `${peers}/${ports}`).join(' '), expected ?? '');
    });
  }
});
