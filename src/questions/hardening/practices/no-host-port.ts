import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noHostPort = defineCheck({
  id: 'HRD-110',
  name: 'no-host-port',
  aspect: 'hardening/practices',
  title: 'Pods take no port of their node',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-ports' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.12' },
  ],
  remedy: 'Use a Service instead of `hostPort`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { container, workload, ...about } of containersOf(workloads)) {
      if (workload.orchestrator !== 'kubernetes') continue;
      if (workload.hostNetwork.value === undefined) {
        yield unknown(
          about,
          workload.hostNetwork,
          workload.hostNetwork.why ?? 'whether it is on the network of the host is not known',
        );
        continue;
      }
      const taken = container.ports.filter(({ hostPort }) => hostPort !== null && hostPort !== 0);
      if (taken.length === 0) yield pass(about, container.at);
      for (const { hostPort, at } of taken) yield fail(about, at, `takes port ${hostPort} of its node`);
    }
  },
});
