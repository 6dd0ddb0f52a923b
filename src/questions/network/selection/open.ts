import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { networkPolicies, type Direction } from './policies.ts';
import { rulesOf, type Rule } from './rules.ts';

/** Whether a rule of a NetworkPolicy lets everyone through in one direction, worse when on every port. */
export function* judgeOpen(
  direction: Direction,
  objects: readonly Fact<KubernetesObject>[],
  severity: { readonly allPorts: Severity; readonly somePorts: Severity },
): Generator<Judgement> {
  for (const policy of networkPolicies(objects)) {
    const { fact, types, spec } = policy;
    if (types.value === undefined) {
      yield unknown(fact, types, types.why ?? 'its policyTypes cannot be read');
      continue;
    }
    if (!types.value.includes(direction)) continue;
    const rules = rulesOf(policy, direction);
    const judged = rules.filter(({ peers }) => peers !== 'some');
    if (judged.length === 0) yield pass(fact, spec.get(direction).at);
    for (const rule of judged) {
      if (rule.peers === 'unread') yield unknown(fact, rule.at.at, rule.saw);
      else {
        const wide = rule.ports === 'all' ? severity.allPorts : severity.somePorts;
        // Those outside the cluster are not let in.
        const bad = rule.peers !== 'cluster' ? wide : rule.ports === 'all' ? severity.somePorts : 'low';
        yield fail(fact, rule.at.at, describe(rule, direction), { severity: bad });
      }
    }
  }
}

function describe({ peers, ports, saw }: Rule, direction: Direction): string {
  const who = peers === 'all' ? `everyone (${saw})` : saw;
  return `lets ${who} ${direction === 'ingress' ? 'in' : 'be reached'} on ${ports === 'all' ? 'every port' : 'some ports'}`;
}
