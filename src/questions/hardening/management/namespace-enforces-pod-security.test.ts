import { inPod, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { namespaceEnforcesPodSecurity } from './namespace-enforces-pod-security.ts';

const namespace = (labels: string, name = 'shop'): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`);

checkTable(namespaceEnforcesPodSecurity, [
  { name: 'restricted', facts: namespace('{pod-security.kubernetes.io/enforce: restricted}'), verdicts: ['pass'] },
  { name: 'baseline', facts: namespace('{pod-security.kubernetes.io/enforce: baseline}'), verdicts: ['pass'] },
  {
    name: 'privileged',
    facts: namespace('{pod-security.kubernetes.io/enforce: privileged}'),
    verdicts: ['fail'],
    saw: /lets every Pod in$/,
  },
  { name: 'no label', facts: namespace('{}'), verdicts: ['fail'], saw: /default/ },
  { name: 'warned only', facts: namespace('{pod-security.kubernetes.io/warn: restricted}'), verdicts: ['fail'] },
  {
    name: 'no level',
    facts: namespace('{pod-security.kubernetes.io/enforce: strict}'),
    verdicts: ['unknown'],
    saw: /no level/,
  },
  { name: 'no mapping', facts: namespace('a'), verdicts: ['unknown'] },
  { name: 'the system', facts: namespace('{}', 'kube-system'), verdicts: [] },
  { name: 'not seen', facts: inPod('', 'namespace: shop'), verdicts: ['unknown'], saw: /itself is not/ },
  {
    name: 'seen',
    facts: [...inPod('', 'namespace: shop'), ...namespace('{pod-security.kubernetes.io/enforce: baseline}')],
    verdicts: ['pass'],
  },
]);
