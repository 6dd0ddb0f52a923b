import { nodeFile } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { kubernetesFilesOwned } from './kubernetes-files-owned.ts';

checkTable(
  kubernetesFilesOwned,
  [
    { name: 'root', facts: [nodeFile('unit of kubelet', 0o600)], verdicts: ['pass'] },
    { name: 'a user', facts: [nodeFile('unit of kubelet', 0o600, 'dev')], verdicts: ['fail'], saw: /dev:dev/ },
    {
      name: 'a group',
      facts: [nodeFile('unit of kubelet', 0o600, 'root', 'dev')],
      verdicts: ['fail'],
      saw: /root:dev/,
    },
    { name: 'etcd', facts: [nodeFile('etcd data', 0o700, 'etcd')], verdicts: ['pass'] },
    { name: 'root for etcd', facts: [nodeFile('etcd data', 0o700)], verdicts: ['fail'], saw: /not to etcd:etcd/ },
    { name: 'could not be looked at', facts: [nodeFile('unit of kubelet', null)], verdicts: ['unknown'] },
    { name: 'is not there', facts: [nodeFile('unit of kubelet')], verdicts: [] },
    { name: 'need not be there', facts: [nodeFile('configuration of kubelet')], verdicts: ['pass'] },
    { name: 'only modes are asked of a key', facts: [nodeFile('Kubernetes key', 0o600, 'dev')], verdicts: [] },
  ],
  { unshown: 'owners of files of a node are not written in a file' },
);
