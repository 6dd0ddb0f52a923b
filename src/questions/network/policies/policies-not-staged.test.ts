import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { policiesNotStaged } from './policies-not-staged.ts';

const policy = (kind: string, more = 'namespace: shop', apiVersion = 'projectcalico.org/v3', name = 'db'): Fact[] =>
  objects(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, ${more}}}`);

checkTable(
  policiesNotStaged,
  [
    { name: 'staged alone', facts: policy('StagedNetworkPolicy'), verdicts: ['fail'], saw: /let through/ },
    {
      name: 'staged beside the enforced one',
      facts: [...policy('StagedNetworkPolicy'), ...policy('NetworkPolicy')],
      verdicts: ['pass'],
    },
    {
      name: 'as it is stored',
      facts: [
        ...policy('StagedNetworkPolicy'),
        ...policy('NetworkPolicy', 'namespace: shop', 'crd.projectcalico.org/v1', 'default.db'),
      ],
      verdicts: ['pass'],
    },
    {
      name: 'the enforced one is in another namespace',
      facts: [...policy('StagedNetworkPolicy'), ...policy('NetworkPolicy', 'namespace: x')],
      verdicts: ['fail'],
    },
    {
      name: 'of the whole cluster',
      facts: [...policy('StagedGlobalNetworkPolicy', 'labels: {}'), ...policy('NetworkPolicy')],
      verdicts: ['fail'],
    },
    {
      name: 'one of Kubernetes',
      facts: [
        ...policy('StagedKubernetesNetworkPolicy'),
        ...policy('NetworkPolicy', 'namespace: shop', 'networking.k8s.io/v1'),
      ],
      verdicts: ['pass'],
    },
    { name: 'enforced', facts: policy('NetworkPolicy'), verdicts: [] },
  ],
  { never: ['unknown'], because: 'its kind says whether it is staged' },
);
