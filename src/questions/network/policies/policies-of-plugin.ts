import { groupOf, kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cniProfile, readerOf } from '../reachability/cni/profile.ts';
import type { Cni } from '../reachability/layer.ts';
import { isForeignPolicy } from '../selection/policies.ts';

const names = { calico: 'Calico', cilium: 'Cilium', antrea: 'Antrea', ovn: 'OVN-Kubernetes', kubernetes: 'Kubernetes' };

/** Policies for administrators of Kubernetes: who reads which (documentation of the plugins). */
const admin: Readonly<Record<string, Partial<Record<Cni, boolean>>>> = {
  AdminNetworkPolicy: { ovn: true, calico: true, cilium: false },
  BaselineAdminNetworkPolicy: { ovn: true, calico: true, cilium: false },
  ClusterNetworkPolicy: { cilium: true },
};

export const policiesOfPlugin = defineCheck({
  id: 'NET-302',
  name: 'policies-of-plugin',
  aspect: 'network/policies',
  title: 'Each policy is of a kind that the network plugin reads',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'State the policy as NetworkPolicy of networking.k8s.io, or in the kinds of the plugin that the cluster has.',
  toKnow: 'Ask the cluster: `plimsoll ask kube:`, or the manifests of its network plugin beside the policies.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const policies = objects.filter(isForeignPolicy);
    for (const [stage, own] of Map.groupBy(policies, (one) => one.stage)) {
      const { cni, because, at } = cniProfile(workloads, objects, stage);
      for (const one of own) {
        const reads = cni === undefined ? undefined : isReadBy(one.value, cni);
        const places = [one.at, ...at];
        if (reads === true) yield pass(one, places, because);
        else if (reads === false) {
          const reader = readerOf(one.value);
          const who = reader === null ? 'it is not read by this plugin' : `${names[reader]} alone reads it`;
          yield fail(one, places, `protects nothing: ${who}, and ${because}`);
        } else yield unknown(one, places, `whether a ${one.value.kind} is read here is not known: ${because}`);
      }
    }
  },
});

/** undefined where it is not known. */
function isReadBy(object: KubernetesObject, cni: Cni): boolean | undefined {
  if (cni === 'none') return false;
  const reader = readerOf(object);
  // Antrea goes by the rules of Kubernetes in all that it shares.
  if (reader === 'antrea') return cni === 'kubernetes' ? undefined : false;
  if (reader !== null) return cni === 'kubernetes' ? undefined : reader === cni;
  return groupOf(object) === 'policy.networking.k8s.io' ? admin[object.kind]?.[cni] : undefined;
}
