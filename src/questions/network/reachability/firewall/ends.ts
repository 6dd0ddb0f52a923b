import { network, type Network } from '../../../../facts/network.ts';
import { workload, type Workload } from '../../../../facts/workload.ts';
import { readAddress } from '../../../../formats/packet-filter/addresses.ts';
import type { Family, Range, Value } from '../../../../formats/packet-filter/rule-set.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { InnerNetwork } from '../../host-firewall/packets.ts';
import type { Net } from '../docker/bridge-network.ts';
import { hostKind, neighboursKind } from '../docker/endpoints.ts';
import { placeOf } from '../docker/places.ts';
import type { Publication } from '../docker/publications.ts';
import { sitesOf, type Site } from '../docker/sites.ts';
import type { Endpoint } from '../layer.ts';

/** An end as the firewall of a host sees it. */
export type End =
  | { readonly role: 'host' }
  /** A container on the host, by the addresses and interfaces of its networks. */
  | {
      readonly role: 'container';
      readonly id: string;
      readonly addresses: readonly ContainerAddress[];
      readonly networks: ReadonlySet<string>;
      /** Ports of the host that the engine leads to it. */
      readonly publications: readonly Publication[];
    }
  /** A container that an engine runs, without an address that was told. */
  | { readonly role: 'unplaced'; readonly id: string }
  /** On a link of the host: with addresses that are not known. */
  | { readonly role: 'neighbours' }
  | {
      readonly role: 'outside';
      readonly family: Family;
      readonly first: Value;
      readonly last: Value;
      readonly id: string;
    };

export interface ContainerAddress {
  readonly family: Family;
  readonly value: Value;
  readonly network: string;
  /** Routers outside may lead to it; addresses behind NAT are reached from the links of the host alone. */
  readonly routed: boolean;
  /** Undefined: the interface of its network is not known. */
  readonly bridge: string | undefined;
}

/** Ends of one host: everything that stands on it, and all addresses outside. */
export class Ends {
  readonly inner: readonly InnerNetwork[];
  /** Addresses of containers, of both families. */
  readonly containers: readonly Range[];
  readonly #networks: readonly Fact<Network>[];
  readonly #sites: readonly Site[];
  readonly #known = new Map<Endpoint, End | undefined>();

  constructor(facts: readonly Fact[]) {
    this.#networks = facts.filter((one): one is Fact<Network> => one.kind === network.name);
    this.#sites = sitesOf(facts);
    this.containers = Ends.#addressesOf(facts);
    this.inner = this.#networks.map(({ value }) => ({
      bridge: value.bridge?.value,
      subnets: (value.subnets?.value ?? []).map(({ subnet }) => subnet),
    }));
  }

  static #addressesOf(facts: readonly Fact[]): Range[] {
    return facts
      .filter((one): one is Fact<Workload> => one.kind === workload.name)
      .flatMap(({ value }) => value.attachments?.value ?? [])
      .flatMap(({ addresses }) => addresses.flatMap((text) => readAddress(text.split('/')[0]!) ?? []));
  }

  /** Undefined for what does not stand at the host, or not so that its packets could be known. */
  of(endpoint: Endpoint): End | undefined {
    if (this.#known.has(endpoint)) return this.#known.get(endpoint);
    const found = this.#find(endpoint);
    this.#known.set(endpoint, found);
    return found;
  }

  #find({ peer, workload: of, blocks }: Endpoint): End | undefined {
    if (of !== undefined) return this.#container(of, peer.id);
    if (peer.kind === hostKind) return { role: 'host' };
    if (peer.kind === neighboursKind) return { role: 'neighbours' };
    const [block] = blocks ?? [];
    if (block === undefined) return undefined;
    const value = (one: bigint): Value => (block.family === 4 ? Number(one) : one);
    return { role: 'outside', family: block.family, first: value(block.first), last: value(block.last), id: peer.id };
  }

  #container(one: Fact<Workload>, id: string): End | undefined {
    const isDocker = one.value.orchestrator === 'docker';
    const site = this.#sites.find(({ workloads }) => workloads.includes(one));
    if (site === undefined) return undefined;
    // One that uses the network of another is that other on the wire.
    const place = placeOf(one, site);
    if (place.type === 'host') return { role: 'host' };
    if (place.type !== 'networks') return isDocker ? { role: 'unplaced', id } : undefined;
    const attachments = place.owner.value.attachments?.value ?? [];
    const addresses = attachments.flatMap(({ network: name, addresses: texts }) => {
      const bridge = this.#networks.find(({ value }) => value.name === name)?.value.bridge?.value;
      return texts.flatMap((text): ContainerAddress[] => {
        const read = readAddress(text.split('/')[0]!);
        if (read === null) return [];
        const { family, first: value } = read;
        return [{ family, value, network: name, bridge, routed: isRouted(site.net(place.owner.value, name), family) }];
      });
    });
    if (addresses.length === 0) return isDocker ? { role: 'unplaced', id } : undefined;
    const networks = new Set(attachments.map(({ network: name }) => name));
    return { role: 'container', id, addresses, networks, publications: place.publications };
  }
}

function isRouted(net: Net, family: Family): boolean {
  return net.kind !== 'bridge' || net.modes[family] !== 'nat' || (family === 6 && net.hasGlobalSubnet);
}

/** Compose projects that were not started have no addresses yet; what an engine runs has. */
export function runsContainers(facts: readonly Fact[]): boolean {
  return facts.some(({ kind, value }) => kind === workload.name && (value as Workload).orchestrator === 'docker');
}

export function hasContainers(facts: readonly Fact[]): boolean {
  return facts.some(({ kind, value }) => kind === workload.name && (value as Workload).orchestrator !== 'kubernetes');
}
