/** Nodes of Kubernetes as copied root file systems: hardened, neglected, and such that cannot be read. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { auditNode, itemsOf, section } from './audit-node.ts';
import { goodApiServer, hardenedNode, neglectedNode, nodeRoot, staticPod, type NodeFiles } from './node-root.ts';

const roots: string[] = [];
function rootOf(files: NodeFiles): string {
  const root = nodeRoot(files);
  roots.push(root);
  return root;
}
after(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** Everything but section 5, which speaks of objects of the API. */
const ofNode = [
  ...section('1.1', 21),
  ...section('1.2', 30),
  ...section('1.3', 7),
  ...section('1.4', 2),
  ...section('2', 7),
  ...section('3.1', 3),
  ...section('3.2', 2),
  ...section('4.1', 10),
  ...section('4.2', 14),
  ...section('4.3', 1),
];
const people = section('3.1', 3);
const without = (...left: readonly string[]): string[] => ofNode.filter((item) => !left.includes(item));
/** Without root no file can be given to another user. */
const skip = process.getuid?.() === 0 ? false : 'files of root and etcd can be made by root alone';

describe('a hardened node', { skip }, () => {
  for (const version of ['2.0.1', '1.12'])
    it(`passes every item of ${version} that its files and arguments answer`, async () => {
      const items = await auditNode(`host:${rootOf(hardenedNode)}`, { version });
      assert.deepEqual(itemsOf(items, 'manual'), people);
      assert.deepEqual(itemsOf(items, 'unknown'), []);
      assert.deepEqual(itemsOf(items, 'fail'), []);
      assert.deepEqual(itemsOf(items, 'pass'), without(...people));
    });

  it('shows for each item where to look again', async () => {
    const root = rootOf(hardenedNode);
    const items = await auditNode(`host:${root}`);
    const evidence = (item: string) => items.get(item)!.outcomes.flatMap((outcome) => outcome.evidence);
    assert.ok(join('/', evidence('1.1.11')[0]?.file ?? '').endsWith(`${basename(root)}/var/lib/etcd`));
    assert.match(evidence('1.2.8')[0]?.place ?? '', /^spec\.containers\[0\]\.command\[\d+\]$/);
    assert.match(evidence('1.2.8')[0]?.file ?? '', /\/etc\/kubernetes\/manifests\/kube-apiserver\.yaml$/);
    assert.equal(evidence('4.2.13')[0]?.place, 'podPidsLimit');
    for (const { item, outcomes } of items.values())
      for (const one of outcomes)
        if (one.references.some(({ standard }) => standard === 'cis-kubernetes') && one.check.startsWith('HRD-7'))
          assert.deepEqual(
            one.references.filter((reference) => reference.item === item).length,
            1,
            `${item}: ${one.check} speaks to it by name`,
          );
  });
});

describe('a neglected node', { skip }, () => {
  it('fails every item that is wrong there', async () => {
    const items = await auditNode(`host:${rootOf(neglectedNode)}`);
    assert.deepEqual(itemsOf(items, 'manual'), people);
    // There is no audit policy that could cover anything.
    assert.deepEqual(itemsOf(items, 'unknown'), ['3.2.2']);
    assert.deepEqual(itemsOf(items, 'pass'), []);
    assert.deepEqual(itemsOf(items, 'fail'), without(...people, '3.2.2'));
  });
});

describe('one thing is wrong', { skip }, () => {
  /** What fails or is unknown when one file of the hardened node is another. */
  async function changed(files: NodeFiles): Promise<Record<'fail' | 'unknown', string[]>> {
    const items = await auditNode(`host:${rootOf({ ...hardenedNode, ...files })}`);
    return { fail: itemsOf(items, 'fail'), unknown: itemsOf(items, 'unknown') };
  }
  const manifests = '/etc/kubernetes/manifests';
  const server = (flags: Readonly<Record<string, string>>) => ({
    [`${manifests}/kube-apiserver.yaml`]: {
      mode: 0o600,
      text: staticPod('kube-apiserver', { ...goodApiServer, ...flags }),
    },
  });

  it('a key that a group reads', async () => {
    assert.deepEqual(await changed({ '/etc/kubernetes/pki/ca.key': { text: 'key', mode: 0o640 } }), {
      fail: ['1.1.21'],
      unknown: [],
    });
  });
  it('a mode without digits above the limit, but with other bits', async () => {
    assert.deepEqual(await changed({ '/etc/kubernetes/admin.conf': { text: 'kind: Config', mode: 0o511 } }), {
      fail: ['1.1.13'],
      unknown: [],
    });
  });
  it('the second administrator that kubeadm makes', async () => {
    assert.deepEqual(await changed({ '/etc/kubernetes/super-admin.conf': { text: 'kind: Config', mode: 0o644 } }), {
      fail: ['1.1.13'],
      unknown: [],
    });
  });
  it('the same in a manifest of another name', async () => {
    const { [`${manifests}/kube-scheduler.yaml`]: file, ...rest } = hardenedNode;
    const items = await auditNode(
      `host:${rootOf({ ...rest, [`${manifests}/planner.yaml`]: { ...file!, mode: 0o644 } })}`,
    );
    assert.deepEqual(itemsOf(items, 'fail'), ['1.1.5']);
  });
  it('one admission plugin off', async () => {
    assert.deepEqual(await changed(server({ 'disable-admission-plugins': 'NamespaceLifecycle' })), {
      fail: ['1.2.13'],
      unknown: [],
    });
  });
  it('Secrets that are written as they are', async () => {
    const text = readFixture('/etc/kubernetes/encryption.yaml').replace('- secretbox: { keys: [] }\n      ', '');
    assert.deepEqual(await changed({ '/etc/kubernetes/encryption.yaml': { text, mode: 0o600 } }), {
      fail: ['1.2.28'],
      unknown: [],
    });
  });
  it('anonymous requests, allowed by a file', async () => {
    const { 'anonymous-auth': _, ...flags } = goodApiServer;
    const path = '/etc/kubernetes/authentication.yaml';
    const manifest = staticPod('kube-apiserver', { ...flags, 'authentication-config': path });
    const text =
      'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\nanonymous: { enabled: true }\n';
    assert.deepEqual(
      await changed({
        [`${manifests}/kube-apiserver.yaml`]: { text: manifest, mode: 0o600 },
        [path]: { text, mode: 0o600 },
      }),
      { fail: ['1.2.1'], unknown: [] },
    );
  });
  it('a flag of the unit over the configuration of the kubelet', async () => {
    const text = 'KUBELET_KUBEADM_ARGS="--anonymous-auth=true --read-only-port=10255"\n';
    assert.deepEqual(await changed({ '/var/lib/kubelet/kubeadm-flags.env': { text, mode: 0o600 } }), {
      fail: ['4.2.1', '4.2.4'],
      unknown: [],
    });
  });
  it('a drop-in over the configuration of the kubelet', async () => {
    const text = 'KUBELET_KUBEADM_ARGS="--config-dir=/etc/kubelet.d"\n';
    assert.deepEqual(
      await changed({
        '/var/lib/kubelet/kubeadm-flags.env': { text, mode: 0o600 },
        '/etc/kubelet.d/50.conf': {
          mode: 0o600,
          text: 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nseccompDefault: false\n',
        },
      }),
      { fail: ['4.2.14'], unknown: [] },
    );
  });
  it('an authority that etcd shares with the cluster', async () => {
    const text = readFixture(`${manifests}/etcd.yaml`).replace(
      'trusted-ca-file=/etc/kubernetes/pki/etcd/',
      'trusted-ca-file=/etc/kubernetes/pki/',
    );
    assert.deepEqual(await changed({ [`${manifests}/etcd.yaml`]: { text, mode: 0o600 } }), {
      fail: ['2.7'],
      unknown: [],
    });
  });
});

function readFixture(path: string): string {
  return hardenedNode[path]!.text!;
}

describe('less of a node', { skip }, () => {
  const files = (keep: (path: string) => boolean): NodeFiles =>
    Object.fromEntries(Object.entries(hardenedNode).filter(([path]) => keep(path)));

  it('without the unit of the kubelet its configuration alone speaks, and not of flags', async () => {
    const items = await auditNode(`host:${rootOf(files((path) => !path.startsWith('/usr/lib/systemd')))}`);
    assert.deepEqual(itemsOf(items, 'fail'), []);
    assert.deepEqual(itemsOf(items, 'unknown'), ['4.1.1', '4.1.2', '4.2.7']);
  });
  it('a worker says nothing of the control plane', async () => {
    const worker = (path: string): boolean =>
      !/manifests|admin\.conf|scheduler|controller|encryption|audit|admission|etcd|\.key$/.test(path);
    const items = await auditNode(`host:${rootOf(files(worker))}`);
    assert.deepEqual(itemsOf(items, 'fail'), []);
    const passes = itemsOf(items, 'pass');
    assert.deepEqual(
      passes.filter((item) => !item.startsWith('4.')),
      // Files of the network plugin and the authority of the cluster are on every node.
      ['1.1.9', '1.1.10', '1.1.19', '1.1.20'],
    );
    assert.deepEqual(
      passes.filter((item) => item.startsWith('4.')),
      [...section('4.1', 10), ...section('4.2', 14), ...section('4.3', 1)],
    );
  });
});

describe('a node that cannot be read', { skip }, () => {
  it('has no item that passes by what was not seen', async () => {
    const root = rootOf(hardenedNode);
    const loop = (path: string): void => {
      rmSync(join(root, path), { recursive: true });
      symlinkSync(path, join(root, path));
    };
    loop('/etc/kubernetes/admin.conf');
    loop('/etc/kubernetes/manifests');
    loop('/var/lib/kubelet/config.yaml');
    const items = await auditNode(`host:${root}`);
    const seen = (item: string): string => items.get(item)!.verdict;
    for (const item of [...section('1.2', 30), ...section('2', 7), '1.1.1', '1.1.13', '1.1.14', '4.1.9'])
      assert.equal(seen(item), 'unknown', item);
    for (const item of ['4.2.1', '4.2.2', '4.2.13']) assert.equal(seen(item), 'unknown', item);
    assert.match(items.get('1.1.13')!.because, /too many symbolic links/);
    // What hides is told as a gap that names the file.
    assert.match(items.get('4.2.1')!.because, /config\.yaml|manifests/);
  });

  it('with a manifest that is no YAML and a configuration that is no text', async () => {
    const root = rootOf(hardenedNode);
    writeFileSync(join(root, '/etc/kubernetes/manifests/kube-apiserver.yaml'), 'spec: [');
    writeFileSync(join(root, '/var/lib/kubelet/config.yaml'), Buffer.from([0, 1, 2, 255]));
    const items = await auditNode(`host:${root}`);
    for (const item of [...section('1.2', 30), ...section('4.2', 6)])
      assert.equal(items.get(item)!.verdict, 'unknown', item);
    // Modes are known of files whose text is not.
    assert.deepEqual(
      ['1.1.1', '1.1.13', '4.1.9'].map((item) => items.get(item)!.verdict),
      ['pass', 'pass', 'pass'],
    );
  });

  it('is asked by a user who may not look into /etc/kubernetes', async () => {
    const root = rootOf({ ...hardenedNode, '/etc/kubernetes': { folder: true, mode: 0o700 } });
    // Node.js itself may be anybody's: the file system alone refuses.
    const { spawnSync } = await import('node:child_process');
    const start = join(import.meta.dirname, '../../src/cli/start.ts');
    const words = [start, 'hardening', 'audit', `host:${root}`, '-s', 'cis-kubernetes@2.0.1', '-f', 'json', '-q'];
    const ran = spawnSync(process.execPath, words, {
      uid: 65534,
      gid: 65534,
      cwd: '/',
      env: { HOME: '/nonexistent', PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    });
    assert.ok(ran.status !== null && ran.status < 3, ran.stderr);
    const report = JSON.parse(ran.stdout) as { items: { item: string; verdict: string; because: string }[] };
    const verdicts = new Map(report.items.map(({ item, verdict }) => [item, verdict]));
    for (const item of [...section('1.1', 8), '1.1.13', '1.1.19', '1.1.21', ...section('1.2', 30), '4.1.5'])
      assert.equal(verdicts.get(item), 'unknown', item);
    assert.ok(report.items.some(({ because }) => /permission/i.test(because)));
  });
});

describe('a host without Kubernetes', () => {
  it('passes nothing', async () => {
    const { '/etc/os-release': release, '/etc/passwd': passwd, '/etc/group': group } = hardenedNode;
    const root = rootOf({ '/etc/os-release': release!, '/etc/passwd': passwd!, '/etc/group': group! });
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    const items = await auditNode(`host:${root}`);
    assert.deepEqual(itemsOf(items, 'pass'), []);
    assert.deepEqual(itemsOf(items, 'fail'), []);
    assert.equal(readFileSync(join(root, 'etc/passwd'), 'utf8').includes('root'), true);
  });
});
