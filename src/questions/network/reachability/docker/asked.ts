import type { Connections } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { dockerEndpoints, neighboursKind } from './endpoints.ts';
import { dockerLayer } from './layer.ts';
import { placeOf, type Place } from './places.ts';
import { sitesOf, type Site } from './sites.ts';

/** What checks ask Docker's layer about single workloads. */
export class DockerQuestions {
  readonly sites: readonly Site[];
  readonly #layer: Layer | undefined;
  readonly #ends = new Map<Fact, Endpoint>();
  readonly #neighbours = new Map<Site, Endpoint>();

  /** @param facts workloads, networks and engines */
  constructor(facts: readonly Fact[]) {
    this.sites = sitesOf(facts);
    this.#layer = dockerLayer(facts);
    const ends = dockerEndpoints(facts);
    for (const one of ends) if (one.workload !== undefined) this.#ends.set(one.workload, one);
    const neighbours = ends.filter(({ peer }) => peer.kind === neighboursKind);
    for (const [index, site] of this.sites.entries()) this.#neighbours.set(site, neighbours[index]!);
  }

  placeOf(one: Fact<Workload>, site: Site): Place {
    return placeOf(one, site);
  }

  between(from: Fact<Workload>, to: Fact<Workload>): Connections {
    return this.#layer?.between(this.#ends.get(from)!, this.#ends.get(to)!) ?? [];
  }

  /** From machines on a link of the host. */
  fromNeighbours(site: Site, to: Fact<Workload>): Connections {
    return this.#layer?.between(this.#neighbours.get(site)!, this.#ends.get(to)!) ?? [];
  }
}
