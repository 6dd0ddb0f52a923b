import type { Block } from '../../../../formats/connections/blocks.ts';
import type { Connections } from '../../../../model/connections.ts';
import { Decider, type ClassTerm, type ClassView } from './decider.ts';
import type { Held } from './decide.ts';
import { addressClasses, type AddressClass } from './outside.ts';
import { Partition } from './partition.ts';
import { isGenerated, type PodView } from './pod-view.ts';
import { Terms } from './terms.ts';
import type { Tier, TierPolicy, TierRule } from './tier.ts';

export type Direction = 'ingress' | 'egress';

/** A class of peers that no policy tells apart. */
export interface PeerClass extends ClassView {
  readonly id: number;
  /** Of kind `outside`. */
  readonly addresses?: AddressClass;
  /** The Pods that the same policies hold for; undefined for addresses. */
  readonly selection: number | undefined;
}

/**
 * Decides by policies what may go between Pods, nodes and addresses outside. Peers are put into classes by
 * the sets that policies name; what is said of a pair of classes is made when it is asked for.
 */
export class Engine {
  readonly classes: readonly PeerClass[];
  /** Classes of addresses outside; together they hold each address of both families once. */
  readonly outside: readonly PeerClass[];
  /** The class of each view that was given. */
  readonly classOf: Int32Array;
  readonly #tiers: readonly Tier[];
  readonly #policies: readonly { readonly tier: number; readonly policy: TierPolicy }[];
  readonly #peers = new Map<TierRule, readonly ClassTerm[] | null>();
  /** For each selection the policies that hold: index and whether surely. */
  readonly #selected: Map<number, { readonly sure: boolean; readonly why: ReadonlySet<string> }>[] = [];
  readonly #deciders: Readonly<Record<Direction, (Decider | undefined)[]>> = { ingress: [], egress: [] };

  /**
   * @param views what policies see of each Pod
   * @param tiers by rank, each rank once
   * @param podBlocks addresses that Pods of unknown address may have
   */
  constructor(views: readonly PodView[], tiers: readonly Tier[], podBlocks: readonly Block[]) {
    this.#tiers = tiers;
    this.#policies = tiers.flatMap(({ policies }, tier) => inOrder(policies).map((policy) => ({ tier, policy })));
    const shape = shapeOf(this.#policies.map(({ policy }) => policy));
    const { raw, rawOf, portKeys } = distinct(views, shape);
    const terms = new Terms(raw, podBlocks);
    const subjects = this.#policies.map(({ policy }) => policy.subject.map((set) => terms.pods(set)));
    const rules = this.#policies.flatMap(({ policy }) => [...policy.ingress, ...policy.egress]);
    const peers = rules.map(({ peers: all }) => (all === 'all' ? null : all.map((set) => terms.peers(set))));
    const addresses = addressClasses(terms.blockSets);
    terms.place(addresses.map(({ held }) => held));

    const size = raw.length + addresses.length;
    const all = new Partition(size, (at) =>
      at < raw.length ? `${raw[at]!.hostNetwork} ${portKeys[at]}` : `outside ${addresses[at - raw.length]!.family}`,
    );
    for (const { yes, maybe } of terms.list) {
      all.split(yes);
      all.split(maybe);
    }
    const selection = new Partition(raw.length, (at) => `${raw[at]!.hostNetwork} ${portKeys[at]}`);
    const subjectTerms = new Set(subjects.flat());
    for (const index of subjectTerms) {
      selection.split(terms.list[index]!.yes);
      selection.split(terms.list[index]!.maybe);
    }

    const found: (PeerClass | undefined)[] = Array.from({ length: all.count });
    for (let at = 0; at < size; at++) {
      const id = all.of[at]!;
      const view = raw[at];
      found[id] ??=
        view === undefined
          ? {
              id,
              kind: 'outside',
              portKey: '',
              ports: null,
              addresses: addresses[at - raw.length]!,
              selection: undefined,
            }
          : {
              id,
              kind: view.hostNetwork === 'no' ? 'pod' : 'node',
              portKey: portKeys[at]!,
              ports: view.namedPorts,
              selection: selection.of[at]!,
            };
    }
    this.classes = found.map((one) => one!);
    this.outside = this.classes.filter(({ kind }) => kind === 'outside');
    this.classOf = Int32Array.from(rawOf, (at) => all.of[at]!);

    const made = new Map<number, ClassTerm>();
    const classTerm = (index: number): ClassTerm => {
      let known = made.get(index);
      if (known === undefined) {
        const term = terms.list[index]!;
        const [yes, maybe] = [term.yes, term.maybe].map((members) => mapped(members, all.of));
        made.set(index, (known = { term, yes: yes!, maybe: maybe! }));
      }
      return known;
    };
    for (const [index, rule] of rules.entries()) this.#peers.set(rule, peers[index]?.map(classTerm) ?? null);
    this.#select(subjects, terms, selection, raw);
  }

  #select(subjects: readonly (readonly number[])[], terms: Terms, selection: Partition, raw: readonly PodView[]): void {
    for (let at = 0; at < selection.count; at++) this.#selected.push(new Map());
    const plain = new Set<number>();
    for (const [at, { hostNetwork }] of raw.entries()) if (hostNetwork === 'no') plain.add(selection.of[at]!);
    for (const [index, sets] of subjects.entries()) {
      const { policy } = this.#policies[index]!;
      const doubt = policy.doubt === undefined ? [] : [policy.doubt];
      const hold = (members: Iterable<number>, sure: boolean, why: Iterable<string>): void => {
        for (const id of members) {
          const before = this.#selected[id]!.get(index);
          if (before?.sure !== true)
            this.#selected[id]!.set(index, { sure, why: new Set([...(before?.why ?? []), ...why]) });
        }
      };
      for (const set of sets) {
        const { everyPod, yes, maybe, why } = terms.list[set]!;
        const unsure = [...why].map((one) => `${one} (${policy.title})`);
        hold(mapped(maybe, selection.of), false, [...unsure, ...doubt]);
        hold(mapped(yes, selection.of), policy.doubt === undefined, doubt);
        if (everyPod !== 'no')
          hold(plain, everyPod === 'yes' && policy.doubt === undefined, [
            ...(everyPod === 'maybe' ? unsure : []),
            ...doubt,
          ]);
      }
    }
  }

  /** What decides for the Pods of a class in one direction; undefined for addresses outside. */
  decider(of: PeerClass, direction: Direction): Decider | undefined {
    if (of.selection === undefined) return undefined;
    const made = this.#deciders[direction];
    let known = made[of.selection];
    if (known === undefined) {
      const held: Held[] = [...this.#selected[of.selection]!]
        .filter(([index]) => this.#policies[index]!.policy.directions[direction])
        .toSorted(([a], [b]) => a - b)
        .map(([index, { sure, why }]) => ({ ...this.#policies[index]!, sure, why: [...why] }));
      known = new Decider(this.#tiers, held, direction, (rule) => this.#peers.get(rule)!, of);
      made[of.selection] = known;
    }
    return known;
  }

  /** What the policies of `of` say of traffic with `peer`; undefined when `of` is outside. */
  says(of: PeerClass, direction: Direction, peer: PeerClass): Connections | undefined {
    return this.decider(of, direction)?.of(peer.id, peer);
  }
}

/** By priority; of equal ones by name, so that reasons stand in the same order however files were read. */
function inOrder(policies: readonly TierPolicy[]): TierPolicy[] {
  return policies.toSorted((a, b) => a.priority - b.priority || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
}

/** Classes of elements, ascending, each once. */
function mapped(members: readonly number[], of: Int32Array): Int32Array {
  return Int32Array.from(new Set(members.map((at) => of[at]!))).toSorted();
}

/** What policies ask of a Pod at all. */
interface Shape {
  /** null: any label. */
  readonly labels: readonly string[] | null;
  readonly ports: ReadonlySet<string>;
  readonly addresses: boolean;
  readonly accounts: boolean;
}

function shapeOf(policies: readonly TierPolicy[]): Shape {
  const labels = new Set<string>();
  const ports = new Set<string>();
  let [any, addresses, accounts] = [false, false, false];
  const see = ({ pods, further }: TierPolicy['subject'][number]): void => {
    for (const { key } of pods) labels.add(key);
    if (further === undefined) return;
    accounts = true;
    addresses ||= further.addresses === true;
    if (further.labels === null) any = true;
    else for (const key of further.labels) labels.add(key);
  };
  for (const { subject, ingress, egress } of policies) {
    for (const set of subject) see(set);
    for (const { peers, ports: some } of [...ingress, ...egress]) {
      if (some !== 'all') for (const port of some) if ('name' in port) ports.add(port.name);
      if (peers === 'all') continue;
      for (const peer of peers) {
        if (peer.kind === 'pods') see(peer.pods);
        else if (peer.kind === 'blocks') addresses = true;
      }
    }
  }
  return { labels: any ? null : [...labels].toSorted(), ports, addresses, accounts };
}

/** Views that no policy can tell apart are one. */
function distinct(
  views: readonly PodView[],
  { labels, ports, addresses, accounts }: Shape,
): { readonly raw: PodView[]; readonly rawOf: Int32Array; readonly portKeys: string[] } {
  const raw: PodView[] = [];
  const portKeys: string[] = [];
  const rawOf = new Int32Array(views.length);
  const known = new Map<string, number>();
  const asksGenerated = labels === null || labels.some(isGenerated);
  for (const [index, view] of views.entries()) {
    const portKey =
      ports.size === 0
        ? ''
        : view.namedPorts === undefined
          ? '?'
          : view.namedPorts
              .filter(({ name }) => ports.has(name))
              .map(({ name, protocol, port }) => `${name}/${protocol}/${port}`)
              .toSorted()
              .join();
    let key = `${view.namespace}\0${view.hostNetwork}\0${portKey}`;
    if (labels === null)
      for (const label of Object.keys(view.labels).toSorted()) key += `\0${label}=${view.labels[label]!}`;
    else for (const label of labels) if (Object.hasOwn(view.labels, label)) key += `\0${label}=${view.labels[label]!}`;
    if (asksGenerated) key += `\0${view.template}`;
    if (addresses) key += `\0${view.addresses?.map(({ family, first }) => `${family}:${first}`).join() ?? '?'}`;
    if (accounts) key += `\0${view.serviceAccount ?? '?'}`;
    let at = known.get(key);
    if (at === undefined) {
      known.set(key, (at = raw.push(view) - 1));
      portKeys.push(portKey);
    }
    rawOf[index] = at;
  }
  return { raw, rawOf, portKeys };
}
