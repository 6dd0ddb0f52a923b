import { pod, process, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { etcdOwnAuthority } from './etcd-own-authority.ts';

const server = pod('kube-apiserver', '--client-ca-file=/pki/ca.crt');

checkTable(
  etcdOwnAuthority,
  [
    { name: 'its own', facts: [...pod('etcd', '--trusted-ca-file=/pki/etcd/ca.crt'), ...server], verdicts: ['pass'] },
    {
      name: "the cluster's",
      facts: [...pod('etcd', '--trusted-ca-file=/pki/ca.crt'), ...server],
      verdicts: ['fail'],
      saw: /every client/,
    },
    { name: 'none', facts: [...pod('etcd'), ...server], verdicts: ['fail'] },
    {
      name: 'no API server beside it',
      facts: pod('etcd', '--trusted-ca-file=/pki/etcd/ca.crt'),
      verdicts: ['unknown'],
    },
    {
      name: 'an API server of another host',
      facts: [...server, process('etcd', '--trusted-ca-file=/pki/etcd/ca.crt')],
      verdicts: ['unknown'],
    },
    { name: 'arguments not said', facts: [...silentPod('etcd'), ...server], verdicts: ['unknown'] },
  ],
  { unshown: 'it takes etcd and the API server together' },
);
