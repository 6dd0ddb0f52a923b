import { noList, podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const podHasController = defineCheck({
  id: 'HRD-411',
  name: 'pod-has-controller',
  aspect: 'hardening/practices',
  title: 'Pods are made again by a controller when their node is lost',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Declare a Deployment, StatefulSet, DaemonSet or Job in place of the Pod.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { template, object, annotations, at } = about.workload;
      // The template of a controller has no owner and needs none.
      if (about.subject.kind !== 'Pod' || template === undefined || template !== object) continue;
      const owners = template.down('metadata', 'ownerReferences');
      const own = template.down('metadata', 'uid').value;
      // kubeadm's own: a static Pod, which the kubelet of its node keeps.
      const system =
        about.workload.namespace === 'kube-system' &&
        about.pod.get('priorityClassName').value === 'system-node-critical';
      if (system || 'kubernetes.io/config.mirror' in annotations || at.file?.includes('kubernetes/manifests/') === true)
        yield pass(about, at, 'the kubelet of its node keeps it');
      // A test of a chart is run once by hand.
      else if ('helm.sh/hook' in annotations) continue;
      else if (owners.empty) yield fail(about, at, 'nothing makes it again');
      else if (!owners.isList) yield unknown(about, owners.at, `ownerReferences ${noList(owners)}`);
      else {
        const flags = owners
          .items()
          .map((owner) => ({ controls: owner.get('controller'), uid: owner.get('uid').value }));
        const control = flags.find(
          ({ controls, uid }) => controls.value === true && (uid === undefined || uid !== own),
        );
        const unread = flags.find(({ controls }) => !controls.empty && controls.boolean().value === undefined);
        if (control !== undefined) yield pass(about, control.controls.at);
        else if (unread !== undefined)
          yield unknown(about, unread.controls.at, 'whether its owner controls it cannot be read');
        else yield fail(about, owners.at, 'none of its owners is its controller');
      }
    }
  },
});
