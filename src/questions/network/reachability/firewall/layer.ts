import type { Block } from '../../../../formats/connections/blocks.ts';
import { anyOf, common, everyPort, full, normalise, notKnown } from '../../../../formats/connections/connections.ts';
import { everyPortOf, everySourceOf, type PortsVerdict } from '../../../../formats/packet-filter/connection.ts';
import type { Route } from '../../../../formats/packet-filter/evaluation.ts';
import type { Held } from '../../../../formats/packet-filter/packet.ts';
import type { Condition, Family, Value } from '../../../../formats/packet-filter/rule-set.ts';
import { protocols, type Connections, type Part, type Protocol } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import { firewallsOf, usesIpv6, type Firewall } from '../../host-firewall/firewalls.ts';
import { innerInterfaces, outerInterface, ownAddress, routeOf } from '../../host-firewall/packets.ts';
import { hostKind } from '../docker/endpoints.ts';
import type { Endpoint, Layer, LayerContext } from '../layer.ts';
import { Ends, hasContainers, runsContainers, type ContainerAddress, type End } from './ends.ts';
import { overDestinations, partOf, type Words } from './packets.ts';

type Container = Extract<End, { role: 'container' }>;
type Outside = Extract<End, { role: 'outside' }>;

/** The host whose rules were read, where no container brings it. */
export function firewallEndpoints(facts: readonly Fact[]): Endpoint[] {
  const [one] = firewallsOf(facts);
  if (one === undefined || hasContainers(facts)) return [];
  return [{ peer: { id: 'host', kind: hostKind, name: 'host', labels: {}, at: one.at } }];
}

/**
 * What the packet filter of the host lets through: to and from the host itself, and to and from containers
 * on it whose addresses are known. Ports of a container are its own, by whatever port of the host they are
 * reached. Containers of one network reach each other past it.
 */
export function firewallLayer(facts: readonly Fact[], { endpoints }: LayerContext): Layer | undefined {
  // Rules of a file say nothing of a host that was asked itself.
  const running = runsContainers(facts);
  const firewalls = firewallsOf(facts).filter(({ about }) => !running || about.stage === 'running');
  const [firewall] = firewalls;
  if (firewall === undefined) return undefined;
  const ends = new Ends(facts);
  const hosts = endpoints.filter(({ peer }) => peer.kind === hostKind).length;
  if (firewalls.length > 1 || hosts > 1) {
    const unclear = full(
      notKnown([`which host the rules of ${firewall.about.subject.name} belong to: there are several`]),
    );
    return {
      name: 'host-firewall',
      classOf: (endpoint) => (isAtHost(endpoint) ? hostKind : ''),
      between: (from, to) => (isAtHost(from) || isAtHost(to) ? unclear : undefined),
    };
  }
  const blockSets = toldApart(firewall);
  const asked = new Questions(firewall, ends);
  return {
    name: 'host-firewall',
    blockSets,
    classOf: (endpoint) => classOf(endpoint, ends.of(endpoint), blockSets),
    between: (from, to) => asked.between(ends.of(from), ends.of(to)),
  };
}

function isAtHost({ peer, workload }: Endpoint): boolean {
  return peer.kind === hostKind || workload?.value.orchestrator === 'docker';
}

function classOf({ peer }: Endpoint, end: End | undefined, sets: readonly (readonly Block[])[]): string {
  if (end === undefined) return '';
  if (end.role === 'container' || end.role === 'unplaced') return peer.id;
  if (end.role !== 'outside') return end.role;
  const value = BigInt(end.first);
  const within = sets.flatMap((blocks, index) =>
    blocks.some((one) => one.family === end.family && one.first <= value && value <= one.last) ? [index] : [],
  );
  return `${end.family} ${within.join()}`;
}

const mostBlocks = 256;

/** Addresses outside that conditions name. Long lists are left out: an end that they cut is answered unknown. */
function toldApart({ ruleSet }: Firewall): Block[][] {
  const found = new Map<string, Block[]>();
  let count = 0;
  const add = (condition: Condition): void => {
    if (condition.kind === 'any') condition.of.forEach(add);
    if (condition.kind === 'fields') {
      for (const element of condition.elements) {
        for (const [index, key] of condition.keys.entries()) {
          const part = element[index];
          if ((key === 'src' || key === 'dst') && typeof part === 'object') keep([part]);
        }
      }
    }
    if (condition.kind !== 'field' || !/^(src|dst|originalSrc|originalDst)$/.test(condition.field)) return;
    keep(condition.ranges);
  };
  const keep = (ranges: readonly { readonly first: number | bigint; readonly last: number | bigint }[]): void => {
    if (count + ranges.length > mostBlocks) return;
    const blocks = ranges.map(({ first, last }): Block => ({
      family: typeof first === 'bigint' ? 6 : 4,
      first: BigInt(first),
      last: BigInt(last),
    }));
    const key = blocks.map(({ family, first, last }) => `${family}:${first}-${last}`).join();
    if (blocks.length === 0 || found.has(key)) return;
    count += blocks.length;
    found.set(key, blocks);
  };
  for (const { chains } of ruleSet.tables) {
    for (const { rules } of chains) {
      for (const { steps } of rules) {
        for (const step of steps) if (step.kind === 'field' || step.kind === 'fields' || step.kind === 'any') add(step);
      }
    }
  }
  return [...found.values()];
}

const bridged =
  'whether the kernel hands packets of a bridge to these rules (`sysctl net.bridge.bridge-nf-call-iptables`)';

function isOn({ value, family }: ContainerAddress, { addresses }: Container): boolean {
  return addresses.some((one) => one.family === family && one.value === value);
}

/** Runs of addresses of one end that are asked one by one. */
const mostRuns = 32;

class Questions {
  readonly #firewall: Firewall;
  readonly #ends: Ends;
  readonly #known = new Map<string, Connections>();

  constructor(firewall: Firewall, ends: Ends) {
    this.#firewall = firewall;
    this.#ends = ends;
  }

  between(from: End | undefined, to: End | undefined): Connections | undefined {
    if (from === undefined || to === undefined) return undefined;
    for (const end of [from, to]) {
      if (end.role === 'unplaced') return from === to ? undefined : full(notKnown([`the addresses of ${end.id}`]));
    }
    const isInside = (end: End): boolean => end.role === 'host' || end.role === 'container';
    if (!isInside(from) && !isInside(to)) return undefined;
    if (from.role === 'host' && to.role === 'host') return undefined;
    // Two that are one on the wire reach each other past every rule.
    if (from.role === 'container' && to.role === 'container' && from.addresses.some((one) => isOn(one, to)))
      return undefined;
    const key = `${keyOf(from)} > ${keyOf(to)}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#ask(from, to);
      this.#known.set(key, found);
    }
    return found;
  }

  #ask(from: End, to: End): Connections {
    const possible = ([4, 6] as const).filter(
      (family) => has(from, family, this.#firewall) && has(to, family, this.#firewall),
    );
    if (possible.length === 0) return full(notKnown(['by which addresses these two could reach each other']));
    const unread = possible.find((family) => !this.#firewall.families.has(family));
    const answers = possible
      .filter((family) => this.#firewall.families.has(family))
      .map((family) => (to.role === 'outside' ? this.#toOutside(from, to, family) : this.#inFamily(from, to, family)));
    if (unread !== undefined) answers.push(full(notKnown([`the rules of IPv${unread} of the host`])));
    return answers.length === 1 ? answers[0]! : anyOf(...answers);
  }

  #toOutside(from: End, to: Outside, family: Family): Connections {
    const found = overDestinations(to.first, to.last, mostRuns, (dst) =>
      this.#direct(from, { ...this.#source(from, family), dst, dstHere: false }),
    );
    return oneOf(found ?? []);
  }

  #inFamily(from: End, to: Exclude<End, Outside>, family: Family): Connections {
    if (to.role !== 'container') {
      return this.#direct(from, {
        ...this.#source(from, family),
        dst: this.#own(from, family),
        dstHere: to.role === 'host',
      });
    }
    const there = to.addresses.filter((one) => one.family === family);
    const shared = from.role === 'container' ? there.filter(({ network }) => from.networks.has(network)) : [];
    const other = there.filter((one) => !shared.includes(one) && (from.role !== 'outside' || one.routed));
    const ways = other.map((one) =>
      this.#direct(from, { ...this.#source(from, family), dst: { value: one.value }, dstHere: false }),
    );
    return anyOf(
      ...shared.map((one) => this.#onBridge(from as Container, one)),
      ...ways,
      this.#published(from, to, family),
    );
  }

  /** Two on one bridge meet there, and the kernel hands their packets to these rules only where it was told so. */
  #onBridge(from: Container, to: ContainerAddress): Connections {
    const own = from.addresses.find((one) => one.family === to.family && one.network === to.network);
    const said = this.#direct(from, {
      family: to.family,
      in: interfaceOf(to),
      srcHere: false,
      ...(own === undefined ? {} : { src: { value: own.value } }),
      dst: { value: to.value },
      dstHere: false,
    });
    return said.map((part) =>
      part.verdict === 'allowed' ? part : { ...part, verdict: 'unknown', missing: [bridged] },
    );
  }

  /** A packet as it leaves an end. */
  #source(from: End, family: Family): Words {
    const address = from.role === 'container' ? from.addresses.find((one) => one.family === family) : undefined;
    return {
      family,
      in: from.role === 'container' ? interfaceOf(address) : outerInterface(this.#firewall),
      srcHere: from.role === 'host',
      ...(address === undefined ? {} : { src: { value: address.value } }),
    };
  }

  /** An address of the host: containers may ask it by that of their bridge as well. */
  #own(from: End, family: Family): Held {
    const own = ownAddress(this.#firewall, family, this.#ends.containers);
    return from.role === 'container' && own.value !== undefined
      ? { value: undefined, not: this.#ends.containers }
      : own;
  }

  /** What the rules say of these packets; of a block of sources, what they say of all of it. */
  #direct(from: End, words: Words): Connections {
    return this.#overSources(from, words, (protocol, runs) =>
      normalise(runs.map((run) => partOf(this.#firewall, protocol, run.first, run.last, run))),
    );
  }

  /** Ports of the container that ports of the host lead to. */
  #published(from: End, to: Container, family: Family): Connections {
    const words: Words = { ...this.#source(from, family), dst: this.#own(from, family), dstHere: true };
    const own = to.addresses.filter((one) => one.family === family).map(({ value }) => value);
    return this.#overSources(from, words, (protocol, runs) => {
      const parts =
        protocol === 'ICMP'
          ? []
          : runs.flatMap((run) => this.#led(protocol, run, own) ?? this.#taken(protocol, run, to));
      return normalise(parts, { verdict: 'denied', because: [] });
    });
  }

  /** The ports of a container to which a run of ports of the host leads; null when it leads elsewhere. */
  #led(protocol: Protocol, run: PortsVerdict, own: readonly Value[]): Part | null {
    const { arrived } = run;
    if (arrived === null || arrived.translatedDst === false || arrived.dstHere === true) return null;
    const { value } = arrived.dst;
    const port = arrived.dport.value;
    if (value !== undefined && !own.includes(value)) return null;
    const unclear = { verdict: 'unknown', missing: ['where a port of the host leads'] } as const;
    if (port === undefined) {
      const { first, last } = everyPort[protocol];
      return run.verdict === 'denied' ? null : { ...partOf(this.#firewall, protocol, first, last, run), ...unclear };
    }
    const length = arrived.dport.span === undefined ? 0 : run.last - run.first;
    const part = partOf(this.#firewall, protocol, Number(port), Number(port) + length, run);
    if (part.verdict !== 'allowed' || (value !== undefined && arrived.translatedDst === true)) return part;
    return { ...part, ...unclear };
  }

  /** What ends at the host itself is taken there by the userland proxy of the engine, if it runs one. */
  #taken(protocol: Protocol, run: PortsVerdict, { publications }: Container): Part[] {
    if (run.arrived?.dstHere !== true) return [];
    return publications.flatMap((one) => {
      const last = one.hostPort + one.last - one.first;
      const [low, high] = [Math.max(run.first, one.hostPort), Math.min(run.last, last)];
      if (one.protocol !== protocol || (one.hostPort !== 0 && low > high)) return [];
      if (one.hostPort === 0)
        return [
          {
            ...partOf(this.#firewall, protocol, one.first, one.last, run),
            verdict: 'unknown' as const,
            missing: ['which port of the host the engine chose'],
          },
        ];
      const shift = one.first - one.hostPort;
      return [partOf(this.#firewall, protocol, low + shift, high + shift, run)];
    });
  }

  #overSources(
    from: End,
    words: Words,
    make: (protocol: Protocol, runs: readonly PortsVerdict[]) => Connections,
  ): Connections {
    const route = this.#route(from);
    return protocols.flatMap((protocol) => {
      const packets = { ...words, protocol: protocol === 'ICMP' && words.family === 6 ? 'ICMPv6' : protocol } as const;
      const runs =
        from.role === 'outside'
          ? everySourceOf(this.#firewall.ruleSet, packets, route, from, mostRuns)
          : [{ ports: everyPortOf(this.#firewall.ruleSet, packets, route) }];
      const answers = (runs ?? []).map(({ ports }) => make(protocol, ports));
      return oneOf(answers).filter((part) => part.protocol === protocol);
    });
  }

  #route(from: End): Route {
    return routeOf(this.#firewall, from.role === 'host' ? 'host' : 'outside', this.#ends.inner);
  }
}

/** What holds of all runs of addresses; without any there were too many to ask. */
function oneOf(answers: readonly Connections[]): Connections {
  if (answers.length === 0) return full(notKnown(['which of these addresses are meant: the rules tell many apart']));
  return answers.length === 1
    ? answers[0]!
    : common(answers, 'which of these addresses are meant: the rules tell them apart');
}

function keyOf(end: End): string {
  return 'id' in end ? end.id : end.role;
}

function has(end: End, family: Family, firewall: Firewall): boolean {
  if (end.role === 'outside') return end.family === family;
  if (end.role === 'container') return end.addresses.some((one) => one.family === family);
  return family === 4 || usesIpv6(firewall) !== false;
}

function interfaceOf(address: ContainerAddress | undefined): Words['in'] & object {
  if (address?.bridge !== undefined) return { name: address.bridge };
  return { except: innerInterfaces.filter((one) => one === 'lo') };
}
