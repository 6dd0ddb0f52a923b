import { join } from 'node:path';
import { dockerCollector } from '../../src/collectors/docker/docker.ts';
import type { HostFirewallForm } from '../../src/facts/host-firewall.ts';
import type { Fact } from '../../src/model/fact.ts';
import { readFirewall } from '../../src/readers/firewall/read-firewall.ts';
import { startDockerd, type Dockerd } from '../real/dockerd.ts';
import { Agent, inside, newNamespace } from './namespaces.ts';

const rootfs = join(import.meta.dirname, '../../../shared/data/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');

/**
 * One engine in a network namespace of its own that stands for its host, a machine on a link of that host
 * which has routes to the networks of the containers (`near`), and one behind a router that has none (`far`).
 *
 *     near 10.77.0.2 ── 10.77.0.1 host 10.78.0.1 ── 10.78.0.2 router 203.0.113.1 ── 203.0.113.2 far
 */
export interface Lab {
  readonly engine: Dockerd;
  readonly agents: ReadonlyMap<string, Agent>;
  /** Addresses of the host that others may try: those of its links and of its bridges. */
  readonly hostAddresses: readonly string[];
  /** Addresses of a container, by its name. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Published ports of a container: `80/TCP` to ports of the host. */
  readonly published: ReadonlyMap<
    string,
    readonly { readonly port: number; readonly protocol: string; readonly hostPort: number }[]
  >;
  readonly facts: readonly Fact[];
  stop(): Promise<void>;
}

export interface LabPlan {
  readonly daemon: object;
  readonly words?: readonly string[];
  /** Of the host, before the engine starts: `net.ipv4.ip_forward=0`. */
  readonly sysctls?: readonly string[];
  /** Folders of another engine than that of the machine. */
  readonly programs?: readonly string[];
  /** Arguments of `docker network create`. */
  readonly networks: readonly (readonly string[])[];
  /** Arguments of `docker run`, and further networks to join. */
  readonly containers: readonly { readonly name: string; readonly run: string; readonly joins?: readonly string[] }[];
  /** Arguments of `iptables` on the host, once all containers run; then its rules are read, and judge as well. */
  readonly rules?: readonly string[];
}

/** Ports that every container listens on. */
export const tcpPorts = [80, 81];
export const udpPorts = [53];
/** Ports of the host itself. */
export const hostPort = 9080;
/** A port of the machines outside. */
export const outsidePort = 7000;

interface Device {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local: string; readonly scope: string }[];
}

interface Inspect {
  readonly Name: string;
  readonly State: { readonly Pid: number };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string; readonly GlobalIPv6Address: string }>>;
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;
  };
}

export async function startLab(plan: LabPlan): Promise<Lab> {
  const { daemon, words = [], networks, containers, rules = [], sysctls = [], programs = [] } = plan;
  const engine = await startDockerd(daemon, words, { mounts: {}, sysctls, programs });
  const stops: (() => void)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) each();
    await engine.stop();
  };
  try {
    await engine.docker('import', rootfs, 'lab:1');
    // A port is published only on addresses that are there.
    const machines = await machinesAround(engine.pid, stops);
    for (const one of networks) await engine.docker('network', 'create', ...one);
    for (const { name, run, joins = [] } of containers) {
      await engine.docker('run', '-d', `--name=${name}`, ...run.split(' '), 'lab:1', 'sleep', '3600');
      for (const network of joins) await engine.docker('network', 'connect', network, name);
    }
    const inspects = JSON.parse(await engine.docker('inspect', ...containers.map(({ name }) => name))) as Inspect[];
    const agents = new Map<string, Agent>();
    const start = (name: string, pid: number): Agent => {
      const agent = new Agent(pid);
      stops.push(() => agent.stop());
      agents.set(name, agent);
      return agent;
    };
    const host = start('host', engine.pid);
    await host.listen('TCP', hostPort, 'host');
    await host.listen('UDP', hostPort, 'host');
    for (const [name, pid] of machines) {
      const agent = start(name, pid);
      await agent.listen('TCP', outsidePort, name);
      await agent.listen('UDP', outsidePort, name);
    }
    for (const { Name, State } of inspects) {
      const name = Name.slice(1);
      const shared = containers.find((one) => one.name === name)?.run ?? '';
      const other = /--network=container:(\S+)/.exec(shared)?.[1];
      if (shared.includes('--network=host') || other !== undefined) {
        agents.set(name, agents.get(other ?? 'host')!);
        continue;
      }
      const agent = start(name, State.Pid);
      for (const port of tcpPorts) await agent.listen('TCP', port, name);
      for (const port of udpPorts) await agent.listen('UDP', port, name);
    }
    for (const rule of rules) await inside(engine.pid, 'iptables', ...rule.split(' '));
    const addresses = new Map(
      inspects.map(({ Name, NetworkSettings }) => [
        Name.slice(1),
        Object.values(NetworkSettings.Networks).flatMap(({ IPAddress, GlobalIPv6Address }) =>
          [IPAddress, GlobalIPv6Address].filter((address) => address !== ''),
        ),
      ]),
    );
    await routesOfNear(machines.get('near')!, [...addresses.values()].flat());
    const listed = JSON.parse(await inside(engine.pid, 'ip', '-j', 'addr')) as Device[];
    return {
      engine,
      agents,
      hostAddresses: listed.flatMap((device) =>
        device.addr_info.filter(({ scope }) => scope === 'global').map(({ local }) => local),
      ),
      addresses,
      published: new Map(inspects.map((one) => [one.Name.slice(1), publishedOf(one)])),
      facts: [...(await collect(engine)), ...(plan.rules === undefined ? [] : await rulesOf(engine.pid))],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function publishedOf({ NetworkSettings: { Ports } }: Inspect): { port: number; protocol: string; hostPort: number }[] {
  const all = Object.entries(Ports).flatMap(([key, bindings]) => {
    const [port, protocol = ''] = key.split('/');
    return (bindings ?? []).map(({ HostPort }) => ({
      port: Number(port),
      protocol: protocol.toUpperCase(),
      hostPort: Number(HostPort),
    }));
  });
  return [...new Map(all.map((one) => [`${one.port} ${one.protocol} ${one.hostPort}`, one])).values()];
}

async function machinesAround(host: number, stops: (() => void)[]): Promise<Map<string, number>> {
  const machines = new Map<string, number>();
  for (const name of ['near', 'router', 'far']) {
    const { pid, stop } = await newNamespace();
    stops.push(stop);
    machines.set(name, pid);
  }
  const [near, router, far] = ['near', 'router', 'far'].map((name) => machines.get(name)!) as [number, number, number];
  await link([host, 'toNear', '10.77.0.1/24'], [near, 'toHost', '10.77.0.2/24']);
  await link([host, 'toRouter', '10.78.0.1/24'], [router, 'toHost', '10.78.0.2/24']);
  await link([router, 'toFar', '203.0.113.1/24'], [far, 'toRouter', '203.0.113.2/24']);
  await inside(host, 'ip', 'addr', 'add', '10.77.0.9/24', 'dev', 'toNear');
  await inside(host, 'ip', '-6', 'addr', 'add', 'fd77::1/64', 'dev', 'toNear', 'nodad');
  await inside(near, 'ip', '-6', 'addr', 'add', 'fd77::2/64', 'dev', 'toHost', 'nodad');
  await inside(host, 'ip', 'route', 'add', 'default', 'via', '10.78.0.2');
  await inside(far, 'ip', 'route', 'add', 'default', 'via', '203.0.113.1');
  await inside(near, 'ip', 'route', 'add', 'default', 'via', '10.77.0.1');
  await inside(router, 'ip', 'route', 'add', '10.77.0.0/24', 'via', '10.78.0.1');
  await inside(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
  // Packets for 127.0.0.1 that go by wire, as any machine of a link may send them.
  await inside(near, 'sysctl', '-qw', 'net.ipv4.conf.toHost.route_localnet=1', 'net.ipv4.conf.all.route_localnet=1');
  await inside(near, 'ip', 'addr', 'del', '127.0.0.1/8', 'dev', 'lo');
  await inside(near, 'ip', 'route', 'add', '127.0.0.1', 'via', '10.77.0.1');
  machines.delete('router');
  return machines;
}

async function link(one: [number, string, string], other: [number, string, string]): Promise<void> {
  const [a, b] = [one, other];
  await inside(a[0], 'ip', 'link', 'add', a[1], 'type', 'veth', 'peer', 'name', b[1], 'netns', String(b[0]));
  for (const [pid, device, address] of [a, b]) {
    await inside(pid, 'ip', 'addr', 'add', address, 'dev', device);
    await inside(pid, 'ip', 'link', 'set', device, 'up');
  }
}

async function routesOfNear(near: number, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    // Containers of a macvlan network stand on its own link.
    if (address.startsWith('10.77.0.')) continue;
    if (address.includes(':')) await inside(near, 'ip', '-6', 'route', 'add', address, 'via', 'fd77::1');
    else await inside(near, 'ip', 'route', 'add', address, 'via', '10.77.0.1');
  }
}

/** What the host shows of its packet filter, as the collector of hosts reads it. */
async function rulesOf(host: number): Promise<Fact[]> {
  const devices = JSON.parse(await inside(host, 'ip', '-j', 'addr')) as Device[];
  const interfaces = devices.map(({ ifname, addr_info }) => ({
    name: ifname,
    addresses: addr_info.map(({ local }) => local),
  }));
  const read = async (form: HostFirewallForm, family: 4 | 6 | undefined, ...command: string[]): Promise<Fact[]> => {
    const about = { subject: { source: 'host', kind: 'Firewall', name: command.join(' ') }, stage: 'running' } as const;
    const at = { source: 'host', place: command.join(' ') };
    const text = await inside(host, ...command);
    return readFirewall(form, text, family, { about, at, interfaces }).flatMap((one) =>
      'fact' in one ? [one.fact] : [],
    );
  };
  return [
    ...(await read('nft-json', undefined, 'nft', '-j', 'list', 'ruleset')),
    ...(await read('iptables-save', 4, 'iptables-save')),
    ...(await read('iptables-save', 6, 'ip6tables-save')),
  ];
}

async function collect(engine: Dockerd): Promise<Fact[]> {
  const facts: Fact[] = [];
  const context = { signal: new AbortController().signal, progress: (): void => {} };
  const target = { address: `unix://${engine.socket}`, environment: {} };
  for await (const one of dockerCollector.collect(target, context)) if ('fact' in one) facts.push(one.fact);
  return facts;
}
