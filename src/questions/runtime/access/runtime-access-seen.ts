import { engine } from '../../../facts/engine.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';

export const runtimeAccessSeen = defineCheck({
  id: 'RUN-192',
  name: 'runtime-access-seen',
  aspect: 'runtime/access',
  title: 'Who can reach the runtime itself was looked at',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.1' }],
  remedy: 'Look at the engine and at the bindings of the cluster, beside the files that declare what they run.',
  toKnow: 'Ask the engine beside the folder: `plimsoll ask FOLDER docker:`.',
  needs: { workloads: workload, objects: kubernetesObject, engines: engine },
  *evaluate({ workloads, objects, engines }) {
    // One word for each platform: files tell what is asked of it, and nothing of who else may ask.
    const service = workloads.find(({ value }) => value.orchestrator !== 'kubernetes');
    if (service !== undefined && !engines.some(({ stage }) => stage === 'running'))
      yield unknown(service, service.value.at, 'the engine that runs it, its socket and its users were not seen');
    const isLive = objects.some(({ stage }) => stage !== 'declared');
    const object = workloads.find(({ value }) => value.orchestrator === 'kubernetes') ?? objects.find(isOfAccess);
    if (object !== undefined && !isLive)
      yield unknown(object, object.at, 'the bindings that the cluster has beside these files were not seen', {
        toKnow: 'Look at `kubectl get clusterrolebindings,rolebindings -A` of the cluster.',
      });
  },
});

function isOfAccess({ value }: { readonly value: { readonly apiVersion: string; readonly kind: string } }): boolean {
  return value.apiVersion.startsWith('rbac.authorization.k8s.io/') || value.kind === 'ServiceAccount';
}
