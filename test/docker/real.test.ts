import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { dockerCollector, engineAnswers } from '../../src/collectors/docker/docker.ts';
import type { Engine } from '../../src/facts/engine.ts';
import type { HostProcess } from '../../src/facts/host-process.ts';
import type { Image } from '../../src/facts/image.ts';
import type { Container, Workload } from '../../src/facts/workload.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';
import { noDockerd, startDockerd, type Dockerd } from '../real/dockerd.ts';

const run = promisify(execFile);
const rootfs = join(import.meta.dirname, '../../../shared/data/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
const why = noDockerd();

async function collect(address: string): Promise<{ facts: Fact[]; gaps: Gap[] }> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  const all: Sighting[] = [];
  for await (const one of dockerCollector.collect({ address, environment: {} }, context)) all.push(one);
  return {
    facts: all.flatMap((one) => ('fact' in one ? [one.fact] : [])),
    gaps: all.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

function workloadOf(
  facts: readonly Fact[],
  name: string,
): { workload: Workload; container: Container; fact: Fact<Workload> } {
  const fact = facts.find((one) => one.kind === 'workload' && one.subject.name === name) as Fact<Workload> | undefined;
  assert.ok(fact, `${name} was seen`);
  return { fact, workload: fact.value, container: fact.value.containers[0]! };
}

/** The kernel's own words, read here and not by the collector. */
function kernel(pid: number): { status: Map<string, string>; shares: (namespace: string) => boolean } {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n');
  const status = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    status,
    shares: (namespace) => readlinkSync(`/proc/${pid}/ns/${namespace}`) === readlinkSync(`/proc/self/ns/${namespace}`),
  };
}

interface Inspect {
  Id: string;
  Image: string;
  State: { Pid: number; Status: string };
  HostConfig: {
    Privileged: boolean;
    ReadonlyRootfs: boolean;
    Memory: number;
    NanoCpus: number;
    PidsLimit: number | null;
    RestartPolicy: { Name: string; MaximumRetryCount: number };
    LogConfig: { Type: string; Config: Record<string, string> };
    CapDrop: string[] | null;
    Sysctls?: Record<string, string>;
  };
  Config: {
    User: string;
    Env: string[] | null;
    Cmd: string[] | null;
    Image: string;
    Labels: Record<string, string>;
    Healthcheck?: { Test: string[] };
  };
  Mounts: { Source: string; Destination: string; RW: boolean; Propagation: string }[];
  NetworkSettings: { Networks: Record<string, unknown> };
}

describe('a real Docker engine', { skip: why ?? false }, () => {
  let engine: Dockerd;
  let address: string;

  before(async () => {
    engine = await startDockerd({ 'log-opts': { 'max-size': '20m' }, 'no-new-privileges': false });
    address = `unix://${engine.socket}`;
    await engine.docker(
      'import',
      '--change',
      'CMD ["sleep","3600"]',
      '--change',
      'ENV FROM_IMAGE=yes',
      rootfs,
      'alpine:test',
    );
    await Promise.all([
      engine.docker(
        ...'run -d --name open --privileged --pid=host --network=host --ipc=host --uts=host'.split(' '),
        ...'-v /etc:/host/etc:ro -v /usr:/host/usr -v data:/data'.split(' '),
        ...'--label com.docker.compose.service=web -e TOKEN=abc alpine:test'.split(' '),
      ),
      engine.docker(
        ...'run -d --name locked --cap-drop=ALL --security-opt=no-new-privileges --read-only'.split(' '),
        ...'--user=1000:1000 --memory=64m --cpus=0.5 --pids-limit=50 --network=none'.split(' '),
        ...'--log-opt=max-size=10m --log-opt=max-file=3 --tmpfs=/tmp:ro,noexec --restart=on-failure:5'.split(' '),
        ...'--health-cmd=true --health-interval=1h --sysctl=net.ipv4.ip_unprivileged_port_start=0 alpine:test'.split(
          ' ',
        ),
      ),
    ]);
    await engine.docker('create', '--name', 'made', '--network=container:open', 'alpine:test');
  });
  after(async () => engine?.stop());

  it('answers', async () => {
    assert.equal(await engineAnswers({ address, environment: {} }), true);
    assert.equal(await engineAnswers({ environment: { DOCKER_HOST: address } }), true);
    assert.equal(await engineAnswers({ address: `${address}.not`, environment: {} }), false);
  });

  it('is seen as docker inspect and /proc show it', async () => {
    const { facts, gaps } = await collect(address);
    // This engine may run on control groups v1, where containers see the host's, or with a runtime of its own.
    const unread = gaps.filter(({ code }) => code === 'CONTAINER_SETTING_UNREAD');
    assert.deepEqual(
      gaps.filter((one) => !unread.includes(one)),
      [],
    );
    for (const { subject, at } of unread) {
      const [inspect] = JSON.parse(await engine.docker('inspect', subject.replace('container ', ''))) as [Inspect];
      const { CgroupnsMode, Runtime } = inspect.HostConfig as unknown as Record<string, string>;
      if (at?.place === 'HostConfig.CgroupnsMode') assert.equal(CgroupnsMode, 'host');
      else assert.notEqual(Runtime, 'runc', at?.place);
    }
    for (const name of ['open', 'locked']) {
      const [inspect] = JSON.parse(await engine.docker('inspect', name)) as [Inspect];
      const { workload, container, fact } = workloadOf(facts, name);
      const { HostConfig: host, Config: config } = inspect;
      assert.equal(fact.stage, 'running');
      assert.equal(container.pid.value, inspect.State.Pid);
      assert.equal(container.image.value, config.Image);
      assert.equal(container.privileged.value, host.Privileged);
      assert.equal(container.readOnlyRoot.value, host.ReadonlyRootfs);
      assert.equal(container.memoryLimit.value, host.Memory);
      assert.equal(container.cpuLimit.value, host.NanoCpus / 1e9);
      assert.equal(container.pidsLimit.value, host.PidsLimit ?? 0);
      assert.equal(container.restart.value?.split(':')[0], host.RestartPolicy.Name);
      assert.deepEqual(container.logging.value, { driver: host.LogConfig.Type, options: host.LogConfig.Config });
      assert.deepEqual(container.capabilitiesDropped.value, host.CapDrop ?? []);
      assert.deepEqual(
        Object.fromEntries((container.sysctls.value ?? []).map((one) => [one.name, one.value])),
        host.Sysctls ?? {},
      );
      assert.deepEqual(
        container.environment.map((one) => `${one.name}=${one.value.value}`),
        config.Env ?? [],
      );
      assert.deepEqual(container.arguments.value, config.Cmd ?? []);
      assert.equal(container.health.value?.disabled, config.Healthcheck === undefined);
      assert.deepEqual({ ...workload.labels }, config.Labels);
      assert.deepEqual(workload.networks.value, Object.keys(inspect.NetworkSettings.Networks));
      for (const mount of inspect.Mounts) {
        const seen = container.mounts.find(({ target }) => target === mount.Destination);
        assert.equal(seen?.readOnly.value, !mount.RW);
        assert.equal(seen?.propagation.value ?? '', mount.Propagation);
      }

      const { status, shares } = kernel(inspect.State.Pid);
      assert.equal(workload.hostPid.value, shares('pid'));
      assert.equal(workload.hostIpc.value, shares('ipc'));
      assert.equal(workload.hostNetwork.value, shares('net'));
      assert.equal(workload.hostUts.value, shares('uts'));
      assert.equal(workload.userNamespace.value, !shares('user'));
      assert.equal(container.allowPrivilegeEscalation.value, status.get('NoNewPrivs') === '0');
      assert.equal(container.seccomp.value?.type === 'unconfined', status.get('Seccomp') === '0');
      assert.equal(container.user.value, status.get('Uid')!.split(/\s+/)[1]);
      const bits = BigInt(`0x${status.get('CapBnd')}`)
        .toString(2)
        .replaceAll('0', '').length;
      assert.equal(container.capabilitiesHeld.value?.length, bits);
      assert.equal(container.seccomp.at.file, `/proc/${inspect.State.Pid}/status`);
    }
  });

  it('tells the open container from the locked one', async () => {
    const { facts } = await collect(address);
    const open = workloadOf(facts, 'open');
    const locked = workloadOf(facts, 'locked');
    const judged = ({ workload, container }: typeof open) => ({
      privileged: container.privileged.value,
      hosts: [workload.hostPid, workload.hostIpc, workload.hostNetwork, workload.hostUts].map(({ value }) => value),
      seccomp: container.seccomp.value?.type,
      procMount: container.procMount.value,
      escalation: container.allowPrivilegeEscalation.value,
      user: container.user.value,
      mayAdmin: container.capabilitiesHeld.value?.includes('SYS_ADMIN'),
      paths: workload.volumes.flatMap(({ hostPath }) => hostPath?.value ?? []),
      restart: container.restart.value,
    });
    assert.deepEqual(judged(open), {
      privileged: true,
      hosts: [true, true, true, true],
      seccomp: 'unconfined',
      procMount: 'Unmasked',
      escalation: true,
      user: '0',
      mayAdmin: true,
      paths: ['/etc', '/usr'],
      restart: 'no',
    });
    assert.deepEqual(judged(locked), {
      privileged: false,
      hosts: [false, false, false, false],
      seccomp: 'default',
      procMount: 'Default',
      escalation: false,
      user: '1000',
      mayAdmin: false,
      paths: [],
      restart: 'on-failure:5',
    });
    assert.deepEqual(locked.container.capabilitiesHeld.value, []);
    assert.equal(locked.container.mounts.find(({ target }) => target === '/tmp')?.readOnly.value, true);
  });

  it('reads a container that was never started from its configuration, through the one it shares with', async () => {
    const { fact, workload, container } = workloadOf((await collect(address)).facts, 'made');
    assert.equal(fact.stage, 'admitted');
    assert.match(fact.at.note ?? '', /^created/);
    assert.equal(workload.hostNetwork.value, true);
    assert.equal(workload.hostPid.value, false);
    assert.equal(container.pid.value, undefined);
    assert.equal(container.user.value, 'root');
  });

  it('sees the engine, its configuration, its images and the programs of its host', async () => {
    const { facts } = await collect(address);
    const found = facts.find(({ kind }) => kind === 'engine') as Fact<Engine>;
    const { value } = found;
    assert.equal(value.version.value, await engine.docker('version', '--format', '{{.Server.Version}}'));
    assert.equal(value.kernelVersion.value, readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim());
    assert.equal(value.iptables.value, false);
    assert.equal(value.userlandProxy.value, true);
    assert.equal(value.noNewPrivileges.value, false);
    assert.equal(value.noNewPrivileges.at.line, 5);
    assert.deepEqual(value.loggingOptions.value, { 'max-size': '20m' });
    assert.deepEqual(value.listens.value, [address]);
    assert.equal(value.socketMode.value, 0o660);
    assert.equal(value.socketOwner.value?.uid, 0);
    assert.ok(facts.some(({ kind }) => kind === 'configuration'));
    const image = facts.find(({ kind }) => kind === 'image') as Fact<Image>;
    assert.deepEqual(image.value.references, ['alpine:test']);
    assert.equal(image.value.id, await engine.docker('inspect', '--format', '{{.Id}}', 'alpine:test'));
    assert.deepEqual(image.value.command.value, ['sleep', '3600']);
    assert.equal(image.value.layers.length, 1);
    assert.equal(image.value.layers[0]?.verified.value, undefined);
    const processes = facts.filter(({ kind }) => kind === 'host-process') as Fact<HostProcess>[];
    assert.ok(
      processes.some(({ value: one }) => one.pid === engine.pid && one.name === 'dockerd' && one.container === null),
    );
    const id = await engine.docker('inspect', '--format', '{{.Id}}', 'locked');
    assert.ok(processes.some(({ value: one }) => one.name === 'sleep' && one.container === id));
  });

  it('says which container was gone, and keeps the others', async () => {
    const id = await engine.docker('inspect', '--format', '{{.Id}}', 'locked');
    const proxy = await forward(engine, (path) => path.includes(`/containers/${id}/json`));
    try {
      const { facts, gaps } = await collect(`unix://${proxy.path}`);
      const gone = gaps.find(({ code }) => code === 'CONTAINER_VANISHED');
      assert.equal(gone?.subject, 'container locked');
      assert.deepEqual(
        facts
          .filter(({ kind }) => kind === 'workload')
          .map(({ subject }) => subject.name)
          .toSorted(),
        ['made', 'open'],
      );
      // What stands between is no dockerd of this machine, so how dockerd was started is not taken from one.
      const found = facts.find(({ kind }) => kind === 'engine') as Fact<Engine>;
      assert.equal(found.value.iptables.value, undefined);
    } finally {
      proxy.server.close();
    }
  });

  it('says that another user is denied', async () => {
    const proxy = await forward(engine, () => false);
    try {
      chmodSync(proxy.path, 0o600);
      chmodSync(engine.folder, 0o755);
      const script = `
        const { dockerCollector } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/collectors/docker/docker.ts'))});
        const target = { address: ${JSON.stringify(`unix://${proxy.path}`)}, environment: {} };
        const context = { signal: new AbortController().signal, progress() {} };
        console.log(JSON.stringify(await Array.fromAsync(dockerCollector.collect(target, context))));`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { uid: 65534, gid: 65534 });
      const [only, ...rest] = JSON.parse(stdout) as { gap: Gap }[];
      assert.deepEqual(rest, []);
      assert.equal(only?.gap.code, 'ENGINE_DENIED');
      assert.deepEqual(only?.gap.touches, ['*']);
      assert.match(only?.gap.toKnow ?? '', /group/);
    } finally {
      proxy.server.close();
    }
  });

  it('leaves no process of a container out of its user: root beside another is root', async () => {
    await engine.docker('exec', '-d', '-u', '0', 'locked', 'sleep', '3600');
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    assert.ok(pids.length > 0);
    const { container } = workloadOf((await collect(address)).facts, 'locked');
    assert.equal(container.user.value, '0');
    assert.match(container.user.at.note ?? '', /1000/);
  });
});

/** A socket before the engine's that answers 404 for some paths and passes everything else on. */
async function forward(engine: Dockerd, gone: (path: string) => boolean): Promise<{ path: string; server: Server }> {
  const path = join(engine.folder, `proxy-${Math.random().toString(36).slice(2)}.sock`);
  const server = createServer((incoming, outgoing) => {
    if (gone(incoming.url ?? '')) {
      outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"No such container"}');
      return;
    }
    const onward = request({ socketPath: engine.socket, path: incoming.url, method: incoming.method }, (answered) => {
      outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
  server.listen(path);
  await once(server, 'listening');
  return { path, server };
}
