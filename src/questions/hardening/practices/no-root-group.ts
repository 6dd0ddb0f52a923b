import { podsOf } from '../../../facts/pod.ts';
import { isWindows, linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';

export const noRootGroup = defineCheck({
  id: 'HRD-402',
  name: 'no-root-group',
  aspect: 'hardening/practices',
  title: 'Containers are in no group of root',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Set `runAsGroup`, `fsGroup` and `supplementalGroups` to ids above zero.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload: owner } = about;
      const { group } = container;
      // What is left to the image is not stated by anybody who could be asked to change it here.
      if (owner.orchestrator !== 'kubernetes' || group.why?.includes('the image decides') === true) continue;
      yield judge(about, group, (id) => (id === '0' ? 'runs in the group of root' : null));
    }
    for (const about of podsOf(workloads)) {
      if (about.pod.lacks('securityContext')) continue;
      const security = about.pod.get('securityContext');
      if (isWindows(about.workload) || (security.lacks('fsGroup') && security.lacks('supplementalGroups'))) continue;
      const [owning, more] = [security.get('fsGroup'), security.get('supplementalGroups')];
      const ids = more.items().map((item) => item.number());
      const unread = [...(owning.empty ? [] : [owning.number()]), ...ids].find(({ value }) => value === undefined);
      if (!more.empty && !more.isList) yield unknown(about, more.at, 'supplementalGroups is no list');
      else if (unread !== undefined) yield unknown(about, unread, unread.why ?? 'a group is no number');
      else if (owning.value === 0) yield fail(about, owning.at, 'its volumes belong to the group of root');
      else if (ids.some(({ value }) => value === 0)) yield fail(about, more.at, 'adds the group of root');
      else yield pass(about, security.at);
    }
  },
});
