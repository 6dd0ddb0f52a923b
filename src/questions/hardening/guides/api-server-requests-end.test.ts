import { pod, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiServerRequestsEnd } from './api-server-requests-end.ts';

checkTable(apiServerRequestsEnd, [
  { name: 'by default', facts: pod('kube-apiserver'), verdicts: ['pass'] },
  { name: 'five minutes', facts: pod('kube-apiserver', '--request-timeout=5m'), verdicts: ['pass'] },
  {
    name: 'an hour',
    facts: pod('kube-apiserver', '--request-timeout=1h0m0s'),
    verdicts: ['fail'],
    saw: /3600 seconds/,
  },
  { name: 'for ever', facts: pod('kube-apiserver', '--request-timeout=0'), verdicts: ['fail'], saw: /for ever/ },
  {
    name: 'no duration',
    facts: pod('kube-apiserver', '--request-timeout=60'),
    verdicts: ['unknown'],
    saw: /no duration/,
  },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
]);
