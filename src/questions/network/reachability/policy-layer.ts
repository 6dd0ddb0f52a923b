import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import type { Because, Connections } from '../../../model/connections.ts';
import { parseBlock, type Block } from '../../../formats/connections/blocks.ts';
import { allowed, combine, common, full } from '../../../formats/connections/connections.ts';
import { stranger } from './endpoints/stranger.ts';
import type { Endpoint, Layer, LayerContext } from './layer.ts';
import { policyTiers } from './policy-tiers.ts';
import { fromItsNode, policyRows, type Rows } from './policy-rows.ts';
import { undecided } from './tiers/decide.ts';
import { Engine, type Direction, type PeerClass } from './tiers/engine.ts';

/**
 * Addresses that Pods have where no one says which: private (RFC 1918, RFC 4193), shared (RFC 6598),
 * benchmark (RFC 2544) and reserved ones (RFC 1112), which plugins give out, and global ones of IPv6.
 */
const podBlocks: readonly Block[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '240.0.0.0/4',
  'fc00::/7',
  '2000::/3',
].map((text) => parseBlock(text)!);

/**
 * What policies of a cluster let through: between its Pods, to and from addresses outside. It speaks of no
 * pair without a Pod of Kubernetes.
 */
export function policyLayer(facts: readonly Fact[], { cni, endpoints, stage }: LayerContext): PolicyLayer | undefined {
  const pods = endpoints.filter(({ pod }) => pod !== undefined);
  if (pods.length === 0) return undefined;
  const objects = facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name);
  return new PolicyLayer([...pods, stranger], cni === 'none' ? [] : objects, cni, stage);
}

export class PolicyLayer implements Layer {
  readonly name = 'policy';
  readonly blockSets: readonly (readonly Block[])[];
  readonly #engine: Engine;
  readonly #views: ReadonlyMap<Endpoint, number>;
  readonly #outside: readonly { readonly block: Block; readonly of: PeerClass }[];
  readonly #enforced: boolean;

  constructor(
    pods: readonly Endpoint[],
    objects: readonly Fact<KubernetesObject>[],
    cni: LayerContext['cni'],
    stage: Stage,
  ) {
    const tiers = policyTiers(
      objects.filter((one) => one.stage === stage),
      cni,
    );
    this.#enforced = cni !== 'none';
    this.#engine = new Engine(
      pods.map(({ pod }) => pod!),
      tiers,
      podBlocks,
    );
    this.#views = new Map(pods.map((one, index) => [one, index]));
    this.#outside = this.#engine.outside
      .flatMap((of) => of.addresses!.blocks.map((block) => ({ block, of })))
      .toSorted(({ block: a }, { block: b }) => a.family - b.family || (a.first < b.first ? -1 : 1));
    this.blockSets = this.#engine.outside.map(({ addresses }) => addresses!.blocks);
  }

  classOf(endpoint: Endpoint): number {
    return this.#classOf(endpoint)?.id ?? -1;
  }

  between(from: Endpoint, to: Endpoint): Connections | undefined {
    if (from.pod === undefined && to.pod === undefined) return undefined;
    if (from === to && from.peer.kind === 'Pod') return full(allowed(itself(from)));
    const [source, destination] = [this.#classOf(from), this.#classOf(to)];
    if (source === undefined) return destination && this.#elsewhere(to, destination, 'ingress');
    if (destination === undefined) return this.#elsewhere(from, source, 'egress');
    const egress = this.#says(from, source, 'egress', destination);
    const ingress = this.#says(to, destination, 'ingress', source);
    if (egress === undefined || ingress === undefined) return egress ?? ingress;
    // The same answers give the same object, so that whoever asks for many ends can tell.
    let row = this.#together.get(egress);
    if (row === undefined) this.#together.set(egress, (row = new WeakMap()));
    let both = row.get(ingress);
    if (both === undefined) row.set(ingress, (both = combine(egress, ingress)));
    return both;
  }

  readonly #together = new WeakMap<Connections, WeakMap<Connections, Connections>>();

  /**
   * Of many addresses outside those that suffice to ask about: one for all of whom no rule that holds for
   * the other end speaks by itself.
   */
  addressesApart(end: Endpoint, addresses: readonly Endpoint[], direction: Direction): readonly Endpoint[] {
    const of = this.#classOf(end);
    const decider = of === undefined ? undefined : this.#engine.decider(of, direction);
    if (decider === undefined) return addresses;
    let byClass = this.#byClass.get(addresses);
    if (byClass === undefined) {
      byClass = Map.groupBy(addresses, (one) => this.classOf(one));
      this.#byClass.set(addresses, byClass);
    }
    const named = decider.named.filter((id) => byClass.has(id));
    const others = [...byClass.keys()].find((id) => !decider.names(id));
    return [...named, ...(others === undefined ? [] : [others])].flatMap((id) => byClass.get(id)!);
  }

  readonly #byClass = new WeakMap<readonly Endpoint[], ReadonlyMap<number, readonly Endpoint[]>>();

  /** The pairs of many ends, of which each is of another class. */
  rows(ends: readonly Endpoint[], apart: (index: number) => string): Rows {
    return policyRows(
      this.#engine,
      ends.map((one) => this.#classOf(one)!),
      apart,
    );
  }

  #classOf(endpoint: Endpoint): PeerClass | undefined {
    const view = this.#views.get(endpoint);
    if (view !== undefined) return this.#engine.classes[this.#engine.classOf[view]!];
    if (endpoint.blocks === undefined) return undefined;
    let known = this.#addresses.get(endpoint);
    if (known === undefined) this.#addresses.set(endpoint, (known = { of: this.#outsideOf(endpoint.blocks) }));
    return known.of;
  }

  readonly #addresses = new WeakMap<Endpoint, { readonly of: PeerClass | undefined }>();

  #outsideOf([first]: readonly Block[]): PeerClass | undefined {
    if (first === undefined) return undefined;
    let [low, high] = [0, this.#outside.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { block } = this.#outside[middle]!;
      if (block.family < first.family || (block.family === first.family && block.last < first.first)) low = middle + 1;
      else high = middle;
    }
    return this.#outside[low]?.of;
  }

  /**
   * Between a Pod and what is neither a Pod nor addresses: a container of Docker, a host, a machine of a cloud.
   * It has some address, or its host is the Pod's own node, so that what policies deny to some is not known;
   * where they leave everything open they have no say.
   */
  #elsewhere(end: Endpoint, of: PeerClass, direction: Direction): Connections | undefined {
    const key = `${direction} ${end.peer.id}`;
    if (this.#afar.has(key)) return this.#afar.get(key);
    const said = this.#engine.outside
      .map((one) => this.#says(end, of, direction, one))
      .filter((one) => one !== undefined);
    const why = 'what policies make of it: the address by which it meets the cluster is not known';
    const all = said.length === 0 ? undefined : common([...new Set(said)], why);
    const found = all?.every(({ verdict }) => verdict === 'allowed')
      ? undefined
      : all?.map((part) =>
          part.verdict === 'denied' ? { ...part, verdict: 'unknown' as const, missing: [why] } : part,
        );
    this.#afar.set(key, found);
    return found;
  }

  readonly #afar = new Map<string, Connections | undefined>();

  #says(endpoint: Endpoint, of: PeerClass, direction: Direction, peer: PeerClass): Connections | undefined {
    const found = this.#engine.says(of, direction, peer);
    if (found === undefined) return undefined;
    const said = this.#named(found, endpoint, direction);
    return direction === 'ingress' && peer.kind === 'node' ? fromItsNode(said) : said;
  }

  /** Where no policy decides, the reason names the Pod that is meant. */
  #named(found: Connections, endpoint: Endpoint, direction: Direction): Connections {
    if (!found.some(({ because }) => because.includes(undecided))) return found;
    let known = this.#renamed.get(found);
    if (known === undefined) this.#renamed.set(found, (known = new Map()));
    const key = `${direction} ${endpoint.peer.id}`;
    let said = known.get(key);
    if (said === undefined) {
      const reason = this.#reason(endpoint, direction);
      said = found.map((part) => ({ ...part, because: part.because.map((one) => (one === undecided ? reason : one)) }));
      known.set(key, said);
    }
    return said;
  }

  readonly #renamed = new WeakMap<Connections, Map<string, Connections>>();
  readonly #reasons = new Map<string, Because>();

  #reason(endpoint: Endpoint, direction: Direction): Because {
    const { kind, namespace, name, id } = endpoint.peer;
    const key = `${direction} ${id}`;
    let known = this.#reasons.get(key);
    if (known === undefined) {
      const who = `${kind} ${namespace}/${name}`;
      const at = endpoint.workload?.value.at ?? { source: 'policies' };
      known = this.#enforced
        ? { layer: 'policy', rule: `no policy selects ${who} for ${direction}`, effect: 'does not isolate', at }
        : {
            layer: 'policy',
            rule: `the network plugin enforces no policies on ${who}`,
            effect: 'does not isolate',
            at,
          };
      this.#reasons.set(key, known);
    }
    return known;
  }
}

function itself({ peer, workload }: Endpoint): Because {
  const at = workload?.value.at ?? { source: 'policies' };
  return { layer: 'policy', rule: `Pod ${peer.namespace}/${peer.name} reaches itself`, effect: 'allows', at };
}
