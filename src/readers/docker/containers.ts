import type { Engine } from '../../facts/engine.ts';
import {
  workload,
  type Container,
  type ContainerExec,
  type HealthCheck,
  type Logging,
  type Workload,
} from '../../facts/workload.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { normaliseCapability } from './capabilities.ts';
import { confinement } from './confinement.ts';
import { source } from './engine.ts';
import { environmentOf, wordsOf } from './images.ts';
import { mounted, type VolumeOptions } from './mounts.ts';
import { sharedNamespaces, type Peers } from './namespaces.ts';
import { placeInNetworks } from './place-in-networks.ts';
import { portsOf } from './ports.ts';
import { unreadSettings } from './unread-settings.ts';

/** What else was asked of the engine. Without it Docker's own defaults are read, each with a note. */
export interface Surroundings {
  readonly engine?: Engine;
  readonly peers?: Peers;
  readonly volumeOptions?: VolumeOptions;
  /** Answers of GET /exec/ID/json for each of `ExecIDs`; undefined when they were not asked. */
  readonly execs?: readonly Located[];
}

/**
 * One container, from the answer of GET /containers/ID/json (possibly a part of it).
 *
 * In HostConfig an explicit null stands for an empty list; a key that is not there was not said.
 */
export function containerSightings(inspect: Located, surroundings: Surroundings = {}): Sighting[] {
  const name = inspect.get('Name').string().value?.replace(/^\//, '') ?? inspect.get('Id').string().value;
  const host = inspect.get('HostConfig');
  if (!inspect.isMap || (!host.isMap && !inspect.get('Config').isMap)) {
    return [
      {
        gap: {
          code: 'ENGINE_ANSWER_INVALID',
          source,
          subject: `container ${name ?? inspect.at.api ?? ''}`.trim(),
          because: 'the answer holds neither HostConfig nor Config',
          toKnow: 'Compare with `docker inspect`, and update the engine or whatever stands before it.',
          touches: ['*'],
          at: inspect.at,
        },
      },
    ];
  }
  const { engine, execs, peers = () => undefined, volumeOptions = () => undefined } = surroundings;
  const { volumes, mounts } = mounted(inspect, volumeOptions);
  const networks = inspect.down('NetworkSettings', 'Networks');
  const stage = stageOf(inspect);
  const at = stage === 'running' ? inspect.at : inspect.noted(`${state(inspect)}: read from its configuration`);
  const only = (what: string) => seen<never>(undefined, inspect.at, `Docker has no ${what}`);
  const value: Workload = {
    orchestrator: 'docker',
    name: name ?? 'container',
    labels: inspect.down('Config', 'Labels').record(),
    annotations: host.get('Annotations').record(),
    ...sharedNamespaces(inspect, engine, peers),
    serviceAccount: only('service accounts'),
    serviceAccountToken: only('service accounts'),
    networks: networks.isMap
      ? seen(
          networks.entries().map(([key]) => key),
          networks.at,
        )
      : seen<readonly string[]>(undefined, networks.at),
    ...placeInNetworks(inspect, peers),
    volumes,
    containers: [{ ...container(inspect, name ?? 'container', engine, execs), mounts, ports: portsOf(inspect) }],
    at,
  };
  return [
    { fact: fact(workload, { subject: { source, kind: 'Container', name: value.name }, stage }, value, at) },
    ...unreadSettings(inspect, value.name),
  ];
}

/** A container that is created, exited or dead has no process: it is what the engine would run. */
export function stageOf(inspect: Located): Stage {
  const given = inspect.get('State');
  if (!given.isMap) return 'running';
  return given.get('Running').value === true || ['running', 'paused', 'restarting'].includes(state(inspect))
    ? 'running'
    : 'admitted';
}

function state(inspect: Located): string {
  return inspect.down('State', 'Status').text().value ?? 'stopped';
}

function container(
  inspect: Located,
  name: string,
  engine: Engine | undefined,
  execs: readonly Located[] | undefined,
): Omit<Container, 'mounts' | 'ports'> {
  const host = inspect.get('HostConfig');
  const config = inspect.get('Config');
  const pid = inspect.down('State', 'Pid').number();
  return {
    name,
    role: 'main',
    image: config.get('Image').string(),
    privileged: host.get('Privileged').boolean(),
    ...confinement(inspect, engine),
    capabilitiesAdded: capabilities(host.get('CapAdd')),
    capabilitiesDropped: capabilities(host.get('CapDrop')),
    capabilitiesHeld: seen<readonly string[]>(undefined, inspect.at, 'only the kernel of its host tells'),
    ...userAndGroup(config),
    runAsNonRoot: seen(false, config.get('User').noted('Docker starts a container as whatever user it is told')),
    readOnlyRoot: host.get('ReadonlyRootfs').boolean(),
    sysctls: sysctls(host.get('Sysctls')),
    devices: devices(host),
    memoryLimit: limit(host.get('Memory')),
    cpuLimit: cpuLimit(host),
    pidsLimit: limit(host.get('PidsLimit')),
    memoryRequest: limit(host.get('MemoryReservation')),
    ...extras(inspect, execs),
    // 1024 shares are the weight of one core.
    cpuRequest: mapSeen(limit(host.get('CpuShares')), (shares) => shares / 1024),
    environment: config
      .get('Env')
      .items()
      .map((entry) => ({ ...environmentOf(entry), from: null })),
    command: wordsOf(config.get('Entrypoint')),
    arguments: wordsOf(config.get('Cmd')),
    health: health(config),
    restart: restart(host.get('RestartPolicy')),
    logging: logging(host.get('LogConfig'), engine),
    pullPolicy: seen<string>(undefined, inspect.at, 'Docker keeps no pull policy'),
    pid: pid.value === 0 ? seen<number>(undefined, pid.at, 'it has no process') : pid,
    at: inspect.at,
  };
}

function capabilities(at: Located): Seen<readonly string[]> {
  return mapSeen(nullAsEmpty(at), (names) => names.map((name) => normaliseCapability(name)));
}

function nullAsEmpty(at: Located): Seen<readonly string[]> {
  return at.exists && at.value === null ? seen<readonly string[]>([], at.at) : at.strings();
}

/** `USER[:GROUP]`, names or ids; empty is root, for the engine puts the image's USER here. */
function userAndGroup(config: Located): { user: Seen<string>; group: Seen<string> } {
  const at = config.get('User');
  if (!at.exists) return { user: at.string(), group: at.string() };
  const text = at.empty ? seen('', at.at) : at.text();
  if (text.value === undefined) return { user: text, group: text };
  const [user = '', group] = text.value.split(':');
  return {
    user: user === '' ? seen('root', at.noted('empty: Docker takes root')) : seen(user, at.at),
    group: seen<string>(group, at.at, group === undefined ? "not given: the group of the image's user" : undefined),
  };
}

/** The engine leaves an empty mapping out of its answer. */
function sysctls(at: Located): Container['sysctls'] {
  if (at.empty) return seen<NonNullable<Container['sysctls']['value']>>([], at.at);
  if (!at.isMap) return seen<NonNullable<Container['sysctls']['value']>>(undefined, at.at, 'is not a mapping');
  return seen(
    Object.entries(at.record()).map(([name, value]) => ({ name, value })),
    at.at,
  );
}

/** `HOST:CONTAINER:PERMISSIONS`, and what lets a container reach devices without naming one. */
function devices(host: Located): Seen<readonly string[]> {
  const at = host.get('Devices');
  if (!at.isList && !(at.exists && at.value === null))
    return seen<readonly string[]>(undefined, at.at, at.exists ? 'is not a list' : undefined);
  const part = (one: Located, key: string) => one.get(key).text().value ?? '';
  return seen<readonly string[]>(
    [
      ...at
        .items()
        .map((one) => ['PathOnHost', 'PathInContainer', 'CgroupPermissions'].map((key) => part(one, key)).join(':')),
      ...host
        .get('DeviceCgroupRules')
        .items()
        .map((rule) => `rule ${rule.text().value ?? ''}`),
      ...host
        .get('DeviceRequests')
        .items()
        .map(
          (one) =>
            `request ${
              part(one, 'Driver') ||
              one
                .get('Capabilities')
                .items()
                .map((all) => (all.strings().value ?? []).join('+'))
                .join(',')
            }`,
        ),
    ],
    at.at,
  );
}

/** Null, 0 and -1 all stand for no limit. */
function limit(at: Located): Seen<number> {
  if (at.exists && at.value === null) return seen(0, at.noted('null: no limit'));
  return mapSeen(at.number(), (number) => Math.max(number, 0));
}

/** `--cpus` is kept as NanoCpus; `--cpu-quota` counts microseconds of a period, 100 ms when not given. */
function cpuLimit(host: Located): Seen<number> {
  const nano = limit(host.get('NanoCpus'));
  if (nano.value !== 0) return mapSeen(nano, (value) => value / 1e9);
  const quota = limit(host.get('CpuQuota'));
  if (quota.value === undefined || quota.value === 0) return quota.value === 0 ? nano : quota;
  const period = limit(host.get('CpuPeriod')).value;
  return mapSeen(quota, (value) => value / (period === undefined || period === 0 ? 100_000 : period));
}

/** The image's health check stands here too, unless it was overridden; so absent is none. */
function health(config: Located): Seen<HealthCheck> {
  const at = config.get('Healthcheck');
  if (!config.isMap) return seen<HealthCheck>(undefined, config.at);
  const test = at.get('Test').strings().value ?? [];
  if (at.empty || test.length === 0)
    return seen({ disabled: true, test: '' }, at.noted('absent: neither the container nor its image has one'));
  return seen({ disabled: test[0] === 'NONE', test: test.join(' ') }, at.get('Test').at);
}

function restart(at: Located): Seen<string> {
  const name = at.get('Name').string();
  if (name.value === '') return seen('no', { ...name.at, note: 'empty: Docker takes no' });
  const retries = at.get('MaximumRetryCount').number().value ?? 0;
  return mapSeen(name, (policy) => (policy === 'on-failure' && retries > 0 ? `${policy}:${retries}` : policy));
}

/** The engine writes its own default into a container when it makes it. */
function logging(at: Located, engine: Engine | undefined): Seen<Logging> {
  const driver = at.get('Type').string();
  if (driver.value === undefined) return seen<Logging>(undefined, at.at, driver.why);
  if (driver.value === '') {
    const [taken, options] = [engine?.loggingDriver.value, engine?.loggingOptions.value];
    return taken === undefined || options === undefined
      ? seen<Logging>(undefined, driver.at, "the engine's default applies and is not known")
      : seen({ driver: taken, options }, { ...driver.at, note: 'the default of the engine' });
  }
  return seen({ driver: driver.value, options: at.get('Config').record() }, driver.at);
}

/** Settings that only Docker has. What was never given stays with the engine. */
function extras(
  inspect: Located,
  asked: readonly Located[] | undefined,
): Pick<Container, 'cgroupParent' | 'ulimits' | 'execs'> {
  const host = inspect.get('HostConfig');
  const parent = host.get('CgroupParent');
  const limits = host.get('Ulimits');
  const text = (one: Located): string =>
    `${one.get('Name').string().value}=${one.get('Soft').text().value}:${one.get('Hard').text().value}`;
  const ulimits = limits.isList
    ? seen<readonly string[]>(limits.items().map(text), limits.at)
    : host.isMap
      ? limits.orDefault(limits.strings(), [], "absent: the engine's own")
      : seen<readonly string[]>(undefined, limits.at);
  const written = inspect.get('Execs');
  const execs = asked ?? (written.isList ? written.items() : undefined);
  const at = inspect.get('ExecIDs').at;
  return {
    cgroupParent: host.isMap ? parent.orDefault(parent.string(), '', "absent: the engine's own") : parent.string(),
    ulimits,
    execs:
      execs === undefined
        ? seen<readonly ContainerExec[]>(undefined, at, 'what was started in it was not asked')
        : seen<readonly ContainerExec[]>(execs.map(execOf), at),
  };
}

function execOf(exec: Located): ContainerExec {
  const process = exec.get('ProcessConfig');
  return {
    command: [process.get('entrypoint').text().value ?? '', ...(process.get('arguments').strings().value ?? [])],
    privileged: process.get('privileged').value === true,
    user: process.get('user').text().value ?? '',
    at: process.at,
  };
}
