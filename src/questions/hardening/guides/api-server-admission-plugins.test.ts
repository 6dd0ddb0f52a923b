import { pod, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiServerAdmissionPlugins } from './api-server-admission-plugins.ts';

const on = '--enable-admission-plugins=NodeRestriction,AlwaysPullImages,EventRateLimit,DenyServiceExternalIPs';
const all = ['pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass'] as const;

checkTable(apiServerAdmissionPlugins, [
  { name: 'all', facts: pod('kube-apiserver', on), verdicts: [...all] },
  {
    name: 'by default',
    facts: pod('kube-apiserver'),
    verdicts: ['fail', 'fail', 'pass', 'fail', 'pass', 'pass', 'fail'],
    saw: /CVE-2020-8554/,
  },
  {
    name: 'switched off',
    facts: pod('kube-apiserver', on, '--disable-admission-plugins=ServiceAccount,NamespaceLifecycle'),
    verdicts: ['pass', 'pass', 'pass', 'pass', 'fail', 'fail', 'pass'],
  },
  {
    name: 'in both lists',
    facts: pod('kube-apiserver', `${on},ServiceAccount`, '--disable-admission-plugins=ServiceAccount'),
    verdicts: [...all],
  },
  {
    name: 'added by a second flag',
    facts: pod('kube-apiserver', on, '--enable-admission-plugins=AlwaysAdmit'),
    verdicts: ['pass', 'pass', 'fail', 'pass', 'pass', 'pass', 'pass'],
  },
  {
    name: 'the old list is the whole',
    facts: pod('kube-apiserver', '--admission-control=NodeRestriction'),
    verdicts: ['fail', 'fail', 'pass', 'fail', 'fail', 'fail', 'pass'],
  },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
]);
