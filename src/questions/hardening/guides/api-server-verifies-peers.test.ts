import { pod, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiServerVerifiesPeers } from './api-server-verifies-peers.ts';

const good = [
  'kubelet-client-certificate',
  'kubelet-client-key',
  'kubelet-certificate-authority',
  'etcd-certfile',
  'etcd-keyfile',
  'etcd-cafile',
  'tls-cert-file',
  'tls-private-key-file',
].map((name) => `--${name}=/pki/${name}`);
const all = ['pass', 'pass', 'pass', 'pass', 'pass'] as const;

checkTable(apiServerVerifiesPeers, [
  { name: 'all', facts: pod('kube-apiserver', ...good), verdicts: [...all] },
  {
    name: 'as two words',
    facts: pod('kube-apiserver', ...good.flatMap((word) => word.split('='))),
    verdicts: [...all],
  },
  {
    name: 'with underscores',
    facts: pod(
      'kube-apiserver',
      ...good.map((word) => word.replace('cafile', 'cafile').replaceAll('kubelet-client', 'kubelet_client')),
    ),
    verdicts: [...all],
  },
  { name: 'nothing', facts: pod('kube-apiserver'), verdicts: ['fail', 'fail', 'fail', 'fail', 'fail'] },
  {
    name: 'a key is missing',
    facts: pod('kube-apiserver', ...good.filter((word) => !word.startsWith('--etcd-keyfile'))),
    verdicts: ['pass', 'pass', 'fail', 'pass', 'pass'],
    saw: /has no --etcd-keyfile/,
  },
  {
    name: 'an empty value',
    facts: pod('kube-apiserver', ...good, '--etcd-cafile='),
    verdicts: ['pass', 'pass', 'pass', 'pass', 'fail'],
  },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
]);
