import type { Connections } from '../../../model/connections.ts';
import { combine, equal } from '../../../formats/connections/connections.ts';
import type { Decider } from './tiers/decider.ts';
import type { Engine, PeerClass } from './tiers/engine.ts';

/** What policies say of pairs of classes: of some by name, of all others by group. */
export interface Rows {
  /** Indices of classes that are alike towards all whom no rule names, as sources and as destinations. */
  readonly sources: readonly (readonly number[])[];
  readonly destinations: readonly (readonly number[])[];
  /** What holds for pairs of these groups that are not told by themselves; undefined when it is all denied. */
  ofGroups(source: number, destination: number): Connections | undefined;
  /** Pairs of indices of which rules speak by name and that are not as their groups are. */
  readonly pairs: Iterable<{ readonly from: number; readonly to: number; readonly parts: Connections }>;
}

/**
 * The pairs of many classes without walking all of them: rules name few peers each, and what they say of all
 * others is the same for whole groups.
 *
 * @param apart beside what policies say: classes of different texts are in different groups
 */
export function policyRows(engine: Engine, classes: readonly PeerClass[], apart: (index: number) => string): Rows {
  const pairwise = new Pairwise(engine);
  const index = Map.groupBy(classes.keys(), (at) => classes[at]!.id);
  // One class for each kind and each set of named ports: `ofOthers` asks for nothing else of a peer.
  const views = [...Map.groupBy(classes, ({ kind, portKey }) => `${kind} ${portKey}`).values()].map((some) => some[0]!);
  const sources = grouped(classes, (one, at) => {
    const said = views.map((view) => pairwise.shape(engine.decider(one, 'egress')?.ofOthers(view)));
    return `${one.kind} ${one.portKey} ${apart(at)} ${said.join()}`;
  });
  const destinations = grouped(classes, (one, at) => {
    const said = views.map((view) => pairwise.shape(engine.decider(one, 'ingress')?.ofOthers(view)));
    return `${one.kind} ${one.portKey} ${apart(at)} ${said.join()}`;
  });
  const [sourceOf, destinationOf] = [placesOf(sources, classes.length), placesOf(destinations, classes.length)];
  const known = new Map<number, Connections | null>();
  const ofGroups = (source: number, destination: number): Connections | undefined => {
    const key = source * destinations.length + destination;
    let found = known.get(key);
    if (found === undefined) {
      const [from, to] = [classes[sources[source]![0]!]!, classes[destinations[destination]![0]!]!];
      const both = from.kind === 'outside' && to.kind === 'outside';
      const parts = both ? undefined : pairwise.others(from, to);
      found = parts === undefined || pairwise.isDenied(parts) ? null : parts;
      known.set(key, found);
    }
    return found ?? undefined;
  };
  return { sources, destinations, ofGroups, pairs: pairs() };

  function* pairs(): Generator<{ from: number; to: number; parts: Connections }> {
    for (const [from, source] of classes.entries()) {
      for (const id of engine.decider(source, 'egress')?.named ?? []) {
        for (const to of index.get(id) ?? []) yield* pair(from, to);
      }
    }
    for (const [to, destination] of classes.entries()) {
      for (const id of engine.decider(destination, 'ingress')?.named ?? []) {
        const [first] = index.get(id) ?? [];
        if (first === undefined) continue;
        const egress: Decider | undefined = engine.decider(classes[first]!, 'egress');
        if (egress?.names(destination.id) === true) continue;
        for (const from of index.get(id)!) yield* pair(from, to);
      }
    }
  }

  function* pair(from: number, to: number): Generator<{ from: number; to: number; parts: Connections }> {
    const group = ofGroups(sourceOf[from]!, destinationOf[to]!);
    if (group === undefined) {
      const parts = pairwise.open(classes[from]!, classes[to]!);
      if (parts !== undefined) yield { from, to, parts };
    } else {
      const parts = pairwise.of(classes[from]!, classes[to]!);
      if (!equal(parts, group)) yield { from, to, parts };
    }
  }
}

function grouped(classes: readonly PeerClass[], key: (one: PeerClass, at: number) => string): number[][] {
  return [...Map.groupBy(classes.keys(), (at) => key(classes[at]!, at)).values()];
}

function placesOf(groups: readonly (readonly number[])[], size: number): Int32Array {
  const found = new Int32Array(size);
  for (const [group, members] of groups.entries()) for (const at of members) found[at] = group;
  return found;
}

/** Combines what two directions say, each two answers once. */
class Pairwise {
  readonly #engine: Engine;
  readonly #known = new Map<Connections | undefined, Map<Connections | undefined, Connections>>();
  readonly #shapes = new Map<Connections, number>();
  readonly #shapeIds = new Map<string, number>();
  readonly #closed = new Map<number, boolean>();
  readonly #soft = new Map<Connections, Connections>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  of(from: PeerClass, to: PeerClass): Connections {
    const egress = this.#engine.says(from, 'egress', to);
    return this.#both(egress, this.#engine.says(to, 'ingress', from), from);
  }

  /** `of`, or undefined when it is denied on every port: that is known of most pairs by the verdicts alone. */
  open(from: PeerClass, to: PeerClass): Connections | undefined {
    const egress = this.#engine.says(from, 'egress', to);
    const ingress = this.#engine.says(to, 'ingress', from);
    const key = (this.shape(egress) * 0x100_0000 + this.shape(ingress)) * 2 + (from.kind === 'node' ? 1 : 0);
    let closed = this.#closed.get(key);
    const both = closed === true ? undefined : this.#both(egress, ingress, from);
    if (closed === undefined) this.#closed.set(key, (closed = this.isDenied(both!)));
    return closed ? undefined : both;
  }

  /** The same for classes that no rule of the other names. */
  others(from: PeerClass, to: PeerClass): Connections {
    const egress = this.#engine.decider(from, 'egress')?.ofOthers(to);
    return this.#both(egress, this.#engine.decider(to, 'ingress')?.ofOthers(from), from);
  }

  #both(egress: Connections | undefined, ingress: Connections | undefined, from: PeerClass): Connections {
    const inward = ingress !== undefined && from.kind === 'node' ? this.#softened(ingress) : ingress;
    let row = this.#known.get(egress);
    if (row === undefined) this.#known.set(egress, (row = new Map()));
    let found = row.get(inward);
    if (found === undefined) {
      found = combine(...[egress, inward].filter((one) => one !== undefined));
      row.set(inward, found);
    }
    return found;
  }

  #softened(ingress: Connections): Connections {
    let found = this.#soft.get(ingress);
    if (found === undefined) this.#soft.set(ingress, (found = fromItsNode(ingress)));
    return found;
  }

  /** Equal for answers of the same verdicts. */
  shape(connections: Connections | undefined): number {
    if (connections === undefined) return 0;
    let known = this.#shapes.get(connections);
    if (known === undefined) {
      const text = connections.map(({ protocol, first, verdict }) => `${protocol}${first}${verdict[0]}`).join();
      known = this.#shapeIds.get(text) ?? this.#shapeIds.size + 1;
      this.#shapeIds.set(text, known);
      this.#shapes.set(connections, known);
    }
    return known;
  }

  isDenied(connections: Connections): boolean {
    return connections.every(({ verdict }) => verdict === 'denied');
  }
}

const sameNode = 'whether both run on the same node, which reaches its own Pods whatever policies say';

/** A node reaches its own Pods whatever policies say (networking/v1 types.go); which node it is, is not known. */
export function fromItsNode(ingress: Connections): Connections {
  return ingress.map((part) =>
    part.verdict === 'denied' ? { ...part, verdict: 'unknown' as const, missing: [sameNode] } : part,
  );
}
