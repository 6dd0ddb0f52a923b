import assert from 'node:assert/strict';
import { file, process } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { readConfigz } from '../../../readers/configuration/configz.ts';
import { kubeletLimits } from './kubelet-limits.ts';

const good = 'kind: KubeletConfiguration\npodPidsLimit: 2048\nseccompDefault: true\n';
const kubelet = (more: string, ...flags: string[]) => [
  process('kubelet', '--config=/k.yaml', ...flags),
  file('kubelet', '/k.yaml', `${good}${more}`),
];
/** As kubeadm keeps it in the cluster. */
const kept = (text: string) => {
  const one = file('kubelet', 'kubelet', `kind: KubeletConfiguration\n${text}`, 'admitted');
  return {
    ...one,
    subject: { source: 'kubernetes', kind: 'ConfigMap', namespace: 'kube-system', name: 'kubelet-config' },
  };
};
const answer = (kubeletconfig: object) => {
  const [one] = readConfigz({ kubeletconfig }, { source: 'kubernetes', node: 'n1', api: 'GET /configz' });
  assert.ok(one !== undefined && 'fact' in one);
  return one.fact;
};
const all = ['pass', 'pass', 'pass', 'pass', 'pass', 'pass'] as const;

checkTable(kubeletLimits, [
  { name: 'all', facts: kubelet(''), verdicts: [...all] },
  {
    name: 'a configuration alone says nothing of the name',
    facts: [file('kubelet', '/k.yaml', good)],
    verdicts: ['pass', 'pass', 'pass', 'pass', 'pass'],
  },
  {
    name: 'by default',
    facts: [process('kubelet')],
    verdicts: ['pass', 'pass', 'pass', 'pass', 'fail', 'fail'],
    saw: /no limit/,
  },
  {
    name: 'streams for ever',
    facts: kubelet('streamingConnectionIdleTimeout: 0s'),
    verdicts: ['fail', ...all.slice(1)],
    saw: /for ever/,
  },
  {
    name: 'chains left to others',
    facts: kubelet('', '--make-iptables-util-chains=false'),
    verdicts: ['pass', 'fail', ...all.slice(2)],
  },
  {
    name: 'another name',
    facts: kubelet('', '--hostname-override', 'n1'),
    verdicts: ['pass', 'pass', 'fail', 'pass', 'pass', 'pass'],
    saw: /n1/,
  },
  {
    name: 'few events',
    facts: kubelet('eventRecordQPS: 1'),
    verdicts: ['pass', 'pass', 'pass', 'fail', 'pass', 'pass'],
  },
  { name: 'all events', facts: kubelet('eventRecordQPS: 0'), verdicts: [...all] },
  {
    name: 'what is kept for nodes that were not asked',
    facts: [kept('podPidsLimit: -1\nseccompDefault: true')],
    verdicts: ['unknown', 'unknown', 'unknown', 'fail', 'unknown'],
    saw: /nodes were not asked/,
  },
  {
    name: 'what a node answers, and not what is kept for it',
    facts: [kept(''), answer({ podPidsLimit: 100, seccompDefault: true })],
    verdicts: ['pass', 'pass', 'pass', 'pass', 'pass'],
  },
  { name: 'no duration', facts: kubelet('streamingConnectionIdleTimeout: 4'), verdicts: ['unknown', ...all.slice(1)] },
]);
