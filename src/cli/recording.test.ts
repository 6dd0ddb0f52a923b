import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keysOf } from './recording.ts';
import type { Target } from './targets.ts';
import type { Terminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-recording-'));
after(() => rmSync(folder, { recursive: true }));
const KUBECONFIG = join(folder, 'config');
const kubeconfig = (current: string): string => `apiVersion: v1
kind: Config
current-context: ${current}
clusters:
  - { name: a, cluster: { server: 'https://a.example:6443' } }
  - { name: b, cluster: { server: 'https://b.example:6443' } }
users: [{ name: u, user: {} }]
contexts:
  - { name: a, context: { cluster: a, user: u } }
  - { name: b, context: { cluster: b, user: u } }
  - { name: also-b, context: { cluster: b, user: u } }
`;

const keys = (targets: readonly Target[], environment: Terminal['environment'] = {}): Promise<string[]> =>
  keysOf(targets, { environment } as Terminal);

describe('what tells targets apart', () => {
  it('is the cluster, not the name or the turn of its context', async () => {
    const named = (context: string | undefined): Target => ({
      kind: 'kubernetes',
      label: `kube:${context ?? ''}`,
      context,
    });
    for (const current of ['a', 'b']) {
      writeFileSync(KUBECONFIG, kubeconfig(current));
      assert.deepEqual(await keys([named(undefined)], { KUBECONFIG }), [`kube:https://${current}.example:6443`]);
    }
    assert.deepEqual(await keys([named('b'), named('also-b')], { KUBECONFIG }), ['kube:https://b.example:6443']);
  });

  it('is the address of an engine, else this host', async () => {
    const engine = (address?: string): Target => ({ kind: 'docker', label: 'docker:', address });
    assert.deepEqual(await keys([engine()]), [`docker:${hostname()}`]);
    assert.deepEqual(await keys([engine()], { DOCKER_HOST: 'tcp://x:1' }), ['docker:tcp://x:1']);
    assert.deepEqual(await keys([engine('tcp://y:1')], { DOCKER_HOST: 'tcp://x:1' }), ['docker:tcp://y:1']);
  });

  it('is a path however it is written, in one order', async () => {
    const folderAt = (path: string, label: string): Target => ({ kind: 'directory', label, path, shown: '' });
    const [here, there] = [folderAt('/b', 'dir:.'), folderAt('/a', 'dir:../a')];
    assert.deepEqual(await keys([here, there, folderAt('/b', 'dir:/b')]), ['directory:/a', 'directory:/b']);
    const host: Target = { kind: 'host', label: 'host:', root: null, shown: '' };
    assert.deepEqual(await keys([host, { ...host, root: '/mnt/x' }]), ['host:/mnt/x', `host:${hostname()}`].toSorted());
  });
});
