import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';

export const linkerdPolicyClosed = defineCheck({
  id: 'NET-184',
  name: 'linkerd-policy-closed',
  aspect: 'network/mesh',
  title: 'Workloads in the mesh of Linkerd take only authenticated clients',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Set the annotation `config.linkerd.io/default-inbound-policy` to `deny` or `all-authenticated`.',
  toKnow:
    'Look at the default of the mesh: `linkerd diagnostics policy`, or `proxy.defaultInboundPolicy` of its Helm values.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const one of objects) {
      if (one.value.kind === 'Namespace' && one.value.apiVersion === 'v1')
        yield* judgePolicy(one, one.at, one.value.annotations);
    }
    for (const one of workloads) {
      if (one.value.orchestrator === 'kubernetes') yield* judgePolicy(one, one.value.at, one.value.annotations);
    }
  },
});

function* judgePolicy(about: About, at: Evidence, annotations: Readonly<Record<string, string>>): Generator<Judgement> {
  const policy = annotations['config.linkerd.io/default-inbound-policy'];
  const injected = ['enabled', 'ingress'].includes(annotations['linkerd.io/inject'] ?? '');
  if (policy === undefined) {
    if (injected)
      yield unknown(
        about,
        at,
        'joins the mesh of Linkerd; the policy for what comes in is the default of the mesh, which is not seen',
      );
  } else if (['deny', 'all-authenticated', 'cluster-authenticated'].includes(policy)) yield pass(about, at, policy);
  else if (['all-unauthenticated', 'cluster-unauthenticated', 'audit'].includes(policy))
    yield fail(about, at, `takes clients without identity (${policy})`);
  else yield unknown(about, at, `"${policy}" is no policy of Linkerd`);
}
