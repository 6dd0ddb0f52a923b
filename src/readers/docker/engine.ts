import { engine, type Engine } from '../../facts/engine.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type Fact } from '../../model/fact.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import {
  daemonBoolean,
  daemonList,
  daemonRecord,
  daemonText,
  daemonUlimits,
  type DaemonSources,
} from './daemon-options.ts';
import { holdsOf, swarmOf } from './operations.ts';

export const source = 'docker';

/** What an engine answered and what its host shows of it. An answer that failed is an absent `Located`. */
export interface EngineAnswers {
  readonly address: string;
  /** GET /info */
  readonly info: Located;
  /** GET /version */
  readonly version: Located;
  readonly daemon: DaemonSources;
  /** The unix socket's file; value undefined with a reason where there is none or it cannot be read. */
  readonly socket: Seen<{ readonly mode: number; readonly uid: number; readonly gid: number }>;
  /** True when the engine answered over TCP without TLS: anybody who reaches the port commands it. */
  readonly plainTcp: boolean;
  /** The networks of the engine, to see the default bridge as it is; undefined when they were not asked. */
  readonly networks?: Located;
  /** GET /containers/json?all=true and GET /images/json; undefined when they were not asked. */
  readonly containers?: Located;
  readonly images?: Located;
  /** GET /swarm, of a manager; undefined when it was not asked. */
  readonly swarm?: Located;
}

/** An answer of the engine as `Located`; `undefined` reads as absent everywhere. */
export function answer(path: string, value: unknown): Located {
  return Located.root(value, apiPlace(source, `GET ${path}`));
}

export function engineFact(answers: EngineAnswers): Fact<Engine> {
  const { info, version, daemon, socket } = answers;
  const securityOptions = info.get('SecurityOptions').strings();
  const has = (name: string): Seen<boolean> =>
    mapSeen(listOrNone(info.get('SecurityOptions')), (options) => options.some((one) => hasName(one, name)));
  const swarm = info.down('Swarm', 'LocalNodeState').string();
  const listens = daemonList(daemon, ['-H', '--host'], 'hosts', ['unix:///var/run/docker.sock']);
  const value: Engine = {
    address: answers.address,
    version: orElse(version.get('Version').string(), info.get('ServerVersion').string()),
    apiVersion: version.get('ApiVersion').string(),
    containerdVersion: component(version, 'containerd'),
    runcVersion: component(version, 'runc'),
    kernelVersion: orElse(info.get('KernelVersion').string(), version.get('KernelVersion').string()),
    operatingSystem: info.get('OperatingSystem').string(),
    securityOptions:
      info.get('SecurityOptions').value === null ? seen([], info.get('SecurityOptions').at) : securityOptions,
    rootless: has('rootless'),
    userNamespaces: eitherTrue(has('userns'), has('rootless')),
    liveRestore: info.get('LiveRestoreEnabled').boolean(),
    loggingDriver: info.get('LoggingDriver').string(),
    loggingOptions: daemonRecord(daemon, 'log-opt', 'log-opts'),
    insecureRegistries: insecureRegistries(info.get('RegistryConfig')),
    authorizationPlugins: listOrNone(info.down('Plugins', 'Authorization')),
    experimental: info.get('ExperimentalBuild').boolean(),
    swarmActive: mapSeen(swarm, (state) => state !== '' && state !== 'inactive'),
    userlandProxy: daemonBoolean(daemon, 'userland-proxy', true),
    noNewPrivileges: noNewPrivileges(has('no-new-privileges'), daemon),
    interContainer: interContainer(answers),
    iptables: daemonBoolean(daemon, 'iptables', true),
    ...filtering(answers),
    listens,
    tlsVerify: tlsVerify(answers, listens),
    logLevel: logLevel(daemon),
    storageDriver: info.get('Driver').string(),
    storageOptions: daemonList(daemon, ['--storage-opt'], 'storage-opts', []),
    defaultUlimits: daemonUlimits(daemon),
    cgroupParent: daemonText(daemon, ['--cgroup-parent'], 'cgroup-parent', ''),
    dataRoot: info.get('DockerRootDir').string(),
    holds: holdsOf(answers.containers, answers.images, info),
    swarm: swarmOf(info, answers.swarm),
    socketMode: mapSeen(socket, ({ mode }) => mode),
    socketOwner: mapSeen(socket, ({ uid, gid }) => ({ uid, gid })),
    at: info.exists ? info.at : version.at,
  };
  return fact(
    engine,
    { subject: { source, kind: 'Engine', name: answers.address }, stage: 'running' },
    value,
    value.at,
  );
}

/** `name=seccomp,profile=builtin` is named seccomp. Engines before 17.03 list plain names. */
export function hasName(option: string, name: string): boolean {
  return option.split(',').some((part) => part === `name=${name}` || part === name);
}

function component(version: Located, name: string): Seen<string> {
  const found = version
    .get('Components')
    .items()
    .find((one) => one.get('Name').value === name);
  return found === undefined
    ? seen<string>(undefined, version.get('Components').at, `GET /version names no ${name}`)
    : found.get('Version').string();
}

/** Null stands for an empty list in the engine's answers. */
function listOrNone(at: Located): Seen<readonly string[]> {
  return at.exists && at.value === null ? seen<readonly string[]>([], at.at) : at.strings();
}

function orElse<T>(first: Seen<T>, second: Seen<T>): Seen<T> {
  return first.value === undefined && second.value !== undefined ? second : first;
}

function eitherTrue(first: Seen<boolean>, second: Seen<boolean>): Seen<boolean> {
  return second.value === true ? second : first;
}

/** Registries that may be spoken to without TLS; the loopback ranges are Docker's own default and left out. */
function insecureRegistries(config: Located): Seen<readonly string[]> {
  if (!config.isMap) return seen<readonly string[]>(undefined, config.at);
  const ranges = listOrNone(config.get('InsecureRegistryCIDRs'));
  if (ranges.value === undefined) return ranges;
  const names = config
    .get('IndexConfigs')
    .entries()
    .filter(([, index]) => index.get('Secure').value === false)
    .map(([name]) => name);
  const outside = ranges.value.filter((range) => range !== '127.0.0.0/8' && range !== '::1/128');
  return seen<readonly string[]>([...names, ...outside], config.noted("without Docker's own 127.0.0.0/8 and ::1/128"));
}

/** `--debug` sets the level whatever else is said. */
function logLevel(daemon: DaemonSources): Seen<string> {
  const debug = daemonBoolean(daemon, 'debug', false);
  const short = daemon.command.value?.includes('-D') === true;
  if (debug.value === true || short) return seen('debug', short ? daemon.command.at : debug.at);
  const level = daemonText(daemon, ['-l', '--log-level'], 'log-level', 'info');
  return debug.value === undefined ? seen<string>(undefined, debug.at, debug.why) : level;
}

/** Engines that list the option say yes with it; that it is not listed tells nothing of older ones. */
function noNewPrivileges(listed: Seen<boolean>, daemon: DaemonSources): Seen<boolean> {
  return listed.value === true ? listed : daemonBoolean(daemon, 'no-new-privileges', false);
}

/** How packets are filtered and forwarded; what a version does not have is false or the one that it has. */
function filtering({
  info,
  version,
  daemon,
}: EngineAnswers): Pick<
  Engine,
  'ip6tables' | 'ipForward' | 'allowDirectRouting' | 'firewallBackend' | 'defaultAddress'
> {
  const number = orElse(version.get('Version').string(), info.get('ServerVersion').string());
  const major = Number(/^v?(\d+)\./.exec(number.value ?? '')?.[1]);
  // Until 27.0 rules for IPv6 were an experiment that had to be asked for.
  const ip6tables = daemonBoolean(daemon, 'ip6tables', major >= 27);
  const backend = info.down('FirewallBackend', 'Driver');
  const told = daemonText(daemon, ['--firewall-backend'], 'firewall-backend', 'iptables');
  return {
    ip6tables: Number.isNaN(major) && ip6tables.value !== true ? seen<boolean>(undefined, number.at) : ip6tables,
    ipForward: daemonBoolean(daemon, 'ip-forward', true),
    allowDirectRouting: daemonBoolean(daemon, 'allow-direct-routing', false),
    firewallBackend: backend.empty ? told : backend.string(),
    defaultAddress: daemonText(daemon, ['--ip'], 'ip', '0.0.0.0'),
  };
}

/** The default bridge as it is; where it is not there, as dockerd was told. */
function interContainer({ networks, daemon }: EngineAnswers): Seen<boolean> {
  const bridge = networks?.items().find((one) => one.get('Name').value === 'bridge');
  const option = bridge?.get('Options').get('com.docker.network.bridge.enable_icc');
  const text = option?.text();
  if (text?.value === 'true' || text?.value === 'false') return seen(text.value === 'true', text.at);
  return daemonBoolean(daemon, 'icc', true);
}

function tlsVerify(answers: EngineAnswers, listens: Seen<readonly string[]>): Seen<boolean> {
  const { info, daemon, address } = answers;
  if (answers.plainTcp) {
    const at: Evidence = { source, api: 'GET /version', note: `${address} answered without TLS` };
    return seen(false, at);
  }
  const warned = info
    .get('Warnings')
    .items()
    .find((one) => /\bAPI is accessible on\b.*\bwithout\b/i.test(one.text().value ?? ''));
  if (warned !== undefined) return seen(false, warned.noted(String(warned.value)));
  // What systemd hands over as fd:// may be TCP as well.
  if (listens.value?.some((one) => one.startsWith('tcp:') || one.startsWith('fd:')) === false) {
    return seen(true, { ...listens.at, note: 'it listens on no TCP address' });
  }
  // --tlsverify demands certificates; --tls alone only encrypts.
  return daemonBoolean(daemon, 'tlsverify', false);
}
