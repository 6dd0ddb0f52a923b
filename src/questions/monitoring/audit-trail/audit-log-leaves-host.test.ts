import { checkTable, containers } from '../../../../test/checks/table.ts';
import { auditLogLeavesHost } from './audit-log-leaves-host.ts';

const image = 'registry.k8s.io/kube-apiserver:v1.35.0';

checkTable(
  auditLogLeavesHost,
  [
    {
      name: 'by webhook',
      facts: containers({ image, command: ['kube-apiserver', '--audit-webhook-config-file=/a'] }),
      verdicts: ['pass'],
    },
    {
      name: 'to a file',
      facts: containers({ image, command: ['kube-apiserver', '--audit-log-path=/a'] }),
      verdicts: ['unknown'],
    },
    { name: 'arguments not said', facts: containers({ image }), verdicts: ['unknown'] },
    { name: 'no server', facts: containers({ image: 'nginx' }), verdicts: [] },
  ],
  { never: ['fail'], because: 'a collector that is not seen may take the file away' },
);
