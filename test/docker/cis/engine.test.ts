/** CIS Docker on real engines that the test configures itself, badly and well: every item that can be read gets the right verdict. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ItemVerdict } from '../../../src/model/audit.ts';
import { noDockerd, startDockerd, type Dockerd } from '../../real/dockerd.ts';
import { audited, type Audited } from './audited.ts';
import { badFiles, hardenedFiles, plantRoot, type PlantedRoot } from './root.ts';

const run = promisify(execFile);
const rootfs = join(import.meta.dirname, '../../../../shared/data/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
const why = noDockerd();

/** Items that nothing which can be read answers, and those that are answered only where they fail. */
const manual = ['1.2.1', '4.3', '4.12', '5.28', '7.4', '7.6', '7.8', '7.9'];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function expectAll(items: Audited, expected: Readonly<Record<ItemVerdict, string>>): void {
  const wrong = Object.entries(expected).flatMap(([verdict, list]) =>
    words(list)
      .filter((item) => item !== '' && items.verdict(item) !== verdict)
      .map((item) => `${items.why(item)} (wanted: ${verdict})`),
  );
  assert.deepEqual(wrong, []);
  const named = new Set(Object.values(expected).flatMap(words));
  assert.deepEqual(
    items.report.items.map(({ item }) => item).filter((item) => !named.has(item)),
    [],
    'every item is expected to be something',
  );
}

/** An authorization plugin that lets everything pass (docs.docker.com, "Access authorization plugin"). */
async function startPlugin(socket: string): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    const answer = request.url === '/Plugin.Activate' ? { Implements: ['authz'] } : { Allow: true };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return server;
}

/** A key and a certificate of an authority, of a server and of nobody else. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  await openssl(...words('req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca-key.pem -out ca.pem'));
  await openssl(...words('req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out server.csr'));
  await openssl(
    ...words('x509 -req -in server.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -out cert.pem'),
  );
}

describe('CIS Docker on an engine that is set up badly', { skip: why ?? false }, () => {
  let engine: Dockerd;
  let root: PlantedRoot;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-bad-'));
    root = await plantRoot(badFiles());
    writeFileSync(join(folder, 'plimsoll.yaml'), 'trust: { sources: [registry.example/], engineUsers: [] }\n');
    mkdirSync(join(folder, 'shared'));
    engine = await startDockerd(
      {
        'log-level': 'debug',
        'insecure-registries': ['registry.example:5000'],
        'cgroup-parent': '/plimsoll-bad',
        experimental: true,
      },
      ['--host=tcp://127.0.0.1:23750', '--iptables=false', '--ip6tables=false'],
      { mounts: { [join(folder, 'shared')]: join(folder, 'shared') } },
    );
    const docker = (line: string): Promise<string> => engine.docker(...words(line));
    await engine.docker('import', '--change', 'CMD ["sleep","3600"]', rootfs, 'alpine:bad');
    for (const name of ['spare:1', 'spare:2', 'spare:3']) await engine.docker('import', '-m', name, rootfs, name);
    await docker('swarm init --listen-addr 0.0.0.0:2377 --advertise-addr 127.0.0.1 --cert-expiry 8760h');
    await docker(`run -d --name open --privileged --pid=host --network=host --ipc=host --uts=host -v /etc:/host/etc
      -v ${engine.socket}:/var/run/docker.sock --cgroup-parent=/other --ulimit core=-1 --restart=always
      --security-opt seccomp=unconfined -e PASSWORD=admin alpine:bad`);
    await docker(`run -d --name web -p 80:80 --security-opt label=disable --security-opt apparmor=unconfined
      --device /dev/zero:/dev/x -v ${join(folder, 'shared')}:/d:shared alpine:bad`);
    // A script goes by its own name in the kernel, whoever runs it.
    await engine.docker(
      'exec',
      'web',
      'sh',
      '-c',
      'printf "#!/bin/sh\\nsleep 600 & wait\\n" > /sshd && chmod +x /sshd',
    );
    await docker('exec -d web /sshd');
    await docker('exec -d --privileged open sleep 600');
    await docker('exec -d -u root web sleep 600');
    for (let count = 0; count < 3; count++) await docker('run --network none alpine:bad true');
    await Promise.all([
      run('chmod', ['666', engine.socket, join(engine.folder, 'daemon.json')]),
      run('chown', ['1000', engine.socket, join(engine.folder, 'daemon.json')]),
      run('chown', ['1000', join(engine.folder, 'exec/containerd/containerd.sock')]),
      run('chmod', ['667', join(engine.folder, 'exec/containerd/containerd.sock')]),
    ]);
  });
  after(async () => {
    await engine?.stop();
    await root?.close();
    for (const one of [folder, root?.folder]) if (one !== undefined) rmSync(one, { recursive: true, force: true });
  });

  it('fails wherever something was set up badly', async () => {
    const target = [`docker:unix://${engine.socket}`, `host:${root.folder}`];
    const items = await audited([...target, '--config', join(folder, 'plimsoll.yaml')]);
    expectAll(items, {
      fail: `1.1.2 1.1.3 1.1.4 1.1.5 1.1.6 1.1.7 1.1.8 1.1.9 1.1.10 1.1.11 1.1.12 1.1.13 1.1.14 1.1.15 1.1.16 1.1.17
        1.1.18 2.1 2.2 2.3 2.4 2.5 2.8 2.9 2.10 2.11 2.13 2.14 2.15 2.16 2.17 2.19 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9
        3.10 3.11 3.12 3.13 3.14 3.15 3.16 3.17 3.18 3.19 3.20 3.21 3.22 3.23 3.24 4.1 4.2 4.6 4.10 5.1 5.2 5.3 5.4 5.5
        5.6 5.7 5.8 5.9 5.10 5.11 5.12 5.13 5.14 5.15 5.16 5.17 5.18 5.19 5.20 5.21 5.22 5.23 5.24 5.25 5.26 5.27 5.29
        5.30 5.31 5.32 6.1 6.2 7.3 7.5 7.7`,
      // No aufs, no devicemapper and no engine without seccomp can be had on this machine; images were imported, not built.
      pass: '1.1.1 2.6 2.7 2.12 2.18 4.7 4.9 7.1',
      // Distributions mend their Docker without a new version; images are not scanned; the root file system has no sockets.
      unknown: '1.2.2 4.4 4.5 4.8 4.11 7.2',
      manual: manual.join(' '),
    });
  });

  it('the running host stands in for a root file system', async () => {
    const items = await audited([`docker:unix://${engine.socket}`]);
    // Audit rules and units are those of the machine; what is in the folder of the engine was set up here.
    for (const item of words('1.1.1 3.15 3.16 3.17 3.18 3.23 3.24 5.7 7.2'))
      assert.equal(items.verdict(item), 'fail', items.why(item));
  });

  it('another user is told of no pass that root does not see', async () => {
    await run('chmod', ['711', engine.folder]);
    const target = [`docker:unix://${engine.socket}`];
    const [own, other] = await Promise.all([
      audited(target),
      audited(target, 'cis-docker@1.8.0', { uid: 65_534, gid: 65_534 }),
    ]);
    assert.equal(other.verdict('5.5'), 'fail', 'it may ask the engine');
    const passes = other.report.items.filter(({ item, verdict }) => verdict === 'pass' && own.verdict(item) !== 'pass');
    assert.deepEqual(
      passes.map(({ item }) => `${other.why(item)}, and for root ${own.why(item)}`),
      [],
    );
  });

  it('says the same by the older numbers', async () => {
    const [newer, older] = await Promise.all(
      ['cis-docker@1.8.0', 'cis-docker@1.6.0'].map((name) => audited([`docker:unix://${engine.socket}`], name)),
    );
    for (const { item, verdict } of older!.report.items) {
      const number = /^2\.(\d+)$/.exec(item)?.[1];
      const now = number !== undefined && Number(number) >= 7 ? `2.${Number(number) + 1}` : item;
      assert.equal(newer!.verdict(now), verdict, `${item} was ${now}`);
    }
  });
});

describe('CIS Docker on an engine that is hardened', { skip: why ?? false }, () => {
  let engine: Dockerd;
  let root: PlantedRoot;
  let folder: string;
  let plugin: Server;
  let home: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-good-'));
    home = mkdtempSync(join(tmpdir(), 'plimsoll-dockerd-'));
    root = await plantRoot(hardenedFiles());
    writeFileSync(join(folder, 'plimsoll.yaml'), 'trust: { sources: [docker.io/library/hardened], engineUsers: [] }\n');
    plugin = await startPlugin(join(folder, 'authz.sock'));
    mkdirSync(join(folder, 'etc/plugins'), { recursive: true });
    writeFileSync(join(folder, 'etc/plugins/authz.spec'), `unix://${join(folder, 'authz.sock')}`);
    for (const name of ['subuid', 'subgid'])
      writeFileSync(join(folder, name), 'nobody:100000:65536\nnogroup:100000:65536\n');
    await makeCertificates(folder);
    // Remapped users must get through to what is theirs.
    await run('chmod', ['711', home]);
    mkdirSync(join(home, 'data'));
    await run('mount', ['-t', 'tmpfs', 'tmpfs', join(home, 'data')]);
    engine = await startDockerd(
      {
        icc: false,
        'no-new-privileges': true,
        'live-restore': true,
        'userland-proxy': false,
        'userns-remap': 'nobody:nogroup',
        'authorization-plugins': ['authz'],
        'default-ulimits': { nofile: { Name: 'nofile', Soft: 1024, Hard: 2048 } },
        'log-driver': 'syslog',
        'log-opts': { 'syslog-address': 'udp://172.17.0.99:514' },
        tlsverify: true,
        tlscacert: join(folder, 'ca.pem'),
        tlscert: join(folder, 'cert.pem'),
        tlskey: join(folder, 'key.pem'),
      },
      ['--host=tcp://127.0.0.1:2376', '--default-runtime=runc'],
      {
        folder: home,
        mounts: {
          '/etc/docker': join(folder, 'etc'),
          '/etc/subuid': join(folder, 'subuid'),
          '/etc/subgid': join(folder, 'subgid'),
        },
      },
    );
    const docker = (line: string): Promise<string> => engine.docker(...words(line));
    await engine.docker(
      ...words('import --change'),
      'CMD ["sleep","3600"]',
      '--change',
      'USER 1000:1000',
      '--change',
      'HEALTHCHECK CMD true',
      rootfs,
      'hardened:1',
    );
    await docker('network create app');
    await docker(`run -d --name app --cap-drop=ALL --security-opt=no-new-privileges --read-only --memory=64m --cpus=0.5
      --pids-limit=50 --network=app --restart=on-failure:3 --cgroupns=private hardened:1`);
  });
  after(async () => {
    await engine?.stop();
    await root?.close();
    plugin?.close();
    await run('umount', [join(home, 'data')]).catch(() => {});
    for (const one of [folder, home, root?.folder])
      if (one !== undefined) rmSync(one, { recursive: true, force: true });
  });

  it('passes wherever something was hardened', async () => {
    const target = [`docker:unix://${engine.socket}`, `host:${root.folder}`];
    const items = await audited([...target, '--config', join(folder, 'plimsoll.yaml')]);
    const options = await engine.docker('info', '--format', '{{.SecurityOptions}}');
    const modules = { apparmor: options.includes('apparmor'), selinux: options.includes('selinux') };
    expectAll(items, {
      pass: `1.1.1 1.1.2 1.1.3 1.1.4 1.1.5 1.1.6 1.1.7 1.1.8 1.1.9 1.1.10 1.1.11 1.1.12 1.1.13 1.1.14 1.1.15 1.1.16
        1.1.17 1.1.18 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.18 2.19 3.1 3.2 3.3 3.4
        3.5 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.15 3.16 3.17 3.18 3.19 3.20 3.21 3.22 3.23 3.24 4.1 4.2 4.6 4.7
        4.9 4.10 5.1 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 5.12 5.13 5.14 5.15 5.16 5.17 5.18 5.19 5.20 5.21 5.22
        5.25 5.26 5.27 5.29 5.30 5.31 5.32 6.1 6.2 7.1 7.2 7.3 7.5 7.7
        ${modules.apparmor ? '5.2' : ''} ${modules.selinux ? '5.3' : ''}`,
      // An engine without root needs a machine that lets users make user namespaces and networks.
      fail: '2.1',
      // Distributions mend their Docker without a new version; images are not scanned; no engine remembers what was executed.
      // Where the kernel has no AppArmor or no SELinux, nothing confines by it.
      unknown: `1.2.2 4.4 4.5 4.8 4.11 5.23 5.24 ${modules.apparmor ? '' : '5.2'} ${modules.selinux ? '' : '5.3'}`,
      manual: manual.join(' '),
    });
  });

  it('its data has a file system of its own', async () => {
    const items = await audited([`docker:unix://${engine.socket}`]);
    for (const item of words('1.1.1 3.17 3.18 3.23 3.24')) assert.equal(items.verdict(item), 'pass', items.why(item));
  });
});

describe('CIS Docker on a swarm that is hardened', { skip: why ?? false }, () => {
  let engine: Dockerd;
  before(async () => {
    engine = await startDockerd({}, [], { mounts: {} });
    const docker = (line: string): Promise<string> => engine.docker(...words(line));
    await docker('swarm init --listen-addr 172.17.0.1:2377 --advertise-addr 172.17.0.1 --autolock --cert-expiry 720h');
    // The network through which services are published is made without encryption; one takes its place.
    await ask(engine.socket, 'DELETE', '/networks/ingress');
    await made(() => docker('network create --ingress --driver overlay --opt encrypted ingress'));
    await docker('network create --driver overlay --opt encrypted app');
  });
  after(async () => engine?.stop());

  it('passes', async () => {
    const items = await audited([`docker:unix://${engine.socket}`]);
    for (const item of words('7.1 7.2 7.3 7.5 7.7')) assert.equal(items.verdict(item), 'pass', items.why(item));
    assert.equal(items.verdict('5.1'), 'fail');
  });

  it('fails again with one network in plain', async () => {
    await engine.docker(...words('network create --driver overlay plain'));
    const items = await audited([`docker:unix://${engine.socket}`]);
    assert.equal(items.verdict('7.3'), 'fail', items.why('7.3'));
  });
});

async function ask(socketPath: string, method: string, path: string): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, method, path }, resolve).on('error', reject).end();
  });
  answer.resume();
  assert.ok((answer.statusCode ?? 500) < 300, `${method} ${path}: ${answer.statusCode}`);
}

/** The engine takes a network away only after it has said so. */
async function made(make: () => Promise<string>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await make();
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
}
