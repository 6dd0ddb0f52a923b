import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { HostAuditRules } from '../../facts/host-audit-rules.ts';
import type { HostFile } from '../../facts/host-file.ts';
import type { HostProcess } from '../../facts/host-process.ts';
import type { HostUnit } from '../../facts/host-unit.ts';
import type { Host } from '../../facts/host.ts';
import type { Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { hostCollector, type HostTarget } from './host.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-host-'));
  plant('etc/passwd', 'root:x:0:0::/root:/bin/sh\n');
  plant('etc/group', 'root:x:0:\ndocker:x:999:ann\n');
});
afterEach(() => rmSync(root, { recursive: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function look(target: Partial<HostTarget> = {}): Promise<{ facts: Fact[]; gaps: Gap[] }> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  const all = await Array.fromAsync(hostCollector.collect({ root, shown: 'golden', ...target }, context));
  return {
    facts: all.flatMap((one) => ('fact' in one ? [one.fact] : [])),
    gaps: all.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

const of = <T>(facts: readonly Fact[], kind: string): T[] =>
  facts.filter((one) => one.kind === kind).map(({ value }) => value as T);
const file = (facts: readonly Fact[], role: string): HostFile[] =>
  of<HostFile>(facts, 'host-file').filter((one) => one.role === role);

describe('a root file system', () => {
  it('is shown by the name that the user gave it', async () => {
    plant('etc/docker/daemon.json', '{}');
    const { facts } = await look();
    const [json] = file(facts, 'daemon.json');
    assert.equal(json?.path, '/etc/docker/daemon.json');
    assert.equal(json.at.file, 'golden/etc/docker/daemon.json');
    assert.deepEqual(
      facts
        .filter(({ kind }) => kind === 'host-file')
        .map(({ subject: { namespace }, stage }) => [namespace, stage])[0],
      ['golden', 'declared'],
    );
  });

  it('has no processes, no loaded rules and no listeners, and does not say that there are none', async () => {
    const { facts } = await look();
    assert.deepEqual(of<HostProcess>(facts, 'host-process'), []);
    const [rules] = of<HostAuditRules>(facts, 'host-audit-rules');
    assert.deepEqual([rules?.loaded.value, rules?.running.value, rules?.declared.value], [undefined, undefined, []]);
    const [host] = of<Host>(facts, 'host');
    assert.equal(host?.listeners.value, undefined);
    assert.equal(host?.mounts.value, undefined, 'without fstab nothing tells of mounts');
  });

  it('without Docker tells nothing of its files', async () => {
    assert.deepEqual(file((await look()).facts, 'daemon.json'), []);
  });

  it('what the unit and daemon.json name is looked at', async () => {
    plant('lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd -H fd://\n');
    plant(
      'etc/systemd/system/docker.service.d/10.conf',
      '[Service]\nEnvironmentFile=/etc/default/docker\nExecStart=\nExecStart=/usr/bin/dockerd $OPTS\n',
    );
    plant('etc/default/docker', 'OPTS="--config-file=/srv/docker.json --data-root /srv/data"\n');
    plant('srv/docker.json', '{ "tlskey": "/srv/key.pem" }');
    plant('srv/key.pem', 'key');
    mkdirSync(join(root, 'srv/data'));
    const { facts, gaps } = await look();
    assert.deepEqual(gaps, []);
    const unit = of<HostUnit>(facts, 'host-unit').find(({ name }) => name === 'docker.service');
    assert.deepEqual(unit?.command.value, [
      '/usr/bin/dockerd',
      '--config-file=/srv/docker.json',
      '--data-root',
      '/srv/data',
    ]);
    assert.deepEqual(unit.dropIns, ['/etc/systemd/system/docker.service.d/10.conf']);
    for (const [role, path] of [
      ['daemon.json', '/srv/docker.json'],
      ['TLS server key', '/srv/key.pem'],
      ['Docker data', '/srv/data'],
    ])
      assert.deepEqual(
        file(facts, role!).map((one) => [one.path, one.type.value !== 'absent']),
        [[path, true]],
      );
  });

  it('the unit of the more important folder counts, and one that is masked starts nothing', async () => {
    plant('lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd\n');
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    symlinkSync('/dev/null', join(root, 'etc/systemd/system/docker.service'));
    plant('dev/null', '');
    const unit = of<HostUnit>((await look()).facts, 'host-unit').find(({ name }) => name === 'docker.service');
    assert.deepEqual([unit?.masked, unit?.command.value], [true, undefined]);
  });

  it('a unit that is masked, and one in the folder of the administrator', async () => {
    plant('dev/null', '');
    plant('usr/bin/dockerd', '');
    const units = async () => file((await look()).facts, 'docker.service').map(({ path, type }) => [path, type.value]);
    plant('usr/local/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd\n');
    assert.deepEqual(await units(), [['/usr/local/lib/systemd/system/docker.service', 'file']]);
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    symlinkSync('/dev/null', join(root, 'etc/systemd/system/docker.service'));
    assert.deepEqual(
      (await units()).map(([, type]) => type),
      ['absent'],
      "the modes of /dev/null are nobody's fault",
    );
  });

  it('keys of Kubernetes lie at any depth, and through links to folders', async () => {
    for (const path of ['ca.key', 'etcd/server.key', 'a/b/c/d.key']) plant(`etc/kubernetes/pki/${path}`, 'k');
    plant('srv/more/e.key', 'k');
    symlinkSync('/srv/more', join(root, 'etc/kubernetes/pki/link'));
    symlinkSync('..', join(root, 'etc/kubernetes/pki/up'));
    const found = new Set(file((await look()).facts, 'Kubernetes key').map(({ target }) => target.value));
    const inside = ['etcd/server.key', 'a/b/c/d.key', 'ca.key'].map((path) => `/etc/kubernetes/pki/${path}`);
    assert.deepEqual(found, new Set([...inside, '/srv/more/e.key']));
  });

  it('where no kubelet was seen, its configuration is not absent', async () => {
    mkdirSync(join(root, 'etc/kubernetes'));
    const seenAs = async () => file((await look()).facts, 'configuration of kubelet').map(({ type }) => type.value);
    assert.deepEqual(await seenAs(), [undefined]);
    plant('lib/systemd/system/kubelet.service', '[Service]\nExecStart=/usr/bin/kubelet\n');
    assert.deepEqual(await seenAs(), ['absent']);
  });

  it('a socket that only a running engine makes is not told to be absent', async () => {
    plant('etc/docker/daemon.json', '{ "hosts": ["unix:///srv/d.sock"], "tlskey": "key.pem" }');
    const { facts } = await look();
    for (const role of ['Docker socket', 'containerd socket', 'containerd folder', 'TLS server key'])
      assert.deepEqual(
        file(facts, role).map(({ type }) => type.value),
        [undefined],
        role,
      );
  });

  it('sees every file that a pattern names, and follows links inside of the root', async () => {
    plant('etc/docker/daemon.json', '{}');
    plant('etc/docker/certs.d/a:5000/ca.crt', 'a');
    plant('etc/docker/certs.d/b/client.key', 'b');
    plant('etc/pki/real.crt', 'c');
    symlinkSync('/etc/pki/real.crt', join(root, 'etc/docker/certs.d/b/ca.crt'));
    symlinkSync('/nowhere', join(root, 'etc/docker/certs.d/b/gone.crt'));
    const found = file((await look()).facts, 'registry certificate');
    assert.deepEqual(
      found.map(({ path, target }) => [path, target.value]),
      [
        ['/etc/docker/certs.d/a:5000/ca.crt', '/etc/docker/certs.d/a:5000/ca.crt'],
        ['/etc/docker/certs.d/b/ca.crt', '/etc/pki/real.crt'],
        ['/etc/docker/certs.d/b/client.key', '/etc/docker/certs.d/b/client.key'],
      ],
    );
  });

  it('joins files of rules in the order of their names, and audit.rules only without them', async () => {
    plant('usr/sbin/auditctl', '');
    plant('etc/audit/audit.rules', '-w /old -p wa\n');
    const declared = async () => {
      const [rules] = of<HostAuditRules>((await look()).facts, 'host-audit-rules');
      return rules?.declared.value?.map(({ text }) => text);
    };
    assert.deepEqual(await declared(), ['-w /old -p wa']);
    plant('etc/audit/rules.d/10-b.rules', '-w /b -p wa\n');
    plant('etc/audit/rules.d/9-a.rules', '-D\n');
    plant('etc/audit/rules.d/README', '-w /no -p wa\n');
    assert.deepEqual(await declared(), ['-D', '-w /b -p wa']);
    // As Debian has it: the rules that come with auditd sort behind those with a number.
    plant('etc/audit/rules.d/audit.rules', '-D\n-e 2\n-w /c -p wa\n');
    assert.deepEqual(await declared(), ['-D', '-w /b -p wa', '-w /c -p wa', '-e 2']);
  });

  it('rules that nothing loads are not told', async () => {
    plant('etc/audit/rules.d/docker.rules', '-w /etc/docker -p wa\n');
    const [rules] = of<HostAuditRules>((await look()).facts, 'host-audit-rules');
    assert.equal(rules?.declared.value, undefined);
    assert.match(rules?.declared.why ?? '', /no auditctl/);
  });

  for (const text of ['[', '{"hosts": 7', '', '[]', '7', '\0']) {
    it(`a daemon.json that holds ${JSON.stringify(text)} takes nothing else with it`, async () => {
      plant('etc/docker/daemon.json', text);
      const { facts } = await look();
      assert.equal(file(facts, 'daemon.json')[0]?.type.value, 'file');
    });
  }

  it('groups that come from elsewhere too are not told', async () => {
    plant('etc/nsswitch.conf', 'group: files sss\n');
    const [host] = of<Host>((await look()).facts, 'host');
    assert.equal(host?.groups.value, undefined);
    assert.match(host?.groups.why ?? '', /sss/);
    plant('etc/nsswitch.conf', 'group: files\ninitgroups: files ldap # more\n');
    assert.match(of<Host>((await look()).facts, 'host')[0]?.groups.why ?? '', /ldap/);
  });
});

describe('the running host', () => {
  it('tells of this very process', async () => {
    const { facts } = await look({ root: null, shown: '' });
    const own = of<HostProcess>(facts, 'host-process').find(({ pid }) => pid === process.pid);
    assert.equal(own?.user, process.getuid?.());
    const [host] = of<Host>(facts, 'host');
    assert.ok(host?.live);
    assert.ok(host.mounts.value?.some(({ point }) => point === '/'));
  });
  it('does not tell of processes that were told of', async () => {
    const { facts } = await look({ root: null, shown: '', processes: false });
    assert.deepEqual(of<HostProcess>(facts, 'host-process'), []);
  });
});
