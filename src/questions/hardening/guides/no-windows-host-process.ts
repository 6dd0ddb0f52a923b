import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

export const noWindowsHostProcess = defineCheck({
  id: 'HRD-718',
  name: 'no-windows-host-process',
  aspect: 'hardening/guides',
  title: 'No Pod runs as processes of its Windows host',
  severity: 'critical',
  since: '0.1.0',
  references: cis('5.2.10'),
  remedy: 'Remove `windowsOptions.hostProcess`.',
  toKnow: 'Ask the manifest after correcting `windowsOptions`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      const { pod } = value;
      if (pod === undefined) continue;
      const options = [pod, ...value.containers.flatMap(({ spec }) => spec ?? [])]
        .filter((at) => !at.lacks('securityContext'))
        .map((at) => at.down('securityContext', 'windowsOptions', 'hostProcess'));
      const on = options.find((at) => at.value === true);
      const unread = options.find((at) => !at.empty && at.boolean().value === undefined);
      if (on !== undefined) yield fail(about, on.at, 'runs as processes of its Windows host');
      else if (unread !== undefined)
        yield unknown(about, unread.at, unread.boolean().why ?? 'hostProcess cannot be read');
      else yield pass(about, value.at);
    }
  },
});
