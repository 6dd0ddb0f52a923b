import { file, pod, process, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiServerAuthorizes } from './api-server-authorizes.ts';

const configured = (...types: string[]) => [
  process('kube-apiserver', '--authorization-config=/etc/z.yaml'),
  file('kubernetes-authorization', '/etc/z.yaml', JSON.stringify({ authorizers: types.map((type) => ({ type })) })),
];

checkTable(apiServerAuthorizes, [
  {
    name: 'Node and RBAC',
    facts: pod('kube-apiserver', '--authorization-mode=Node,RBAC'),
    verdicts: ['pass', 'pass', 'pass'],
  },
  {
    name: 'given twice',
    facts: pod('kube-apiserver', '--authorization-mode=Node', '--authorization-mode=RBAC'),
    verdicts: ['pass', 'pass', 'pass'],
  },
  { name: 'nothing', facts: pod('kube-apiserver'), verdicts: ['fail', 'fail', 'fail'], saw: /allows every request/ },
  {
    name: 'everything beside',
    facts: pod('kube-apiserver', '--authorization-mode=Node,RBAC,AlwaysAllow'),
    verdicts: ['fail', 'pass', 'pass'],
  },
  {
    name: 'without Node',
    facts: pod('kube-apiserver', '--authorization-mode=RBAC'),
    verdicts: ['pass', 'fail', 'pass'],
  },
  { name: 'by a file', facts: configured('Webhook', 'Node', 'RBAC'), verdicts: ['pass', 'pass', 'pass'] },
  { name: 'by a file, without RBAC', facts: configured('Node', 'Webhook'), verdicts: ['pass', 'pass', 'fail'] },
  { name: 'by an empty file', facts: configured(), verdicts: ['unknown', 'unknown', 'unknown'] },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
]);
