import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import { membersOf, type Members } from '../reachability/mesh/held.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import { firstInOrder } from '../selection/order.ts';

export const linkerdPolicyClosed = defineCheck({
  id: 'NET-184',
  name: 'linkerd-policy-closed',
  aspect: 'network/mesh',
  title: 'Workloads in the mesh of Linkerd take only authenticated clients',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Set the annotation `config.linkerd.io/default-inbound-policy` to `deny` or `all-authenticated`.',
  toKnow:
    'Look at the default of the mesh: `linkerd diagnostics policy`, or `proxy.defaultInboundPolicy` of its Helm values.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    const installed = new Map(
      [...meshes(objects, workloads).values()].map(({ stage, linkerd }) => [stage, linkerd.byDefault]),
    );
    const namespaces = objects.filter(({ value }) => value.kind === 'Namespace' && value.apiVersion === 'v1');
    const injected = new Set(
      namespaces
        .filter(({ value }) => isInjected(value.annotations))
        .map(({ stage, value }) => `${stage} ${value.name}`),
    );
    for (const one of namespaces)
      yield* judgePolicy(
        one,
        one.at,
        one.value.annotations,
        isInjected(one.value.annotations),
        installed.get(one.stage),
      );
    for (const one of workloads) {
      const { orchestrator, namespace = 'default', annotations } = one.value;
      if (orchestrator !== 'kubernetes') continue;
      const own = annotations['linkerd.io/inject'];
      const joins = own === undefined ? injected.has(`${one.stage} ${namespace}`) : isInjected(annotations);
      yield* judgePolicy(one, one.value.at, annotations, joins, installed.get(one.stage));
    }
    for (const mesh of meshes(objects, workloads).values()) yield* nobodyJoins(mesh, membersOf(mesh, workloads));
  },
});

/** Policies of Linkerd that were read hold for meshed Pods alone. */
function* nobodyJoins({ linkerd, enrolled }: Mesh, { all }: Members): Generator<Judgement> {
  const states = ({ value }: Fact<KubernetesObject>): boolean => isInjected(value.annotations);
  if ([...enrolled.namespaces.values()].some(states)) return;
  if (all.some(({ membership }) => membership.may.length === 1 && membership.may[0] === 'linkerd')) return;
  for (const one of firstInOrder([...linkerd.servers, ...linkerd.authorizations])) {
    yield unknown(
      one,
      one.at,
      'nothing among what was read joins the mesh of Linkerd: for whom this holds is not seen',
      {
        toKnow: 'Ask a folder that holds the Namespaces and workloads: `kubectl get namespaces,pods -A -o yaml`.',
      },
    );
  }
}

function isInjected(annotations: Readonly<Record<string, string>>): boolean {
  return ['enabled', 'ingress'].includes(annotations['linkerd.io/inject'] ?? '');
}

function* judgePolicy(
  about: About,
  at: Evidence,
  annotations: Readonly<Record<string, string>>,
  joins: boolean,
  installed: Seen<string> | undefined,
): Generator<Judgement> {
  const stated = annotations['config.linkerd.io/default-inbound-policy'];
  // Of what joins by itself and says no policy the installation says it.
  const policy = stated ?? (isInjected(annotations) ? installed?.value : undefined);
  if (policy === undefined) {
    if (isInjected(annotations))
      yield unknown(
        about,
        at,
        'joins the mesh of Linkerd; the policy for what comes in is the default of the mesh, which is not seen',
      );
  } else if (['deny', 'all-authenticated', 'cluster-authenticated'].includes(policy))
    yield joins
      ? pass(about, at, policy)
      : unknown(about, at, `states the policy ${policy} of Linkerd, but is not seen to join its mesh`);
  else if (['all-unauthenticated', 'cluster-unauthenticated', 'audit'].includes(policy))
    yield fail(about, at, `takes clients without identity (${policy})`);
  else yield unknown(about, at, `"${policy}" is no policy of Linkerd`);
}
