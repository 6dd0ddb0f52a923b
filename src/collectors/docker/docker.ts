import { configuration } from '../../facts/configuration.ts';
import type { Engine } from '../../facts/engine.ts';
import type { Workload } from '../../facts/workload.ts';
import { engineAddress, type EngineAddress, type Environment } from '../../io/engine/address.ts';
import { EngineClient, engineLimits, type EngineLimits } from '../../io/engine/client.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { runningProcesses, type Processes } from '../../io/processes.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';
import { containerSightings, stageOf } from '../../readers/docker/containers.ts';
import { answer, engineFact } from '../../readers/docker/engine.ts';
import { imageFact } from '../../readers/docker/images.ts';
import { networkFacts } from '../../readers/docker/networks.ts';
import { lookAtDaemon, lookAtSocket } from './daemon.ts';
import { engineGap, offlineGap, shapeGap, source } from './engine-gaps.ts';
import { hostProcessFacts } from './host.ts';
import { lookAtKernel } from './kernel.ts';

export interface DockerTarget {
  /** As in DOCKER_HOST; absent: DOCKER_HOST, the Docker context or the default socket. */
  readonly address?: string;
  readonly environment: Environment;
  readonly limits?: Partial<EngineLimits>;
}

/** Requests in flight at once, unless the user says otherwise. */
const usualJobs = 8;

/**
 * Looks at one Docker engine: what it answers, and what the kernel and the files of its host show when
 * that is this machine.
 *
 * Throws a Failure when the address that was named is none, or when it is interrupted.
 */
export const dockerCollector: Collector<DockerTarget> = {
  name: source,
  async *collect(target, context) {
    let client: EngineClient;
    let version: unknown;
    try {
      client = await connect(target, context.signal);
    } catch (error) {
      if (target.address !== undefined && error instanceof EngineError && error.kind === 'address') {
        throw new Failure('BAD_ARGUMENT', error.message, { cause: error });
      }
      yield { gap: engineGap(error, 'Docker engine', ['*']) };
      return;
    }
    if (context.offline === true && !isLocal(client.address)) {
      client.close();
      yield { gap: offlineGap(client.address.text) };
      return;
    }
    try {
      context.progress(`Docker engine at ${client.address.text}`);
      try {
        version = await client.negotiate();
      } catch (error) {
        yield { gap: engineGap(error, 'Docker engine', ['*']) };
        return;
      }
      yield* look(new Looking(client, context), version);
    } finally {
      client.close();
    }
  },
};

/** True when an engine answers /_ping within a second at the address that applies when none is named. */
export async function engineAnswers(target: DockerTarget): Promise<boolean> {
  const quick = { firstByte: 1000, whole: 1000, size: 1024 };
  try {
    const client = await connect({ ...target, limits: quick }, new AbortController().signal);
    try {
      return (await client.text('/_ping')) === 'OK';
    } finally {
      client.close();
    }
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** A socket, or the machine's own loopback addresses (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
function isLocal(address: EngineAddress): boolean {
  return address.kind === 'unix' || address.host === 'localhost' || /^(127\.[\d.]+|\[?::1\]?)$/.test(address.host);
}

async function connect(target: DockerTarget, signal: AbortSignal): Promise<EngineClient> {
  const address = await engineAddress(target.address, target.environment);
  return new EngineClient(address, signal, { ...engineLimits, ...target.limits });
}

/** One look at one engine: requests whose failure is a gap and takes nothing else with it. */
class Looking {
  readonly client: EngineClient;
  readonly context: CollectorContext;
  readonly gaps: Gap[] = [];
  constructor(client: EngineClient, context: CollectorContext) {
    this.client = client;
    this.context = context;
  }
  get jobs(): number {
    return this.context.jobs ?? usualJobs;
  }
  /** The answer, or absent with a gap. */
  async ask(path: string, touches: readonly string[], list = false): Promise<Located> {
    try {
      const found = answer(path, await this.client.get(path));
      if (list ? found.isList : found.isMap) return found;
      this.gaps.push(shapeGap(`GET ${path}`, `is not ${list ? 'a list' : 'a mapping'}`, touches));
    } catch (error) {
      this.gaps.push(engineGap(error, `GET ${path}`, touches));
    }
    return answer(path, undefined);
  }
  takeGaps(): Sighting[] {
    return this.gaps.splice(0).map((gap) => ({ gap }));
  }
}

async function* look(looking: Looking, versionAnswer: unknown): AsyncGenerator<Sighting> {
  const { client, context } = looking;
  const version = answer('/version', versionAnswer);
  const [info, networks, volumes, list, imageList] = await Promise.all([
    looking.ask('/info', ['runtime', 'monitoring', 'hardening', 'network', 'images']),
    looking.ask('/networks', ['network'], true),
    looking.ask('/volumes', ['runtime/isolation', 'runtime/access', 'hardening/practices']),
    looking.ask('/containers/json?all=true', ['*'], true),
    looking.ask('/images/json', ['images', 'hardening'], true),
  ]);
  yield* looking.takeGaps();

  const inspects = await inspectContainers(looking, list);
  yield* looking.takeGaps();
  // After the inspections, so that the processes of every container seen are there.
  const host = await runningProcesses();
  const rootless = info
    .get('SecurityOptions')
    .items()
    .some((one) => one.value === 'name=rootless');
  const daemon = await lookAtDaemon(client.address, host, rootless);
  const engine = engineFact({
    address: client.address.text,
    info,
    version,
    networks,
    daemon: daemon.sources,
    socket: await lookAtSocket(client.address),
    containers: list,
    images: imageList,
    ...(info.down('Swarm', 'ControlAvailable').value === true
      ? { swarm: await looking.ask('/swarm', ['hardening/guides']) }
      : {}),
    plainTcp: client.address.kind === 'tcp' && client.address.tls === null,
  });
  yield* looking.takeGaps();
  yield { fact: engine };
  yield* daemon.gaps.map((gap) => ({ gap }));
  const file = daemon.sources.file.value;
  if (file !== undefined && file !== null) {
    yield { fact: fact(configuration, engine, { program: 'docker-daemon', root: file }, file.at) };
  }
  for (const one of networkFacts(networks)) yield { fact: one };

  const containers = await readContainers(looking, inspects, engine.value, volumes, host);
  yield* containers.sightings;
  if (daemon.here || containers.here) {
    for (const one of hostProcessFacts(host)) yield { fact: one };
    if (!host.complete) {
      const because = 'this user does not see the processes of others in /proc';
      const toKnow = 'Run as root on the host of the engine.';
      yield { gap: { code: 'PROCESS_UNREADABLE', source, subject: '/proc', because, toKnow, touches: ['monitoring'] } };
    }
  }
  context.progress(`${imageList.items().length} images`);
  yield* await readImages(looking, imageList);
  yield* looking.takeGaps();
}

/** Inspect answers by container id. */
async function inspectContainers(looking: Looking, list: Located): Promise<Map<string, Located>> {
  const found = new Map<string, Located>();
  const items = list.items();
  looking.context.progress(`${items.length} containers`);
  await inParallel(looking.jobs, items, async (item) => {
    const id = item.get('Id').string().value;
    if (id === undefined || !/^[\w-]+$/.test(id)) {
      looking.gaps.push(shapeGap(item.path, 'a listed container has no id', ['*']));
      return;
    }
    const inspect = await inspectContainer(looking, id, nameOf(item, id));
    if (inspect !== undefined) found.set(id, inspect);
  });
  return new Map(
    items.flatMap((item) => {
      const id = String(item.get('Id').value);
      const inspect = found.get(id);
      return inspect === undefined ? [] : [[id, inspect] as const];
    }),
  );
}

async function inspectContainer(looking: Looking, id: string, name: string): Promise<Located | undefined> {
  // The engine takes the beginning of an id as well; 64 characters in each line of evidence would hide the rest.
  const shown = `/containers/${id.slice(0, 12)}/json`;
  try {
    return answer(shown, await looking.client.get(`/containers/${id}/json`));
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) looking.gaps.push(vanished(name, shown));
    else looking.gaps.push(engineGap(error, `container ${name}`, ['*']));
    return undefined;
  }
}

function vanished(name: string, path: string): Gap {
  return {
    code: 'CONTAINER_VANISHED',
    source,
    subject: `container ${name}`,
    because: 'it was listed, but was gone when it was looked at',
    toKnow: 'Ask again; a container that comes and goes is seen in its manifest or Compose file.',
    touches: ['*'],
    at: { source, api: `GET ${path}` },
  };
}

function nameOf(item: Located, id: string): string {
  return item.get('Names').items()[0]?.string().value?.replace(/^\//, '') ?? id.slice(0, 12);
}

/** Execs of one container that are asked for: no one starts more by hand. */
const mostExecs = 100;

/** What `docker exec` started in a container and still runs. One that ended meanwhile is left out. */
async function execsOf(looking: Looking, inspect: Located): Promise<{ execs?: readonly Located[] }> {
  const ids = inspect.get('ExecIDs');
  if (!inspect.get('State').isMap || (!ids.empty && !ids.isList) || ids.items().length > mostExecs) return {};
  const execs: Located[] = [];
  for (const id of ids.items()) {
    if (!/^[0-9a-f]{64}$/.test(String(id.value))) return {};
    try {
      const shown = `/exec/${String(id.value).slice(0, 12)}/json`;
      execs.push(answer(shown, await looking.client.get(`/exec/${String(id.value)}/json`)));
    } catch (error) {
      if (!(error instanceof EngineError && error.status === 404)) return {};
    }
  }
  return { execs };
}

/** Workloads of all containers, the kernel's word over the configuration where they run on this machine. */
async function readContainers(
  looking: Looking,
  inspects: ReadonlyMap<string, Located>,
  engine: Engine,
  volumes: Located,
  host: Processes,
): Promise<{ sightings: Sighting[]; here: boolean }> {
  const byName = new Map([...inspects].map(([id, one]) => [one.get('Name').string().value?.slice(1) ?? id, one]));
  const options = new Map(
    volumes
      .get('Volumes')
      .items()
      .map((one) => [one.get('Name').string().value ?? '', one.get('Options')]),
  );
  const surroundings = {
    engine,
    peers: (reference: string) => inspects.get(reference) ?? byName.get(reference),
    volumeOptions: (name: string) => options.get(name),
  };
  const sightings: Sighting[] = [];
  const elsewhere: string[] = [];
  let here = false;
  let because = '';
  await inParallel(looking.jobs, [...inspects], async ([id, first]) => {
    let inspect = first;
    for (let attempt = 1; ; attempt++) {
      const read = containerSightings(inspect, { ...surroundings, ...(await execsOf(looking, inspect)) });
      const workload = read.flatMap((one) => ('fact' in one ? [one.fact as Fact<Workload>] : []))[0];
      if (workload === undefined || stageOf(inspect) !== 'running') {
        sightings.push(...read);
        return;
      }
      const pid = inspect.down('State', 'Pid').number().value ?? 0;
      const seen = pid > 0 ? await lookAtKernel(workload, id, pid, host) : ({ seen: 'gone' } as const);
      if (seen.seen === 'here') {
        here = true;
        const gaps = [...seen.gaps, ...read.flatMap((one) => ('gap' in one ? [one.gap] : []))];
        sightings.push({ fact: seen.fact }, ...gaps.map((gap) => ({ gap })));
        return;
      }
      if (seen.seen === 'gone' && attempt === 1) {
        // It ended or restarted since it was inspected, or it runs on another machine.
        const again = await inspectContainer(looking, id, workload.value.name);
        if (again === undefined) return;
        inspect = again;
        continue;
      }
      elsewhere.push(workload.value.name);
      because =
        pid === 0
          ? 'it is restarting and has no process'
          : seen.seen === 'elsewhere'
            ? seen.because
            : `process ${pid} is not to be seen on this machine`;
      sightings.push(...read);
      return;
    }
  });
  sightings.push(...looking.takeGaps());
  if (elsewhere.length > 0) {
    const [first = '', ...rest] = elsewhere.toSorted();
    sightings.push({
      gap: {
        code: 'PROCESS_UNREADABLE',
        source,
        subject: `container ${first}${rest.length === 0 ? '' : ` and ${rest.length} more`}`,
        because,
        toKnow: 'Run as root on the host of the engine, outside of any container.',
        touches: ['runtime/capabilities', 'runtime/isolation', 'runtime/seccomp'],
      },
    });
  }
  return { sightings, here };
}

async function readImages(looking: Looking, list: Located): Promise<Sighting[]> {
  const touches = ['images', 'hardening'];
  const sightings: Sighting[] = [];
  await inParallel(looking.jobs, list.items(), async (item) => {
    const id = item.get('Id').string().value;
    if (id === undefined || !/^[\w:-]+$/.test(id)) {
      looking.gaps.push(shapeGap(item.path, 'a listed image has no id', touches));
      return;
    }
    const path = `/images/${id}/json`;
    let inspect: Located;
    try {
      inspect = answer(path, await looking.client.get(path));
    } catch (error) {
      looking.gaps.push(
        error instanceof EngineError && error.status === 404
          ? vanishedImage(id, path)
          : engineGap(error, `image ${id}`, touches),
      );
      return;
    }
    const history = await looking.ask(`/images/${id}/history`, touches, true);
    const found = imageFact(inspect, history);
    if (found === undefined) looking.gaps.push(shapeGap(`image ${id}`, 'the answer has no Id', touches));
    else sightings.push({ fact: found });
  });
  return sightings;
}

function vanishedImage(id: string, path: string): Gap {
  return {
    code: 'IMAGE_VANISHED',
    source,
    subject: `image ${id}`,
    because: 'it was listed, but was gone when it was looked at',
    toKnow: 'Ask again.',
    touches: ['images', 'hardening'],
    at: { source, api: `GET ${path}` },
  };
}

/** Works on all items, some at once. */
async function inParallel<T>(jobs: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker));
}
