import { everyPort, type PortRange } from '../../../../formats/connections/connections.ts';
import { protocols, type Because, type Connections, type Part, type Protocol } from '../../../../model/connections.ts';
import type { NamedPort } from './pod-view.ts';
import type { Tier, TierPolicy, TierRule } from './tier.ts';

/** A policy that holds for a Pod in one direction. */
export interface Held {
  readonly tier: number;
  readonly policy: TierPolicy;
  /** False when it holds only perhaps. */
  readonly sure: boolean;
  /** What was not known of whether it holds. */
  readonly why: readonly string[];
}

/** A rule that fits a peer. */
export interface Fitting {
  /** Index into the policies that hold. */
  readonly held: number;
  readonly rule: TierRule;
  readonly sure: boolean;
  readonly why: readonly string[];
}

/** What decides when no policy does; the caller says it of the Pod that is meant. */
export const undecided: Because = {
  layer: 'policy',
  rule: 'no policy that was read selects it',
  effect: 'does not isolate',
  at: { source: 'policies' },
};

/**
 * What the policies that hold for a Pod in one direction say of one peer, for every port.
 *
 * @param fitting rules that fit the peer, by tier, priority, policy and place in it
 * @param ports the named ports of the destination; undefined when they are not known, null for an address
 */
export function decide(
  tiers: readonly Tier[],
  held: readonly Held[],
  fitting: readonly Fitting[],
  ports: readonly NamedPort[] | undefined | null,
): Connections {
  const spans = fitting.map(({ rule, sure }) => spansOf(rule, sure, ports));
  const holding = tiers.map((_, tier) => new Holding(held.filter((one) => one.tier === tier)));
  const parts: Part[] = [];
  for (const protocol of protocols) {
    const { first: low, last: high } = everyPort[protocol];
    const own: { first: number; last: number; index: number; sure: boolean }[] = [];
    for (const [index, some] of spans.entries()) {
      for (const { range, sure } of some) {
        if (range.protocol === protocol && range.first <= high && range.last >= low)
          own.push({ first: Math.max(range.first, low), last: Math.min(range.last, high), index, sure });
      }
    }
    own.sort((a, b) => a.first - b.first);
    const cuts = new Set([low]);
    for (const { first, last } of own) cuts.add(first).add(last + 1);
    cuts.delete(high + 1);
    let next = 0;
    let active: typeof own = [];
    const starts = [...cuts].toSorted((a, b) => a - b);
    let before: { key: string; part: number } | undefined;
    for (const [at, first] of starts.entries()) {
      const last = (starts[at + 1] ?? high + 1) - 1;
      active = active.filter((one) => one.last >= first);
      while (next < own.length && own[next]!.first <= first) active.push(own[next++]!);
      const here = new Map<number, boolean>();
      for (const { index, sure } of active) here.set(index, sure || here.get(index) === true);
      const indices = [...here.keys()].toSorted((a, b) => a - b);
      const key = indices.map((index) => (here.get(index) === true ? index : -index - 1)).join();
      if (before !== undefined && before.key === key) {
        parts[before.part] = { ...parts[before.part]!, last };
        continue;
      }
      const walk = new Walk(
        tiers,
        held,
        holding,
        indices.map((index) => onPorts(fitting[index]!, here.get(index)!)),
      );
      before = { key, part: parts.push({ protocol, first, last, ...walk.say() }) - 1 };
    }
  }
  return joined(parts);
}

/** A rule whose peer is sure and whose ports are not. */
function onPorts(one: Fitting, sure: boolean): Fitting {
  if (one.sure === sure || sure) return one;
  const why = one.rule.doubt === undefined ? [`the numbers of ports that ${one.rule.title} names`] : [];
  return { ...one, sure, why: [...one.why, ...why] };
}

/** Neighbours that say the same. */
function joined(parts: readonly Part[]): Connections {
  const made: Part[] = [];
  for (const part of parts) {
    const before = made.at(-1);
    const same =
      before !== undefined &&
      before.protocol === part.protocol &&
      before.verdict === part.verdict &&
      alike(before.because, part.because) &&
      alike(before.missing ?? [], part.missing ?? []);
    if (same) made[made.length - 1] = { ...before, last: part.last };
    else made.push(part);
  }
  return made;
}

function alike(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function spansOf(
  { ports, doubt }: TierRule,
  sure: boolean,
  named: readonly NamedPort[] | undefined | null,
): { readonly range: PortRange; readonly sure: boolean }[] {
  const certain = sure && doubt === undefined;
  if (ports === 'all') return protocols.map((protocol) => ({ range: everyPort[protocol], sure: certain }));
  return ports.flatMap((port) => {
    if (!('name' in port)) return [{ range: port, sure: certain }];
    const of = (protocol: Protocol): boolean => port.protocol === undefined || port.protocol === protocol;
    if (named === null) return [];
    if (named === undefined) {
      const perhaps = protocols.filter((protocol) => protocol !== 'ICMP' && of(protocol));
      return perhaps.map((protocol) => ({ range: everyPort[protocol], sure: false }));
    }
    return named
      .filter(({ name, protocol }) => name === port.name && of(protocol))
      .map(({ protocol, port: number }) =>
        number === undefined
          ? { range: everyPort[protocol], sure: false }
          : { range: { protocol, first: number, last: number }, sure: certain },
      );
  });
}

type Outcome = 'allowed' | 'denied';

/** The policies of one tier that hold, the same for every run of ports. */
class Holding {
  readonly held: readonly Held[];
  #isolating: readonly Because[] | undefined;
  constructor(held: readonly Held[]) {
    this.held = held;
  }
  /** Those that surely isolate, of a tier of kind `union`. */
  get isolating(): readonly Because[] {
    return (this.#isolating ??= this.held
      .filter(({ sure, policy }) => sure && policy.isolates !== false)
      .map(({ policy }) => isolates(policy)));
  }
}

/** One run of ports: which outcomes are possible, and by what. */
class Walk {
  readonly #tiers: readonly Tier[];
  readonly #held: readonly Held[];
  readonly #holding: readonly Holding[];
  readonly #fitting: readonly Fitting[];
  readonly #outcomes = new Map<Outcome, readonly Because[]>();
  readonly #missing = new Set<string>();

  constructor(tiers: readonly Tier[], held: readonly Held[], holding: readonly Holding[], fitting: readonly Fitting[]) {
    this.#tiers = tiers;
    this.#held = held;
    this.#holding = holding;
    this.#fitting = fitting;
  }

  say(): Pick<Part, 'verdict' | 'because' | 'missing'> {
    this.#from(0);
    const [first, ...more] = [...this.#outcomes];
    if (more.length === 0) return { verdict: first![0], because: first![1] };
    return {
      verdict: 'unknown',
      because: [...new Set([...this.#outcomes.values()].flat())],
      missing: [...this.#missing].toSorted(),
    };
  }

  #add(outcome: Outcome, because: readonly Because[], missing: readonly string[] = []): void {
    const known = this.#outcomes.get(outcome);
    if (known === undefined) this.#outcomes.set(outcome, because);
    else this.#outcomes.set(outcome, [...new Set([...known, ...because])]);
    for (const one of missing) this.#missing.add(one);
  }

  /** Adds what may come of it from this tier on. */
  #from(start: number): void {
    for (let tier = start; tier < this.#tiers.length; tier++) {
      const holding = this.#holding[tier]!;
      if (holding.held.length === 0) continue;
      const decided =
        this.#tiers[tier]!.kind === 'union' ? this.#union(tier, holding) : this.#inOrder(tier, holding.held);
      if (decided) return;
    }
    this.#add('allowed', [undecided]);
  }

  /** True when what comes after cannot matter any more. */
  #union(tier: number, { held, isolating }: Holding): boolean {
    const fitting = this.#fitting.filter((one) => this.#held[one.held]!.tier === tier);
    const certain = fitting.filter((one) => one.sure && this.#held[one.held]!.sure);
    if (certain.length > 0) {
      this.#add(
        'allowed',
        certain.map(({ rule }) => because(rule, 'allows')),
      );
      return true;
    }
    for (const one of fitting) {
      this.#add('allowed', [because(one.rule, 'perhaps allows')], [...reasons(one), ...this.#held[one.held]!.why]);
    }
    if (isolating.length > 0) {
      this.#add('denied', isolating);
      return true;
    }
    // A policy that holds perhaps closes only what none of its own rules surely opens.
    for (const one of held) {
      if (one.policy.isolates === false) continue;
      const opens = fitting.some((each) => each.sure && this.#held[each.held] === one);
      if (!opens) this.#add('denied', [isolates(one.policy)], doubts(one));
    }
    return false;
  }

  /** Policies by priority; of equal ones it is not defined which goes first. */
  #inOrder(tier: number, held: readonly Held[]): boolean {
    const fitting = this.#fitting.filter((one) => this.#held[one.held]!.tier === tier);
    const groups = Map.groupBy(fitting, (one) => this.#held[one.held]!.policy.priority);
    let passed = false;
    let open = true;
    for (const priority of [...groups.keys()].toSorted((a, b) => a - b)) {
      const policies = [...Map.groupBy(groups.get(priority)!, (one) => one.held).values()];
      // Each policy of the priority alone: the rules up to the first that surely fits.
      const first = policies.map((own) => {
        const sure = own.findIndex((one) => one.sure && this.#held[one.held]!.sure);
        return { rules: sure === -1 ? own : own.slice(0, sure + 1), ends: sure !== -1 };
      });
      const actions = new Set(first.flatMap(({ rules }) => rules.map(({ rule }) => rule.action)));
      const clash =
        first.length > 1 && actions.size > 1
          ? [
              `which of ${policies
                .map((own) => this.#held[own[0]!.held]!.policy.title)
                .toSorted()
                .join(' and ')} goes first: both have priority ${priority}`,
            ]
          : [];
      for (const { rules } of first) {
        for (const one of rules) {
          const sure = one.sure && this.#held[one.held]!.sure;
          const missing = sure ? clash : [...clash, ...reasons(one), ...this.#held[one.held]!.why];
          if (one.rule.action === 'pass') {
            passed = true;
            for (const each of missing) this.#missing.add(each);
          } else
            this.#add(
              one.rule.action === 'allow' ? 'allowed' : 'denied',
              [
                because(
                  one.rule,
                  one.rule.action === 'allow'
                    ? sure
                      ? 'allows'
                      : 'perhaps allows'
                    : sure
                      ? 'denies'
                      : 'perhaps denies',
                ),
              ],
              missing,
            );
        }
      }
      if (first.some(({ ends }) => ends)) {
        open = false;
        break;
      }
    }
    if (open && this.#tiers[tier]!.end === 'deny') {
      const closing = held.filter(({ sure }) => sure);
      for (const one of held) this.#add('denied', [isolates(one.policy)], doubts(one));
      if (closing.length > 0) open = false;
    }
    if (!open && !passed) return true;
    if (!open && passed) {
      this.#from(tier + 1);
      return true;
    }
    return false;
  }
}

function reasons(one: Fitting): string[] {
  return [...one.why, ...(one.rule.doubt === undefined ? [] : [one.rule.doubt])];
}

function doubts({ sure, why }: Held): readonly string[] {
  return sure ? [] : why;
}

const made = new WeakMap<object, Map<string, Because>>();

/** The same rule gives the same object, so that reasons are compared as such. */
function because(rule: TierRule, effect: string): Because {
  return remembered(rule, effect, () => ({ layer: 'policy', rule: rule.title, effect, at: rule.at() }));
}

function isolates(policy: TierPolicy): Because {
  return remembered(policy, 'isolates', () => ({
    layer: 'policy',
    rule: policy.title,
    effect: 'isolates',
    at: policy.at(),
  }));
}

function remembered(of: object, effect: string, make: () => Because): Because {
  let known = made.get(of);
  if (known === undefined) made.set(of, (known = new Map()));
  let found = known.get(effect);
  if (found === undefined) known.set(effect, (found = make()));
  return found;
}
