import { judgePods, noList } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { parseQuantity } from '../../../formats/kubernetes-quantity/quantity.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const emptyDirBounded = defineCheck({
  id: 'HRD-412',
  name: 'empty-dir-bounded',
  aspect: 'hardening/practices',
  title: 'Scratch volumes of a Pod cannot fill the disk or the memory of its node',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy:
    'Set `emptyDir.sizeLimit`, or a limit of `ephemeral-storage` (for `medium: Memory`, of memory) for each container.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['volumes'], (about) => {
      const at = about.pod.get('volumes');
      if (!at.isList) return unknown(about, at.at, `volumes ${noList(at)}`);
      const { pod, workload: owner } = about;
      const running = owner.containers.filter(({ role }) => role !== 'ephemeral');
      const disk = running.every(({ spec }) => spec?.down('resources', 'limits').lacks('ephemeral-storage') === false);
      const memory = running.every(({ memoryLimit }) => (memoryLimit.value ?? 0) > 0);
      for (const item of at.items()) {
        const volume = item.get('emptyDir');
        const { value } = item;
        const plain =
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).every((key) => key === 'name' || key === 'emptyDir');
        if (volume.empty && !plain) continue;
        const name = `volume ${item.get('name').text().value ?? '(unnamed)'}`;
        const limit = volume.get('sizeLimit').text();
        const medium = volume.get('medium').string();
        if (!volume.empty && !volume.isMap) return unknown(about, volume.at, `${name}: emptyDir is no mapping`);
        if (limit.value !== undefined) {
          const size = parseQuantity(limit.value);
          if (size === undefined) return unknown(about, limit, `${name}: sizeLimit is no quantity`);
          // Zero is how the API writes "no limit".
          if (size > 0) continue;
        } else if (limit.why !== undefined) return unknown(about, limit, `${name}: sizeLimit ${limit.why}`);
        if (medium.why !== undefined) return unknown(about, medium, `${name}: medium ${medium.why}`);
        const bounded = medium.value === 'Memory' ? memory : disk && pod.lacks('resources');
        if (!bounded) return fail(about, item.at, `${name} may grow to the size of its node`);
      }
      return pass(about, at.at);
    });
  },
});
