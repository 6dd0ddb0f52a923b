import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const highUserId = defineCheck({
  id: 'HRD-401',
  name: 'high-user-id',
  aspect: 'hardening/practices',
  title: 'Users of containers are none that the node may have',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Choose a user id of 10000 or above (`runAsUser`), or give the Pod a user namespace (`hostUsers: false`).',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload: owner } = about;
      const { user } = container;
      // Root, and what is left to the image, are for HRD-103 to judge.
      if (owner.orchestrator !== 'kubernetes' || user.value === '0' || user.why?.includes('the image decides') === true)
        continue;
      if (owner.userNamespace.value === true && user.value !== undefined)
        yield pass(about, [user, owner.userNamespace], 'is another user on the node');
      else
        yield judge(about, user, (id) =>
          Number(id) < 10_000 ? `runs as user ${id}, an id that the node may have given to somebody` : null,
        );
    }
  },
});
