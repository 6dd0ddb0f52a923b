import { engine, type Engine } from '../../../../facts/engine.ts';
import { hostFirewall } from '../../../../facts/host-firewall.ts';
import { network, type Network } from '../../../../facts/network.ts';
import { workload, type Workload } from '../../../../facts/workload.ts';
import type { Fact } from '../../../../model/fact.ts';
import { defaultBridge, netOf, unreadNet, type Net } from './bridge-network.ts';
import { assumedMechanics, mechanicsOf, type Mechanics } from './mechanics.ts';

/** One engine with its containers, or the engine that will run the Compose projects of one target. */
export interface Site {
  readonly name: string;
  readonly isCompose: boolean;
  readonly workloads: readonly Fact<Workload>[];
  readonly engine: Mechanics;
  /** The packet filter of its host was read: what the engine leaves to it is judged by that layer. */
  readonly rulesRead: boolean;
  /** The network that a workload names so: one of its project, or one of its engine. */
  net(of: Workload, name: string): Net;
  /** A network of the engine by its own name. */
  engineNet(name: string, of: Workload): Net;
  /** Another workload, as the network mode of this one names it. */
  find(of: Workload, type: 'service' | 'container', name: string): Fact<Workload> | undefined;
}

/** Sites in the order in which their first workload was read. */
export function sitesOf(facts: readonly Fact[]): Site[] {
  const of = <V>(name: string): Fact<V>[] => facts.filter((one) => one.kind === name) as Fact<V>[];
  const engines = of<Engine>(engine.name);
  const networks = of<Network>(network.name);
  const local = of<Workload>(workload.name).filter(({ value }) => value.orchestrator !== 'kubernetes');
  const hasRules = facts.some((one) => one.kind === hostFirewall.name && one.stage === 'running');
  const groups = Map.groupBy(local, ({ value, subject }) => `${value.orchestrator} ${subject.source}`);
  return [...groups].map(([name, workloads]) => {
    const [{ subject, value, at }] = workloads as [Fact<Workload>];
    // An engine was asked for its containers, and knows what it is; who reads files sees the engine at most as a file.
    const own = engines.filter((one) => one.subject.source === subject.source);
    const known = own.length === 1 ? mechanicsOf(own[0]!) : undefined;
    const isCompose = value.orchestrator === 'compose';
    const mechanics = known ?? (isCompose ? assumedMechanics(at) : unreadMechanics(at));
    // Rules are read of this machine, and an engine that is asked by its socket runs on it.
    const rulesRead = hasRules && own.length === 1 && own[0]!.value.address.startsWith('unix:');
    const declared = networks.filter((one) => one.subject.source === subject.source);
    return siteOf({ name, isCompose, workloads, engine: mechanics, rulesRead }, declared);
  });
}

/** Containers without an answer of their engine: nothing of it is known. */
function unreadMechanics(at: Fact['at']): Mechanics {
  const untold = { missing: 'how the engine is configured (`plimsoll ask docker:` as root on its host)' };
  return {
    ...assumedMechanics(at),
    filters: untold,
    filters6: untold,
    nftables: untold,
    proxies: untold,
    forwards: untold,
    rootless: untold,
    icc: untold,
    directRouting: untold,
    defaultAddress: undefined,
    since: () => untold,
    because: { layer: 'docker', rule: 'an engine that did not answer', effect: 'is not known', at },
  };
}

type Known = Pick<Site, 'name' | 'isCompose' | 'workloads' | 'engine' | 'rulesRead'>;

function siteOf(known: Known, networks: readonly Fact<Network>[]): Site {
  const { isCompose, workloads, engine: mechanics } = known;
  const declared = new Map<string, Net>();
  for (const { value } of networks) {
    const place = `${projectKey(value)}\0${value.name}`;
    const title = value.project?.value === undefined ? value.name : `${value.project.value}/${value.name}`;
    declared.set(place, netOf(value, keyOf(value), title, mechanics));
  }
  const byName = new Map(workloads.map((one) => [`${projectKey(one.value)}\0${one.value.name}`, one]));
  const engineNet = (real: string, of: Workload): Net => {
    const key = `engine\0${real}`;
    const found = [...declared.values()].find((net) => net.key === key);
    if (found !== undefined) return found;
    return real === 'bridge' ? defaultBridge(key, mechanics, of.networks.at) : unreadNet(key, real, of.networks.at);
  };
  return {
    ...known,
    engineNet,
    net: (of, called) =>
      declared.get(`${projectKey(of)}\0${called}`) ??
      (isCompose ? unreadNet(`${projectKey(of)}\0${called}`, called, of.networks.at) : engineNet(called, of)),
    find: (of, type, called) =>
      // A service is one of the project; a container has its name on the whole engine.
      type === 'service' || !isCompose ? byName.get(`${isCompose ? projectKey(of) : ''}\0${called}`) : undefined,
  };
}

/**
 * Names of services and networks hold within a project; those of an engine within the engine. A project
 * whose name is not known is told apart by its folder.
 */
export function projectKey(of: Workload | Network): string {
  const isCompose = 'orchestrator' in of ? of.orchestrator === 'compose' : of.project !== undefined;
  if (!isCompose) return '';
  return of.project?.value ?? `folder ${(of.at.file ?? '').split('/').slice(0, -1).join('/')}`;
}

function keyOf(value: Network): string {
  const real = value.realName?.value;
  return real === undefined ? `${projectKey(value)}\0${value.name}` : `engine\0${real}`;
}
