import { checkTable, containers } from '../../../../test/checks/table.ts';
import { apiServerHasAuditPolicy } from './api-server-has-audit-policy.ts';

const image = 'registry.k8s.io/kube-apiserver:v1.35.0';

checkTable(apiServerHasAuditPolicy, [
  {
    name: 'a policy',
    facts: containers({ image, command: ['kube-apiserver', '--audit-policy-file=/etc/kubernetes/audit.yaml'] }),
    verdicts: ['pass'],
  },
  {
    name: 'none',
    facts: containers({ image, command: ['kube-apiserver', '--audit-log-path=/a'] }),
    verdicts: ['fail'],
    saw: /nothing is recorded/,
  },
  { name: 'arguments not said', facts: containers({ image }), verdicts: ['unknown'] },
  { name: 'another program', facts: containers({ image: 'nginx' }), verdicts: [] },
]);
