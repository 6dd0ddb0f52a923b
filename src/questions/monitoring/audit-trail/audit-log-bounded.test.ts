import { checkTable, containers, factOf, here } from '../../../../test/checks/table.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { auditLogBounded } from './audit-log-bounded.ts';

const image = 'registry.k8s.io/kube-apiserver:v1.35.0';
const server = (...flags: string[]): ReturnType<typeof containers> =>
  containers({ image, command: ['kube-apiserver', ...flags] });
const plain = { pid: 7, name: 'kube-apiserver', container: null, at: here };
const path = '--audit-log-path=/var/log/audit.log';

checkTable(auditLogBounded, [
  {
    name: 'all',
    facts: server(path, '--audit-log-maxage=30', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['pass', 'pass', 'pass'],
  },
  { name: 'none', facts: server(path), verdicts: ['fail', 'fail', 'fail'], saw: /maxage is not set/ },
  {
    name: 'too few days',
    facts: server(path, '--audit-log-maxage=7', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['fail', 'pass', 'pass'],
    saw: /maxage is 7, less than 30/,
  },
  {
    name: 'no number',
    facts: server(path, '--audit-log-maxage=month', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['fail', 'pass', 'pass'],
  },
  { name: 'standard output', facts: server('--audit-log-path=-'), verdicts: ['unknown'] },
  { name: 'arguments not said', facts: containers({ image }), verdicts: ['unknown'] },
  { name: 'no audit log', facts: server(), verdicts: ['fail'], saw: /no audit log/ },
  {
    name: 'sent, and not written',
    facts: server('--audit-webhook-config-file=/etc/kubernetes/audit.conf'),
    verdicts: ['unknown'],
  },
  {
    name: 'a process of its own',
    facts: [factOf(hostProcess, { ...plain, command: ['/usr/bin/kube-apiserver', path] }, 'running')],
    verdicts: ['fail', 'fail', 'fail'],
  },
  {
    name: 'the process of the Pod above',
    facts: [
      ...server(path),
      factOf(hostProcess, { ...plain, command: ['kube-apiserver', path], container: 'c' }, 'running'),
    ],
    verdicts: ['fail', 'fail', 'fail'],
  },
]);
