import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { workloadFact } from '../../../../test/checks/table.ts';
import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { fact, type Fact } from '../../../model/fact.ts';
import { apiPlace, Located } from '../../../model/located.ts';
import { holdsFor, pluginIsolation, pluginPolicies, viewsOf } from './plugin-selection.ts';
import { policyTiers } from './policy-tiers.ts';

const objectOf = (apiVersion: string, kind: string, body: object): Fact<KubernetesObject> => {
  const root = Located.root({ apiVersion, kind, metadata: { name: 'p' }, ...body }, apiPlace('test', 'GET /'));
  const value = { apiVersion, kind, name: 'p', namespace: '', labels: {}, annotations: {}, root };
  return fact(kubernetesObject, { subject: { source: 'test', kind, name: 'p' }, stage: 'declared' }, value, root.at);
};
const kinds = [
  ['projectcalico.org/v3', 'NetworkPolicy'],
  ['projectcalico.org/v3', 'GlobalNetworkPolicy'],
  ['projectcalico.org/v3', 'NetworkSet'],
  ['projectcalico.org/v3', 'Tier'],
  ['projectcalico.org/v3', 'HostEndpoint'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
  ['cilium.io/v2', 'CiliumCIDRGroup'],
  ['v1', 'ConfigMap'],
] as const;

/** Keys that are read, with values of any shape under them. */
const keys = fc.constantFrom(
  ...(
    'ingress egress ingressDeny selector endpointSelector nodeSelector types order tier action source destination ports ' +
    'nets notNets protocol icmp fromEndpoints toPorts rules fromCIDRSet fromEntities icmps fields type specs ' +
    'matchLabels matchExpressions key operator values enableDefaultDeny serviceAccounts names'
  ).split(' '),
);
const words = fc.constantFrom(
  'Allow',
  'Deny',
  'all()',
  "a == 'b'",
  'a =',
  '10.0.0.0/8',
  'TCP',
  '80',
  '80:90',
  'web',
  'world',
  'In',
  'Ingress',
);
const { any } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    words,
    fc.integer({ min: -1, max: 70_000 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(keys, tie('any'), { maxKeys: 4 }),
  ),
}));

describe('policies of plugins', () => {
  it('are read, whatever they are, without a throw, and what cannot be read is in doubt', () => {
    const web = workloadFact({ labels: { a: 'b' }, hostNetwork: false });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), any, any), { maxLength: 4 }), (drawn) => {
        const objects = drawn.map(([[apiVersion, kind], spec, data]) => objectOf(apiVersion, kind, { spec, data }));
        for (const cni of ['calico', 'cilium', undefined] as const) {
          for (const { policies } of policyTiers(objects, cni)) for (const one of policies) one.at();
        }
        const view = viewsOf(objects, 'declared')(web);
        for (const { fault, parts } of pluginPolicies(objects, 'declared')) {
          for (const part of parts) {
            const fits = holdsFor(part, view);
            if (fault !== undefined) assert.notEqual(fits, 'yes');
          }
        }
        const found = pluginIsolation([web], objects, 'ingress')(web);
        if (found !== undefined) assert.equal(found.sure, false, 'no plugin was seen');
      }),
      { numRuns: 2000 },
    );
  });
});
