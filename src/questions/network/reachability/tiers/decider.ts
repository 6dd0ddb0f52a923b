import type { Connections } from '../../../../model/connections.ts';
import { decide, type Fitting, type Held } from './decide.ts';
import type { NamedPort } from './pod-view.ts';
import type { Term } from './terms.ts';
import type { Fit, Tier, TierRule } from './tier.ts';

/** What kind of peer a class holds: Pods, Pods on the network of their node, addresses outside. */
export type ClassKind = 'pod' | 'node' | 'outside';

/** A class of peers as a decision sees it. */
export interface ClassView {
  readonly kind: ClassKind;
  /** Equal for classes with the same named ports. */
  readonly portKey: string;
  readonly ports: readonly NamedPort[] | undefined | null;
}

/** A term with its members as classes. */
export interface ClassTerm {
  readonly term: Term;
  readonly yes: Int32Array;
  readonly maybe: Int32Array;
}

interface Entry {
  readonly held: number;
  readonly rule: TierRule;
  /** null: every peer. */
  readonly peers: readonly ClassTerm[] | null;
}

/** Decides for all Pods that the same policies hold for, in one direction. */
export class Decider {
  readonly #tiers: readonly Tier[];
  readonly #held: readonly Held[];
  readonly #entries: readonly Entry[];
  readonly #ingress: boolean;
  /** Of ingress: the Pods themselves, which are the destination. */
  readonly #self: ClassView;
  readonly #known = new Map<string, Connections>();
  readonly #others = new Map<ClassKind, Map<string, Connections>>();
  readonly #commons = new Map<ClassKind, number[]>();
  #exceptions: Map<number, number[]> | undefined;
  #asked = 0;

  constructor(
    tiers: readonly Tier[],
    held: readonly Held[],
    direction: 'ingress' | 'egress',
    peersOf: (rule: TierRule) => readonly ClassTerm[] | null,
    self: ClassView,
  ) {
    this.#tiers = tiers;
    this.#held = held;
    this.#ingress = direction === 'ingress';
    this.#self = self;
    this.#entries = held.flatMap(({ policy }, index) =>
      policy[direction].map((rule) => ({ held: index, rule, peers: peersOf(rule) })),
    );
  }

  /** True when no policy holds: everything is let through. */
  get isFree(): boolean {
    return this.#held.length === 0;
  }

  /** What it says of one class of peers. */
  of(id: number, view: ClassView): Connections {
    // One question asks each rule; many are answered from an index of the classes that rules name.
    if (this.#exceptions === undefined && (this.#asked += 1) <= 4)
      return this.#decide(this.#fitting(id, view.kind), view);
    return this.#byClass().has(id) ? this.ofNamed(id, view) : this.ofOthers(view);
  }

  /** What it says of every class of a kind that no rule names by itself. */
  ofOthers(view: ClassView): Connections {
    const { kind, portKey } = this.#ingress ? { kind: view.kind, portKey: this.#self.portKey } : view;
    let row = this.#others.get(kind);
    if (row === undefined) this.#others.set(kind, (row = new Map()));
    let known = row.get(portKey);
    if (known === undefined) row.set(portKey, (known = this.#decide(this.#common(kind), view)));
    return known;
  }

  /** Classes that rules name by themselves; what is said of all others is `ofOthers`. */
  get named(): readonly number[] {
    return [...this.#byClass().keys()];
  }

  /** Whether rules name a class by itself. */
  names(id: number): boolean {
    return this.#byClass().has(id);
  }

  /** As `of`, for one that is in `named`: without asking each rule. */
  ofNamed(id: number, view: ClassView): Connections {
    const sure = new Map<number, boolean>();
    for (const entry of [...this.#common(view.kind), ...(this.#byClass().get(id) ?? [])]) {
      const index = entry < 0 ? ~entry : entry;
      sure.set(index, entry >= 0 || sure.get(index) === true);
    }
    const fitting = [...sure.keys()].toSorted((a, b) => a - b).map((index) => (sure.get(index)! ? index : ~index));
    return this.#decide(fitting, view);
  }

  #fitting(id: number, kind: ClassKind): number[] {
    const fitting: number[] = [];
    for (const [index, { peers }] of this.#entries.entries()) {
      const fit = peers === null ? 'yes' : fitOf(peers, id, kind);
      if (fit !== 'no') fitting.push(fit === 'yes' ? index : ~index);
    }
    return fitting;
  }

  /** Rules that fit every class of a kind. */
  #common(kind: ClassKind): number[] {
    let known = this.#commons.get(kind);
    if (known === undefined) this.#commons.set(kind, (known = this.#findCommon(kind)));
    return known;
  }

  #findCommon(kind: ClassKind): number[] {
    return this.#entries.flatMap(({ peers }, index) => {
      if (peers === null) return [index];
      const fits = peers.map(({ term }) => everyOf(term, kind));
      return fits.includes('yes') ? [index] : fits.includes('maybe') ? [~index] : [];
    });
  }

  #byClass(): Map<number, number[]> {
    if (this.#exceptions !== undefined) return this.#exceptions;
    const found = new Map<number, number[]>();
    const add = (id: number, entry: number): void => {
      const known = found.get(id);
      if (known === undefined) found.set(id, [entry]);
      else known.push(entry);
    };
    for (const [index, { peers }] of this.#entries.entries()) {
      for (const { yes, maybe } of peers ?? []) {
        for (const id of yes) add(id, index);
        for (const id of maybe) add(id, ~index);
      }
    }
    return (this.#exceptions = found);
  }

  #decide(fitting: readonly number[], view: ClassView): Connections {
    const destination = this.#ingress ? this.#self : view;
    const named = fitting.some((entry) => hasNames(this.#entries[entry < 0 ? ~entry : entry]!.rule));
    const key = named ? `${fitting.join()} ${destination.portKey}` : fitting.join();
    let known = this.#known.get(key);
    if (known === undefined) {
      const rules = fitting.map((entry): Fitting => {
        const { held, rule, peers } = this.#entries[entry < 0 ? ~entry : entry]!;
        if (entry >= 0) return { held, rule, sure: true, why: [] };
        const why = (peers ?? []).flatMap(({ term }) => [...term.why].map((one) => `${one} (${rule.title})`));
        return { held, rule, sure: false, why };
      });
      known = decide(this.#tiers, this.#held, rules, destination.ports);
      this.#known.set(key, known);
    }
    return known;
  }
}

function hasNames({ ports }: TierRule): boolean {
  return ports !== 'all' && ports.some((port) => 'name' in port);
}

function everyOf(term: Term, kind: ClassKind): Fit {
  return kind === 'pod' ? term.everyPod : kind === 'outside' ? term.everyOutside : 'no';
}

function fitOf(peers: readonly ClassTerm[], id: number, kind: ClassKind): Fit {
  let fit: Fit = 'no';
  for (const { term, yes, maybe } of peers) {
    const every = everyOf(term, kind);
    if (every === 'yes' || holds(yes, id)) return 'yes';
    if (every === 'maybe' || holds(maybe, id)) fit = 'maybe';
  }
  return fit;
}

/** Whether an ascending list holds a number. */
function holds(list: Int32Array, id: number): boolean {
  let [low, high] = [0, list.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = list[middle]!;
    if (found === id) return true;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
