import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { AuthorizationPolicy, Rule } from '../reachability/mesh/authorization-policy.ts';
import { heldBy, membersOf, type HeldMember } from '../reachability/mesh/held.ts';
import { modeAt } from '../reachability/mesh/member.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import type { EffectiveMode } from '../reachability/mesh/peer-authentication.ts';

export const identityRulesNeedMutualTls = defineCheck({
  id: 'NET-602',
  name: 'identity-rules-need-mutual-tls',
  aspect: 'network/mesh',
  title: 'Rules that turn clients away by identity stand where every client must show one',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy:
    'Demand mutual TLS there (PeerAuthentication, `mode: STRICT`), or name who is allowed in place of who is not.',
  toKnow: 'Ask a folder that holds the PeerAuthentications, Namespaces and workloads too.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      const members = membersOf(mesh, workloads);
      for (const policy of mesh.policies) {
        if (policy.dryRun) continue;
        const rule = policy.rules.find((one) => isEscaped(one, policy));
        if (rule !== undefined) yield* judgeRule(mesh, policy, rule, heldBy(mesh, policy, members));
      }
    }
  },
});

const identities = new Set(['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain']);

/** Whoever shows no certificate slips through: a DENY does not match, an ALLOW of all but some does. */
function isEscaped({ sources, conditions }: Rule, { action }: AuthorizationPolicy): boolean {
  const tests = [...sources.flat(), ...conditions].filter(({ attribute }) => identities.has(attribute));
  if (action === 'DENY') return tests.some(({ values }) => values.length > 0);
  return (
    action === 'ALLOW' &&
    [...sources, conditions].some((part) => {
      const own = part.filter(({ attribute }) => identities.has(attribute));
      return own.length > 0 && own.every(({ values }) => values.length === 0);
    })
  );
}

function* judgeRule(
  mesh: Mesh,
  policy: AuthorizationPolicy,
  rule: Rule,
  held: readonly HeldMember[],
): Generator<Judgement> {
  const { fact } = policy;
  if (policy.targets.length > 0) {
    yield unknown(
      fact,
      rule.at,
      'is bound to a waypoint or gateway: whether clients reach the workloads past it is not judged here',
    );
    return;
  }
  const inMesh = held.filter(({ member }) =>
    member.membership.may.some((kind) => kind === 'sidecar' || kind === 'ambient'),
  );
  if (inMesh.length === 0) {
    yield unknown(fact, rule.at, 'no workload that it holds for is among what was read');
    return;
  }
  let open: { readonly saw: string; readonly mode: EffectiveMode } | undefined;
  for (const { member, holds } of inMesh) {
    const { name } = member.fact.value;
    const { may, missing, gateway } = member.membership;
    const mode = modeAt(mesh, member, may.includes('ambient'), portOf(rule));
    if (gateway) open ??= { saw: `what ${name}, a gateway, takes is said by Gateways`, mode };
    else if (mode.mode === 'strict') continue;
    else if (mode.mode === 'unknown') open ??= { saw: mode.missing ?? 'the mode of mutual TLS', mode };
    else if (mode.assumed)
      open ??= {
        saw: `no PeerAuthentication that was read demands mutual TLS of ${name} (Istio takes PERMISSIVE)`,
        mode,
      };
    else if (holds !== true || may.length > 1) open ??= { saw: `${missing ?? holds}`, mode };
    else {
      const saw = `${name} takes plain text, and who sends it shows no identity: the ${policy.action} rule ${policy.action === 'DENY' ? 'does not match' : 'matches'}`;
      yield fail(fact, [rule.at, ...(mode.at === undefined ? [] : [mode.at])], saw);
      return;
    }
  }
  if (open === undefined) yield pass(fact, rule.at);
  else yield unknown(fact, [rule.at, ...(open.mode.at === undefined ? [] : [open.mode.at])], open.saw);
}

/** The port that a rule is about, where it is one alone. */
function portOf({ operations }: Rule): number | undefined {
  const ports = operations.flatMap((tests) =>
    tests.flatMap(({ attribute, values }) => (attribute === 'destination.port' ? values : [])),
  );
  return ports.length === 1 && operations.length === 1 ? Number(ports[0]) : undefined;
}
