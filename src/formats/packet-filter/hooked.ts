import { hooks, type Base, type Chain, type Family, type Hook, type RuleSet } from './rule-set.ts';

/** Of conntrack and translation in the hooks (`nf_ip_hook_priorities`). */
export const conntrackPriority = -200;
export const natPriority: Readonly<Partial<Record<Hook, number>>> = {
  prerouting: -100,
  input: 100,
  output: -100,
  postrouting: 100,
};

/** A chain at a hook. */
export interface Hooked {
  readonly table: string;
  readonly chains: ReadonlyMap<string, Chain>;
  readonly chain: Chain;
  readonly base: Base;
  readonly priority: number;
}

const compiled = new WeakMap<RuleSet, Map<string, readonly Hooked[]>>();

/** The chains of one hook in the order in which a packet meets them. */
export function hooked(ruleSet: RuleSet, hook: Hook, family: Family): readonly Hooked[] {
  let known = compiled.get(ruleSet);
  if (known === undefined) {
    known = new Map();
    const maps = ruleSet.tables.map((table) => new Map(table.chains.map((chain) => [chain.name, chain])));
    for (const each of hooks) {
      for (const family of [4, 6] as const) {
        const found = ruleSet.tables.flatMap((table, index) =>
          table.families.includes(family)
            ? table.chains.flatMap((chain) => {
                const { base } = chain;
                if (base?.hook !== each) return [];
                // All chains of translation run at one place, whatever their own priority (nf_nat_core.c).
                const priority = base.type === 'nat' ? (natPriority[each] ?? base.priority) : base.priority;
                return [{ table: table.name, chains: maps[index]!, chain, base, priority }];
              })
            : [],
        );
        const order = (one: Hooked): number => (one.base.type === 'nat' ? one.base.priority : 0);
        known.set(
          `${each}${family}`,
          found.toSorted((a, b) => a.priority - b.priority || order(a) - order(b)),
        );
      }
    }
    compiled.set(ruleSet, known);
  }
  return known.get(`${hook}${family}`)!;
}
