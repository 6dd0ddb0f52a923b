import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noLowHostPort = defineCheck({
  id: 'HRD-109',
  name: 'no-low-host-port',
  aspect: 'hardening/practices',
  title: 'No port of the host below 1024 is taken',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.8' }],
  remedy: 'Publish a port above 1023, and let a proxy or load balancer take the low one.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload } = about;
      if (workload.hostNetwork.value === undefined) {
        yield unknown(
          about,
          workload.hostNetwork,
          workload.hostNetwork.why ?? 'whether it is on the network of the host is not known',
        );
        continue;
      }
      const low = container.ports.filter(({ hostPort }) => hostPort !== null && hostPort > 0 && hostPort < 1024);
      if (low.length === 0) yield pass(about, container.at);
      for (const { hostPort, at } of low) yield fail(about, at, `takes port ${hostPort} of the host`);
    }
  },
});
