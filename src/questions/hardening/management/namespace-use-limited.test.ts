import { inPod, listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { namespaceUseLimited } from './namespace-use-limited.ts';

const limit = (kind: string, spec: string): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: v1, kind: ${kind}, metadata: {name: a, namespace: shop}, spec: ${spec}}`);

checkTable(namespaceUseLimited, [
  {
    name: 'a quota',
    facts: [...inPod('', 'namespace: shop'), ...limit('ResourceQuota', '{hard: {pods: 5}}')],
    verdicts: ['pass'],
  },
  {
    name: 'a range',
    facts: [...inPod('', 'namespace: shop'), ...limit('LimitRange', '{limits: [{type: Container}]}')],
    verdicts: ['pass'],
  },
  {
    name: 'one that limits nothing',
    facts: [...inPod('', 'namespace: shop'), ...limit('ResourceQuota', '{}')],
    verdicts: ['fail'],
    saw: /limits nothing/,
  },
  {
    name: 'of another namespace',
    facts: [...inPod('', 'namespace: other'), ...limit('ResourceQuota', '{hard: {pods: 5}}')],
    verdicts: ['unknown'],
    saw: /other/,
  },
  { name: 'none was seen', facts: inPod('', 'namespace: shop'), verdicts: ['unknown'] },
  {
    name: 'none is there',
    facts: [...inPod('', 'namespace: shop', 'admitted'), ...listed('admitted', 'ResourceQuota', 'LimitRange')],
    verdicts: ['fail'],
    saw: /neither/,
  },
  {
    name: 'one kind was not listed',
    facts: [...inPod('', 'namespace: shop', 'admitted'), ...listed('admitted', 'ResourceQuota')],
    verdicts: ['unknown'],
  },
  { name: 'the system', facts: inPod('', 'namespace: kube-system'), verdicts: [] },
]);
