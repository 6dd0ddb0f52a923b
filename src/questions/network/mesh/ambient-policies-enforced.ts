import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { AuthorizationPolicy } from '../reachability/mesh/authorization-policy.ts';
import { ambientNamespaces, heldBy, membersOf } from '../reachability/mesh/held.ts';
import { meshes } from '../reachability/mesh/mesh.ts';
import { hasEffectAtZtunnel } from '../reachability/mesh/rule-match.ts';

export const ambientPoliciesEnforced = defineCheck({
  id: 'NET-601',
  name: 'ambient-policies-enforced',
  aspect: 'network/mesh',
  title: 'What an AuthorizationPolicy denies in ambient mode is something that ztunnel sees',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy:
    'Deploy a waypoint and bind the policy to it or to the Service by `targetRefs`; leave to ztunnel what names sources and ports alone.',
  toKnow: 'Ask a folder that holds the Namespaces and workloads too: `kubectl get namespaces,pods -A -o yaml`.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      const members = membersOf(mesh, workloads);
      for (const policy of mesh.policies) {
        if (policy.dryRun || policy.targets.length > 0 || policy.action === 'AUDIT') continue;
        const held = heldBy(mesh, policy, members);
        const bare = ambientNamespaces(mesh, policy).filter(({ value }) => !members.byNamespace.has(value.name));
        const ambient = held.filter(({ member }) => member.membership.may.includes('ambient'));
        const certain =
          bare.length > 0 || ambient.some(({ member, holds }) => holds === true && member.membership.may.length === 1);
        if (certain) yield* judgePolicy(policy);
        else if (ambient.length > 0 && [...judgePolicy(policy)].some(({ verdict }) => verdict !== 'pass')) {
          const [first] = ambient;
          const why = first!.member.membership.missing ?? String(first!.holds);
          yield unknown(
            policy.fact,
            policy.fact.at,
            `would do nothing in ambient mode, and whether it holds there is not known: ${why}`,
          );
        }
      }
    }
  },
});

function* judgePolicy(policy: AuthorizationPolicy): Generator<Judgement> {
  const { fact, action, rules, fault } = policy;
  if (action === 'unread' || fault !== undefined) yield unknown(fact, fact.at, fault ?? 'its action cannot be read');
  else if (action === 'CUSTOM')
    yield fail(fact, fact.at, 'asks another program, which ztunnel never does: in ambient mode it decides nothing');
  else if (action !== 'DENY') yield pass(fact, fact.at);
  else {
    const unread = rules.find((rule) => rule.fault !== undefined);
    const idle = rules.filter((rule) => !hasEffectAtZtunnel(rule));
    if (unread !== undefined) yield unknown(fact, unread.at, unread.fault!);
    else if (idle.length === 0) yield pass(fact, fact.at);
    for (const rule of unread === undefined ? idle : [])
      yield fail(
        fact,
        rule.at,
        'denies by HTTP alone, which ztunnel does not see: in ambient mode without a waypoint it denies nothing',
      );
  }
}
