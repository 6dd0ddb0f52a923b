import { checkTable, containers } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { apiServerWritesAuditLog } from './api-server-writes-audit-log.ts';

const image = 'registry.k8s.io/kube-apiserver:v1.35.0';
const server = (...command: string[]): ReturnType<typeof containers> =>
  containers({ image, command: ['kube-apiserver', ...command] });

checkTable(apiServerWritesAuditLog, [
  { name: 'to a file', facts: server('--audit-log-path=/var/log/audit.log'), verdicts: ['pass'] },
  { name: 'in two words', facts: server('--audit-log-path', '/var/log/audit.log'), verdicts: ['pass'] },
  {
    name: 'as arguments',
    facts: containers({ image, arguments: ['--audit-webhook-config-file=/etc/a.yaml'] }),
    verdicts: ['pass'],
  },
  { name: 'not at all', facts: server('--secure-port=6443'), verdicts: ['fail'], saw: /nothing is recorded/ },
  { name: 'to nowhere', facts: server('--audit-log-path=/dev/null'), verdicts: ['fail'], saw: /dev\/null/ },
  {
    name: 'by a shell',
    facts: containers({ image, command: ['sh', '-c', 'kube-apiserver --audit-log-path=/a'] }),
    verdicts: ['unknown'],
    saw: /shell/,
  },
  { name: 'an empty path', facts: server('--audit-log-path='), verdicts: ['fail'] },
  {
    name: 'by its program',
    facts: containers({ image: 'acme/hyperkube', command: ['/usr/local/bin/kube-apiserver'] }),
    verdicts: ['fail'],
  },
  { name: 'arguments not said', facts: containers({ image }), verdicts: ['unknown'] },
  {
    name: 'a policy without a server',
    facts: configured('kubernetes-audit-policy', '{rules: [{level: Metadata}]}'),
    verdicts: ['unknown'],
  },
  {
    name: 'another program',
    facts: containers({ image: 'acme/kube-apiserver-proxy', command: ['proxy'] }),
    verdicts: [],
  },
]);
