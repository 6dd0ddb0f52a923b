import { checkTable, containers } from '../../../../test/checks/table.ts';
import { auditLogBounded } from './audit-log-bounded.ts';

const image = 'registry.k8s.io/kube-apiserver:v1.35.0';
const server = (...flags: string[]): ReturnType<typeof containers> =>
  containers({ image, command: ['kube-apiserver', ...flags] });
const path = '--audit-log-path=/var/log/audit.log';

checkTable(auditLogBounded, [
  {
    name: 'all',
    facts: server(path, '--audit-log-maxage=30', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['pass'],
  },
  { name: 'none', facts: server(path), verdicts: ['fail'], saw: /maxage is not set, --audit-log-maxbackup is not set/ },
  {
    name: 'too few days',
    facts: server(path, '--audit-log-maxage=7', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['fail'],
    saw: /maxage is 7, less than 30/,
  },
  {
    name: 'no number',
    facts: server(path, '--audit-log-maxage=month', '--audit-log-maxbackup=10', '--audit-log-maxsize=100'),
    verdicts: ['fail'],
  },
  { name: 'standard output', facts: server('--audit-log-path=-'), verdicts: ['unknown'] },
  { name: 'arguments not said', facts: containers({ image }), verdicts: ['unknown'] },
  { name: 'no audit log', facts: server(), verdicts: [] },
]);
