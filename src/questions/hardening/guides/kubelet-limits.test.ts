import { file, process } from '../../../../test/checks/kubernetes.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { kubeletLimits } from './kubelet-limits.ts';

const good = 'kind: KubeletConfiguration\npodPidsLimit: 2048\nseccompDefault: true\n';
const kubelet = (more: string, ...flags: string[]) => [
  process('kubelet', '--config=/k.yaml', ...flags),
  file('kubelet', '/k.yaml', `${good}${more}`),
];
const all = ['pass', 'pass', 'pass', 'pass', 'pass', 'pass'] as const;

checkTable(kubeletLimits, [
  { name: 'all', facts: kubelet(''), verdicts: [...all] },
  { name: 'a configuration alone says nothing of the name', facts: [file('kubelet', '/k.yaml', good)], verdicts: ['pass', 'pass', 'pass', 'pass', 'pass'] },
  { name: 'by default', facts: [process('kubelet')], verdicts: ['pass', 'pass', 'pass', 'pass', 'fail', 'fail'], saw: /no limit/ },
  { name: 'streams for ever', facts: kubelet('streamingConnectionIdleTimeout: 0s'), verdicts: ['fail', ...all.slice(1)], saw: /for ever/ },
  { name: 'chains left to others', facts: kubelet('', '--make-iptables-util-chains=false'), verdicts: ['pass', 'fail', ...all.slice(2)] },
  { name: 'another name', facts: kubelet('', '--hostname-override', 'n1'), verdicts: ['pass', 'pass', 'fail', 'pass', 'pass', 'pass'], saw: /n1/ },
  { name: 'few events', facts: kubelet('eventRecordQPS: 1'), verdicts: ['pass', 'pass', 'pass', 'fail', 'pass', 'pass'] },
  { name: 'all events', facts: kubelet('eventRecordQPS: 0'), verdicts: [...all] },
  { name: 'no duration', facts: kubelet('streamingConnectionIdleTimeout: 4'), verdicts: ['unknown', ...all.slice(1)] },
]);
