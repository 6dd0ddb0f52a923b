import { holds, overlaps, type Block } from '../../../../formats/connections/blocks.ts';
import type { Selector } from '../../../../formats/label-selector/selector.ts';
import { both, fitsNamespace, fitsPod, isGenerated, type PodView } from './pod-view.ts';
import type { Fit, PeerSet, PodSet } from './tier.ts';

/** A set of peers that policies name, with what is in it. Equal sets are one term. */
export interface Term {
  /** Of all Pods that are not on the network of their node; those are left out of the lists then. */
  everyPod: Fit;
  /** Of all addresses outside. */
  everyOutside: Fit;
  /** Elements that are in it, and that may be; ascending. */
  yes: number[];
  maybe: number[];
  /** What was not known of those that may be. */
  readonly why: Set<string>;
}

/** Elements are Pods (`views`, by index), then classes of addresses, in that order. */
export class Terms {
  readonly list: Term[] = [];
  readonly #views: readonly PodView[];
  readonly #byKey = new Map<string, number>();
  readonly #pending: {
    readonly term: Term;
    readonly blocks: readonly Block[];
    readonly pods: boolean;
    readonly nodes: boolean;
  }[] = [];
  readonly #index: PodIndex;
  readonly #podBlocks: readonly Block[];

  /** @param podBlocks addresses that Pods of unknown address may have */
  constructor(views: readonly PodView[], podBlocks: readonly Block[]) {
    this.#views = views;
    this.#podBlocks = podBlocks;
    this.#index = new PodIndex(views);
  }

  /** The index of the term of some Pods. */
  pods(set: PodSet): number {
    return this.#intern(keyOf(set), () => this.#index.find(set));
  }

  peers(set: PeerSet): number {
    switch (set.kind) {
      case 'pods':
        return this.pods(set.pods);
      case 'outside':
        return this.#intern('outside', () => ({ ...empty(), everyOutside: 'yes' }));
      case 'nodes':
        return this.#intern(`nodes ${set.perhaps}`, () => this.#nodes(set.perhaps));
      case 'perhaps':
        return this.#intern(`perhaps ${set.outside} ${set.why}`, () => this.#perhaps(set.outside, set.why));
      case 'blocks': {
        const key = `blocks ${set.pods} ${set.nodes} ${set.blocks.map(({ family, first, last }) => `${family}:${first}-${last}`).join()}`;
        return this.#intern(key, () => {
          const term = empty();
          this.#pending.push({ term, blocks: set.blocks, pods: set.pods, nodes: set.nodes !== false });
          return term;
        });
      }
    }
  }

  /** The block sets that were named, for `addressClasses`; then `place` what that made. */
  get blockSets(): (readonly Block[])[] {
    return this.#pending.map(({ blocks }) => blocks);
  }

  /** @param held for each class of addresses in order the block sets that hold it */
  place(held: readonly (readonly number[])[]): void {
    for (const [index, sets] of held.entries()) {
      for (const set of sets) this.#pending[set]!.term.yes.push(this.#views.length + index);
    }
    const views = this.#views.map((view, index) => ({ view, index }));
    const plain = views.filter(({ view }) => view.hostNetwork === 'no');
    const unknown = plain.filter(({ view }) => view.addresses === undefined);
    const others = views.filter(({ view }) => view.hostNetwork !== 'no' || view.addresses !== undefined);
    for (const { term, blocks, pods, nodes } of this.#pending) {
      const perhaps: Fit =
        pods && unknown.length > 0 && blocks.some((block) => this.#podBlocks.some((own) => overlaps(own, block)))
          ? 'maybe'
          : 'no';
      const found: { yes: number[]; maybe: number[] } = { yes: [], maybe: [] };
      if (perhaps === 'maybe') {
        term.why.add('addresses of Pods, which only a running cluster knows');
        // The usual case: no address is known at all. A list of every Pod for every block would be long.
        if (unknown.length === plain.length) term.everyPod = 'maybe';
        else for (const { index } of unknown) found.maybe.push(index);
      }
      for (const { view, index } of others) {
        if (view.hostNetwork === 'no' ? !pods : !nodes) continue;
        const fit = fitsBlocks(view.addresses, blocks);
        if (fit === 'yes') found.yes.push(index);
        if (fit === 'maybe') {
          found.maybe.push(index);
          term.why.add(
            view.addresses === undefined ? 'addresses of nodes' : 'which of its addresses a Pod is reached by',
          );
        }
      }
      term.yes = [...found.yes, ...term.yes];
      term.maybe = found.maybe.toSorted((a, b) => a - b);
    }
  }

  #intern(key: string, make: () => Term): number {
    let known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, (known = this.list.push(make()) - 1));
    return known;
  }

  #onNodes(fit: Fit): number[] {
    return this.#views.flatMap(({ hostNetwork }, index) => (hostNetwork === fit ? [index] : []));
  }

  #nodes(perhaps: boolean): Term {
    const why = new Set(['which nodes it means']);
    const [sure, unsure] = [this.#onNodes('yes'), this.#onNodes('maybe')];
    return perhaps
      ? { ...empty(), maybe: [...sure, ...unsure].toSorted((a, b) => a - b), why }
      : { ...empty(), yes: sure, maybe: unsure, why };
  }

  #perhaps(outside: boolean, why: string): Term {
    const term = { ...empty(), everyOutside: 'maybe' as const, why: new Set([why]) };
    if (outside) return term;
    return {
      ...term,
      everyPod: 'maybe',
      maybe: this.#views.flatMap(({ hostNetwork }, at) => (hostNetwork === 'no' ? [] : [at])),
    };
  }
}

function empty(): Term {
  return { everyPod: 'no', everyOutside: 'no', yes: [], maybe: [], why: new Set() };
}

/** Of several addresses of one Pod (two families) all are in the blocks, none is, or it depends on the one taken. */
function fitsBlocks(addresses: readonly Block[] | undefined, blocks: readonly Block[]): Fit {
  if (addresses === undefined || addresses.length === 0) return blocks.length > 0 ? 'maybe' : 'no';
  const inside = addresses.filter((one) => blocks.some((block) => holds(block, one)));
  return inside.length === 0 ? 'no' : inside.length === addresses.length ? 'yes' : 'maybe';
}

function keyOf({ namespaces, pods, further, hostNetwork }: PodSet): string {
  const place = typeof namespaces === 'string' ? `=${namespaces}` : textOf(namespaces);
  return `pods ${hostNetwork} ${place}\n${textOf(pods)}\n${further?.key ?? ''}`;
}

function textOf(selector: Selector): string {
  if (selector.length === 0) return '';
  return selector
    .map(({ key, operator, values }) => JSON.stringify([key, operator, ...values.toSorted()]))
    .toSorted()
    .join();
}

interface Place {
  readonly view: PodView;
  readonly members: number[];
  readonly byLabel: Map<string, number[]>;
}

/** Finds the Pods of a set without asking each: by namespace, and by labels that they must have. */
class PodIndex {
  readonly #views: readonly PodView[];
  readonly #places = new Map<string, Place>();
  readonly #everywhere: Place;
  readonly #namespaces = new Map<string, readonly (readonly [Place, Fit])[]>();
  readonly #plain: number;

  constructor(views: readonly PodView[]) {
    this.#views = views;
    this.#everywhere = { view: views[0]!, members: [], byLabel: new Map() };
    for (const [index, view] of views.entries()) {
      let place = this.#places.get(view.namespace);
      if (place === undefined) {
        place = { view, members: [], byLabel: new Map() };
        this.#places.set(view.namespace, place);
      }
      for (const { members, byLabel } of [place, this.#everywhere]) {
        members.push(index);
        for (const key in view.labels) {
          const label = `${key}\0${view.labels[key]}`;
          const known = byLabel.get(label);
          if (known === undefined) byLabel.set(label, [index]);
          else known.push(index);
        }
      }
    }
    this.#plain = views.filter(({ hostNetwork }) => hostNetwork === 'no').length;
  }

  find(set: PodSet): Term {
    const term = empty();
    for (const [place, of] of this.#placesOf(set.namespaces)) {
      for (const index of candidates(place, set.pods, this.#views)) {
        const view = this.#views[index]!;
        // Everywhere at once: the namespace is asked here where it asks for nothing.
        const pod = fitsPod(set.pods, view);
        const further = set.further === undefined ? 'yes' : set.further.fits(view);
        const host = onNode(view.hostNetwork, set.hostNetwork);
        const fit = both(both(of, pod), both(further, host));
        if (fit === 'yes') term.yes.push(index);
        if (fit !== 'maybe') continue;
        term.maybe.push(index);
        if (of === 'maybe') term.why.add(`the labels of Namespace ${view.namespace}, which was not read`);
        if (pod === 'maybe') term.why.add('labels that controllers put on their Pods');
        if (further === 'maybe') term.why.add('what a policy asks of a Pod beside its labels');
        if (host === 'maybe') term.why.add('whether the network plugin counts Pods on the network of their node');
      }
    }
    term.yes.sort((a, b) => a - b);
    term.maybe.sort((a, b) => a - b);
    const plain = term.yes.filter((index) => this.#views[index]!.hostNetwork === 'no');
    if (plain.length === this.#plain && plain.length > 0) {
      term.everyPod = 'yes';
      term.yes = term.yes.filter((index) => this.#views[index]!.hostNetwork !== 'no');
    }
    return term;
  }

  #placesOf(namespaces: string | Selector): readonly (readonly [Place, Fit])[] {
    if (typeof namespaces === 'string') {
      const place = this.#places.get(namespaces);
      return place === undefined ? [] : [[place, 'yes']];
    }
    if (this.#views.length === 0) return [];
    if (namespaces.length === 0) return [[this.#everywhere, 'yes']];
    const key = textOf(namespaces);
    let known = this.#namespaces.get(key);
    if (known === undefined) {
      known = [...this.#places.values()].flatMap((place) => {
        const fit = fitsNamespace(namespaces, place.view);
        return fit === 'no' ? [] : [[place, fit] as const];
      });
      this.#namespaces.set(key, known);
    }
    return known;
  }
}

/** Pods that may fit: those of the rarest label that is asked for. */
function candidates({ members, byLabel }: Place, selector: Selector, views: readonly PodView[]): readonly number[] {
  let best = members;
  for (const { key, operator, values } of selector) {
    // A label that controllers put on Pods is not in a template.
    if (operator !== 'In' || isGenerated(key)) continue;
    const found = values.length === 1 ? (byLabel.get(`${key}\0${values[0]!}`) ?? []) : several(byLabel, key, values);
    if (found.length < best.length) best = found;
  }
  return views.length === 0 ? [] : best;
}

function several(byLabel: ReadonlyMap<string, number[]>, key: string, values: readonly string[]): number[] {
  return [...new Set(values)].flatMap((value) => byLabel.get(`${key}\0${value}`) ?? []);
}

function onNode(view: Fit, set: Fit): Fit {
  if (view === 'no' || set === 'yes') return 'yes';
  return view === 'yes' ? set : 'maybe';
}
