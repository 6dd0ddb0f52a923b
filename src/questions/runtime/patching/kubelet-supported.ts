import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

/** The last day of each minor version (kubernetes.io/releases). */
const ends: Readonly<Record<number, string>> = {
  30: '2025-06-28',
  31: '2025-10-28',
  32: '2026-02-28',
  33: '2026-06-28',
  34: '2026-10-27',
  35: '2027-02-28',
  36: '2027-06-28',
  37: '2027-10-28',
};

/** Empty for what ended before the table begins. */
function endOf(minor: number): string | undefined {
  return minor < 30 ? '' : ends[minor];
}

export const kubeletSupported = defineCheck({
  id: 'RUN-408',
  name: 'kubelet-supported',
  aspect: 'runtime/patching',
  title: 'Nodes run a version of Kubernetes that still gets security fixes',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'upgrades' }],
  remedy: 'Upgrade the node to a version that is supported.',
  toKnow: 'Ask the cluster itself: `plimsoll ask kube:`, or a file of `kubectl get nodes -o yaml`.',
  needs: { objects: kubernetesObject, moments: moment },
  *evaluate({ objects, moments }) {
    const today = moments[0]?.value.now.slice(0, 10);
    for (const one of objectsOfKind(objects, 'Node')) {
      if (one.value.apiVersion !== 'v1') continue;
      const version = one.value.root.down('status', 'nodeInfo', 'kubeletVersion').string();
      const minor = version.value === undefined ? undefined : Number(/^v1\.(\d+)\./.exec(version.value)?.[1] ?? NaN);
      const end = minor === undefined ? undefined : endOf(minor);
      if (version.value === undefined)
        yield unknown(one, version, version.why ?? 'the node does not say which kubelet it runs');
      else if (end === undefined || today === undefined)
        yield unknown(one, version, `until when ${version.value} gets fixes is not known to this version of Plimsoll`);
      else if (end < today)
        yield fail(
          one,
          version,
          `runs ${version.value}, which gets no fixes ${end === '' ? 'any more' : `since ${end}`}`,
        );
      else yield pass(one, version, `${version.value} gets fixes until ${end}`);
    }
  },
});
