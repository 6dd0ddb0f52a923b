import { full, allowed, denied, notKnown } from '../../../../formats/connections/connections.ts';
import type { Connections } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { anyWay, step } from './claims.ts';
import { hostKind, hostOf, neighboursKind, neighboursOf } from './endpoints.ts';
import { placeOf, type Joined, type Place } from './places.ts';
import { sitesOf, type Site } from './sites.ts';
import { betweenContainers, fromFarther, fromHost, toFarther, toHost, titleOf, type Farther } from './ways.ts';

/** An end as Docker sees it: on its engine, or somewhere outside. */
type End =
  | { readonly place: Place; readonly site: Site; readonly workload: NonNullable<Endpoint['workload']> }
  | { readonly place: 'host'; readonly site: Site }
  | { readonly place: 'neighbours'; readonly site: Site }
  | { readonly place: 'outside'; readonly families: readonly (4 | 6)[] };

/**
 * What Docker lets through between containers, their host and all others: Compose services before they run
 * and containers as an engine runs them alike. Ports of a container are counted as its own, whatever port of
 * the host leads there.
 */
export function dockerLayer(facts: readonly Fact[]): Layer | undefined {
  const sites = sitesOf(facts);
  if (sites.length === 0) return undefined;
  const ends = new Ends(sites);
  return {
    name: 'docker',
    classOf: (endpoint) => ends.classOf(endpoint),
    between: (from, to) => between(ends.of(from), ends.of(to)),
  };
}

class Ends {
  readonly #sites: readonly Site[];
  readonly #siteOf = new Map<Fact, Site>();
  readonly #places = new Map<Fact, Place>();
  readonly #standing = new Map<string, End>();

  constructor(sites: readonly Site[]) {
    this.#sites = sites;
    for (const site of sites) {
      for (const one of site.workloads) this.#siteOf.set(one, site);
      this.#standing.set(hostOf(site, sites).id, { place: 'host', site });
      this.#standing.set(neighboursOf(site, sites).id, { place: 'neighbours', site });
    }
  }

  of({ peer, workload }: Endpoint): End {
    if (workload !== undefined) {
      const site = this.#siteOf.get(workload);
      if (site === undefined) return { place: 'outside', families: [4, 6] };
      let place = this.#places.get(workload);
      if (place === undefined) {
        place = placeOf(workload, site);
        this.#places.set(workload, place);
      }
      return { place, site, workload };
    }
    const standing = [hostKind, neighboursKind].includes(peer.kind) ? this.#standing.get(peer.id) : undefined;
    return standing ?? { place: 'outside', families: familiesOf(peer.blocks ?? []) };
  }

  classOf(endpoint: Endpoint): string {
    const end = this.of(endpoint);
    if (end.place === 'outside') return `outside ${end.families.join()}`;
    const index = this.#sites.indexOf(end.site);
    if (end.place === 'host' || end.place === 'neighbours') return `${end.place} ${index}`;
    if (end.place.type === 'host') return `on the host ${index}`;
    if (end.place.type !== 'networks') return endpoint.peer.id;
    return `${index} ${classOfJoined(end.place, endpoint)}`;
  }
}

/** Containers are told apart where they could not reach each other as each reaches itself. */
function classOfJoined({ nets, publications, owner }: Joined, endpoint: Endpoint): string {
  const isMeshed = nets.some(({ joins }) => joins === true);
  const links = owner.value.links?.value ?? [];
  if (!isMeshed || links.length > 0) return endpoint.peer.id;
  return JSON.stringify([
    nets.map(({ key }) => key),
    publications.map(({ protocol, first, last, reach, families }) => [protocol, first, last, reach, families]),
    owner.value.labels['com.docker.swarm.service.id'] !== undefined,
  ]);
}

function familiesOf(blocks: readonly string[]): (4 | 6)[] {
  const six = blocks.some((block) => block.includes(':'));
  const four = blocks.some((block) => !block.includes(':'));
  return six === four ? [4, 6] : [six ? 6 : 4];
}

function between(from: End, to: End): Connections | undefined {
  if (isApart(from) && isApart(to)) return undefined;
  // What runs on another engine, or is a file beside a running one, comes from outside as everyone does.
  if (from.place !== 'outside' && to.place !== 'outside' && from.site !== to.site) {
    const seen = between({ place: 'outside', families: [4, 6] }, to);
    return seen ?? between(from, { place: 'outside', families: [4, 6] });
  }
  if (to.place === 'host') return toTheHost(from);
  if (to.place === 'outside' || to.place === 'neighbours') return toTheOutside(from, to);
  return toAContainer(from, to);
}

/** Neither a container nor the host of one. */
function isApart(end: End): boolean {
  return end.place === 'outside' || end.place === 'neighbours' || end.place === 'host';
}

function toTheHost(from: End): Connections | undefined {
  if (typeof from.place === 'string') return undefined;
  switch (from.place.type) {
    case 'host':
      return full(allowed(step('network of the host', 'is shared', from.place.at)));
    case 'none':
      return full(denied(step('network_mode none', 'has no interface', from.place.at)));
    case 'unknown':
      return full(notKnown([from.place.missing]));
    case 'networks':
      return anyWay(
        toHost(from.place),
        denied(step(`${titleOf(from.place)} has no network with an address of the host`, 'denies', from.place.at)),
      );
  }
}

function toTheOutside(from: End, to: End): Connections | undefined {
  // The host itself, and what shares its network, goes where the host goes.
  if (typeof from.place === 'string') return undefined;
  switch (from.place.type) {
    case 'host':
      return full(allowed(step('network of the host', 'is shared: Docker filters nothing', from.place.at)));
    case 'none':
      return full(denied(step('network_mode none', 'has no interface', from.place.at)));
    case 'unknown':
      return full(notKnown([from.place.missing]));
    case 'networks': {
      const families = to.place === 'outside' ? to.families : ([4, 6] as const);
      return anyWay(
        toFarther(to.place === 'outside' ? 'outside' : 'neighbours', families, from.place),
        denied(step(`${titleOf(from.place)} has no network that leads outside`, 'denies', from.place.at)),
      );
    }
  }
}

function toAContainer(from: End, to: Extract<End, { workload: unknown }>): Connections | undefined {
  const { place } = to;
  if (place.type === 'host') return toOneOnTheHost(from, to);
  if (typeof from.place !== 'string' && shareNetwork(from, to)) {
    return full(allowed(step(`network of ${to.workload.value.name}`, 'is shared: loopback', place.at)));
  }
  if (place.type === 'none') return full(denied(step('network_mode none', 'has no interface', place.at)));
  if (place.type === 'unknown') return full(notKnown([place.missing]));
  if (from.place === 'outside' || from.place === 'neighbours') {
    const who: Farther = from.place;
    const families = from.place === 'outside' ? from.families : ([4, 6] as const);
    return anyWay(
      fromFarther(who, families, place),
      denied(step(`${titleOf(place)} publishes no such port`, 'denies', place.at)),
    );
  }
  if (from.place === 'host')
    return anyWay(
      fromHost(place),
      denied(step(`${titleOf(place)} is on no network with an address of the host`, 'denies', place.at)),
    );
  switch (from.place.type) {
    case 'host':
      return between({ place: 'host', site: to.site }, to);
    case 'none':
      return full(denied(step('network_mode none', 'has no interface', from.place.at)));
    case 'unknown':
      return full(notKnown([from.place.missing]));
    case 'networks':
      return anyWay(betweenContainers(from.place, place), denied(apart(from.place, place)));
  }
}

function apart(from: Joined, to: Joined): ReturnType<typeof step> {
  const names = (of: Joined): string => of.nets.map(({ title }) => title.replace('Network ', '')).join(', ') || 'none';
  const shared = from.nets.find((net) => to.nets.some(({ key }) => key === net.key));
  return shared === undefined
    ? step(
        `networks of ${titleOf(from)} (${names(from)}) and of ${titleOf(to)} (${names(to)})`,
        'have nothing in common',
        to.at,
      )
    : step(`${shared.title}, enable_icc=false`, 'denies', shared.at);
}

/** A container that shares the network of the host: its ports are ports of the host. */
function toOneOnTheHost(from: End, to: Extract<End, { workload: unknown }>): Connections | undefined {
  const because = step('network of the host', 'is shared: Docker filters nothing', to.place.at);
  if (from.place === 'outside' || from.place === 'neighbours') return full(allowed(because, hostRulesOf(to.site)));
  if (from.place === 'host') return full(allowed(because));
  return toTheHost(from);
}

function hostRulesOf({ engine }: Site): ReturnType<typeof step> {
  return step('firewall of the host', 'may deny', engine.at);
}

/** One container with itself, or two that use one network namespace. Replicas of a service are several. */
function shareNetwork(from: Extract<End, { workload: unknown }>, to: Extract<End, { workload: unknown }>): boolean {
  const [one, other] = [ownerOf(from), ownerOf(to)];
  if (one !== other) return false;
  const { replicas } = one.value;
  return replicas === undefined || (replicas.value !== undefined && replicas.value <= 1);
}

function ownerOf({ place, workload }: Extract<End, { workload: unknown }>): NonNullable<Endpoint['workload']> {
  return place.type === 'networks' || place.type === 'none' ? place.owner : workload;
}
