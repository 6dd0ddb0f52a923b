import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { hostMatches, type DestinationRule } from '../reachability/mesh/destination-rule.ts';
import { membersOf } from '../reachability/mesh/held.ts';
import { modeAt } from '../reachability/mesh/member.ts';
import { meshes, type Mesh, type Member } from '../reachability/mesh/mesh.ts';

export const destinationRulesKeepMutualTls = defineCheck({
  id: 'NET-603',
  name: 'destination-rules-keep-mutual-tls',
  aspect: 'network/mesh',
  title: 'No DestinationRule takes clients of the mesh out of its mutual TLS',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Remove `tls` from the rule, so that proxies take mutual TLS by themselves, or set `mode: ISTIO_MUTUAL`.',
  toKnow: 'Ask a folder that holds the Services and workloads behind the host too.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      const members = membersOf(mesh, workloads).all;
      for (const rule of mesh.rules) {
        const settings = settingsOf(rule.spec);
        if (settings.length === 0 || !isOfCluster(rule)) continue;
        for (const tls of settings) yield* judgeSetting(mesh, rule, tls, members);
      }
    }
  },
});

/** Every `tls` that a rule states: for the host, for ports, for subsets. */
function settingsOf(spec: Located): Located[] {
  const policies = [
    spec.get('trafficPolicy'),
    ...spec
      .get('subsets')
      .items()
      .map((subset) => subset.get('trafficPolicy')),
  ];
  return policies
    .flatMap((policy) => [
      policy.get('tls'),
      ...policy
        .get('portLevelSettings')
        .items()
        .map((port) => port.get('tls')),
    ])
    .filter((tls) => !tls.empty);
}

/** Hosts outside have no part in the mesh. */
function isOfCluster({ host }: DestinationRule): boolean {
  return host === '*' || host.endsWith('.svc.cluster.local') || '.svc.cluster.local'.endsWith(host.replace(/^\*/, ''));
}

function* judgeSetting(
  mesh: Mesh,
  { fact, host }: DestinationRule,
  tls: Located,
  members: readonly Member[],
): Generator<Judgement> {
  const mode = tls.get('mode');
  const value = mode.empty ? 'DISABLE' : mode.value;
  const at = mode.empty ? tls.noted('mode absent: Istio takes DISABLE') : mode.at;
  if (!tls.isMap || !['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'].includes(value as string)) {
    yield unknown(fact, at, 'its TLS mode cannot be read');
    return;
  }
  const behind = members.filter(({ leads }) => leads.some((lead) => hostMatches(host, lead.host)));
  if (value === 'ISTIO_MUTUAL') {
    const out = behind.find(({ membership }) => membership.may.length === 1 && membership.may[0] === 'none');
    if (out === undefined) yield pass(fact, at);
    else
      yield fail(fact, at, `sends mutual TLS to ${out.fact.value.name}, which is not in the mesh: nothing passes`, {
        severity: 'medium',
      });
    return;
  }
  const inMesh = behind.filter(({ membership }) =>
    membership.may.some((kind) => kind === 'sidecar' || kind === 'ambient'),
  );
  if (behind.length === 0) {
    yield unknown(fact, at, `states ${value as string} for ${host}, and no workload behind it is among what was read`);
    return;
  }
  const [first] = inMesh;
  if (first === undefined) {
    yield pass(fact, at, 'no workload behind it is in the mesh');
    return;
  }
  const { name } = first.fact.value;
  if (inMesh.every(({ membership }) => membership.may.length > 1)) {
    yield unknown(
      fact,
      at,
      `states ${value as string}, and whether ${name} is in the mesh is not known: ${first.membership.missing}`,
    );
    return;
  }
  const strict = inMesh.every(
    (member) => modeAt(mesh, member, member.membership.may.includes('ambient'), undefined).mode === 'strict',
  );
  const what = value === 'DISABLE' ? 'plain text' : 'TLS without the certificate of the mesh';
  if (strict)
    yield fail(fact, at, `sends ${what} to ${name}, which takes mutual TLS only: nothing passes`, {
      severity: 'medium',
    });
  else yield fail(fact, at, `sends ${what} to ${name}, which is in the mesh (${value as string})`);
}
