import { podContainersOf } from '../../../facts/pod.ts';
import { containersOf, isWindows, linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';

/** With the domain in front or without; Windows takes any case. */
const administrators = /^(.*\\)?(containeradministrator|administrator|system|local ?system)$/i;

export const windowsUserNotAdministrator = defineCheck({
  id: 'HRD-403',
  name: 'windows-user-not-administrator',
  aspect: 'hardening/practices',
  title: 'Containers of Windows do not run as administrator',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Set `securityContext.windowsOptions.runAsUserName: ContainerUser`, and `runAsNonRoot: true`.',
  toKnow: 'Name the user in the Pod: `securityContext.windowsOptions.runAsUserName`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    if (linuxContainersOf(workloads) === containersOf(workloads)) return;
    for (const about of podContainersOf(workloads)) {
      const { container, spec, workload: owner } = about;
      if (!isWindows(owner)) continue;
      const own = spec.down('securityContext', 'windowsOptions', 'runAsUserName');
      const ofPod = owner.pod?.down('securityContext', 'windowsOptions', 'runAsUserName');
      const user = own.empty && ofPod !== undefined ? ofPod : own;
      if (!user.empty)
        yield judge(about, user.string(), (name) => (administrators.test(name) ? `runs as ${name}` : null));
      else if (container.runAsNonRoot.value === true)
        yield pass(about, container.runAsNonRoot, 'the kubelet refuses to start it as administrator');
      else yield unknown(about, user.at, 'no user is named, so the image decides; most images run as administrator');
    }
  },
});
