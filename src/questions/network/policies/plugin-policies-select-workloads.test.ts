import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { pluginPoliciesSelectWorkloads } from './plugin-policies-select-workloads.ts';

const web = workloadFact({ namespace: 'shop', labels: { app: 'web' }, hostNetwork: false });
const calico = (selector: string, kind = 'NetworkPolicy', more = ''): Fact[] =>
  objects(
    `{apiVersion: projectcalico.org/v3, kind: ${kind}, metadata: {name: p, namespace: shop}, spec: {selector: "${selector}"${more}}}`,
  );
const cilium = (selector: string, kind = 'CiliumNetworkPolicy'): Fact[] =>
  objects(
    `{apiVersion: cilium.io/v2, kind: ${kind}, metadata: {name: p, namespace: shop}, spec: {endpointSelector: ${selector}, ingress: [{}]}}`,
  );

checkTable(pluginPoliciesSelectWorkloads, [
  { name: 'Calico selects it', facts: [web, ...calico("app == 'web'")], verdicts: ['pass'] },
  { name: 'a slip in a label', facts: [web, ...calico("app == 'wbe'")], verdicts: ['fail'], saw: /none of the 1/ },
  {
    name: 'labels by a namespace that was not read',
    facts: [web, ...calico('all()', 'GlobalNetworkPolicy', ', namespaceSelector: has(team)')],
    verdicts: ['unknown'],
  },
  {
    name: 'labels by a namespace that was read',
    facts: [
      web,
      ...objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}'),
      ...calico('all()', 'GlobalNetworkPolicy', ', namespaceSelector: has(team)'),
    ],
    verdicts: ['pass'],
  },
  { name: 'a selector that is none', facts: [web, ...calico('app =')], verdicts: ['unknown'], saw: /cannot be read/ },
  { name: 'nothing was read', facts: calico("app == 'web'"), verdicts: ['unknown'] },
  { name: 'Cilium selects it', facts: [web, ...cilium("{matchLabels: {'k8s:app': web}}")], verdicts: ['pass'] },
  { name: 'Cilium selects nothing', facts: [web, ...cilium('{matchLabels: {app: db}}')], verdicts: ['fail'] },
  {
    name: 'Cilium in another namespace',
    facts: [web, ...cilium("{matchLabels: {'io.kubernetes.pod.namespace': x}}", 'CiliumClusterwideNetworkPolicy')],
    verdicts: ['unknown'],
  },
  { name: 'staged', facts: [web, ...calico("app == 'x'", 'StagedNetworkPolicy')], verdicts: [] },
]);
