import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { membersOf, type Members } from '../reachability/mesh/held.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import type { Truth } from '../reachability/mesh/truth.ts';
import { selectsLabels, type WorkloadSelector } from '../reachability/mesh/workload-selector.ts';

export const meshPoliciesSelectWorkloads = defineCheck({
  id: 'NET-605',
  name: 'mesh-policies-select-workloads',
  aspect: 'network/mesh',
  title: 'Policies of the mesh with a selector select a workload',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Correct the selector to labels of the Pod template, or remove the policy.',
  toKnow: 'Ask a folder that holds the workloads of the namespace too.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      const members = membersOf(mesh, workloads);
      for (const { fact, level, selects: selector } of mesh.peers)
        if (level === 'workload') yield judgeSelector(mesh, fact, ownSelector(selector), members, false);
      for (const { fact, selects: selector, targets, namespace } of mesh.policies) {
        if (targets.length > 0 || (selector !== 'unread' && selector.length === 0)) continue;
        yield judgeSelector(mesh, fact, ownSelector(selector), members, namespace === mesh.plane.rootNamespace);
      }
      for (const fact of mesh.linkerd.servers) {
        const spec = fact.value.root.get('spec');
        if (spec.get('podSelector').empty) continue;
        const selector = readSelector(spec.get('podSelector'));
        const reads = (labels: Readonly<Record<string, string>>): Truth =>
          selector.value === undefined
            ? (selector.why ?? 'its podSelector cannot be read')
            : selects(selector.value, labels);
        yield judgeSelector(mesh, fact, reads, members, false);
      }
    }
  },
});

type Selects = (labels: Readonly<Record<string, string>>) => Truth;

function ownSelector(selector: WorkloadSelector): Selects {
  return (labels) => selectsLabels(selector, labels);
}

/** @param everywhere policies of the root namespace select in all namespaces */
function judgeSelector(
  mesh: Mesh,
  fact: Fact<KubernetesObject>,
  fits: Selects,
  members: Members,
  everywhere: boolean,
): Judgement {
  const spec = fact.value.root.get('spec');
  const at = fact.value.kind === 'Server' ? spec.get('podSelector').at : spec.get('selector').at;
  const around = everywhere ? members.all : (members.byNamespace.get(fact.value.namespace) ?? []);
  if (around.length === 0) {
    const where = everywhere ? '' : ` of namespace ${fact.value.namespace}`;
    return unknown(fact, at, `no workload${where} was read`);
  }
  const found = around.map(({ fact: own }: { readonly fact: Fact<Workload> }) => fits(own.value.labels));
  if (found.includes(true)) return pass(fact, at);
  const open = found.find((one) => typeof one === 'string');
  if (typeof open === 'string') return unknown(fact, at, open);
  return fail(fact, at, `selects none of the ${around.length} workloads read there`);
}
