import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nodeFile } from '../../../../test/checks/node.ts';
import { checkTable, evaluate } from '../../../../test/checks/table.ts';
import { kubernetesFilesClosed } from './kubernetes-files-closed.ts';

checkTable(
  kubernetesFilesClosed,
  [
    { name: 'closed manifest', facts: [nodeFile('manifest of etcd', 0o600)], verdicts: ['pass'] },
    { name: 'more closed than asked', facts: [nodeFile('manifest of etcd', 0o400)], verdicts: ['pass'] },
    {
      name: 'open to a group',
      facts: [nodeFile('manifest of etcd', 0o640)],
      verdicts: ['fail'],
      saw: /0640, more than 0600/,
    },
    // 0700 is a smaller number than 0644 in no digit: bits are compared, not numbers.
    { name: 'executable by its owner', facts: [nodeFile('Kubernetes key', 0o700)], verdicts: ['fail'] },
    { name: 'setuid', facts: [nodeFile('Kubernetes certificate', 0o4644)], verdicts: ['fail'], saw: /4644/ },
    { name: 'a certificate may be read', facts: [nodeFile('Kubernetes certificate', 0o644)], verdicts: ['pass'] },
    { name: 'data of etcd', facts: [nodeFile('etcd data', 0o700)], verdicts: ['pass'] },
    { name: 'data of etcd that others list', facts: [nodeFile('etcd data', 0o755)], verdicts: ['fail'] },
    {
      name: 'could not be looked at',
      facts: [nodeFile('manifest of etcd', null)],
      verdicts: ['unknown'],
      saw: /denied/,
    },
    { name: 'no control plane here', facts: [nodeFile('manifest of etcd')], verdicts: [] },
    { name: 'a proxy without a file', facts: [nodeFile('kubeconfig of kube-proxy')], verdicts: ['pass'] },
    {
      name: 'a folder among files',
      facts: [nodeFile('network plugin configuration', 0o755, 'root', 'root', { type: 'folder' })],
      verdicts: [],
    },
    {
      name: 'what keeps the folder of plugins',
      facts: [nodeFile('network plugin configuration', 0o644, 'root', 'root', { path: '/etc/cni/net.d/.keep' })],
      verdicts: [],
    },
    { name: 'another guide', facts: [nodeFile('daemon.json', 0o777)], verdicts: [] },
    { name: 'only owners are asked of the folder', facts: [nodeFile('Kubernetes PKI', 0o777)], verdicts: [] },
  ],
  { unshown: 'modes of files of a node are not written in a file' },
);

it('what others may write, or read of what lets them in, is worse than the rest', () => {
  const severity = (role: string, mode: number): string | undefined =>
    evaluate(kubernetesFilesClosed, [nodeFile(role, mode)])[0]?.severity;
  assert.equal(severity('manifest of etcd', 0o644), undefined);
  assert.equal(severity('manifest of etcd', 0o602), 'high');
  assert.equal(severity('Kubernetes key', 0o640), 'high');
  assert.equal(severity('kubeconfig of kubelet', 0o604), 'high');
});
