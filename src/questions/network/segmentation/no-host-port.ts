import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noHostPort = defineCheck({
  id: 'NET-107',
  name: 'no-host-port',
  aspect: 'network/segmentation',
  title: 'Pods open no port of their node',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-ports' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.12' },
  ],
  remedy: 'Remove `hostPort` and reach the Pod through a Service.',
  toKnow: 'Ask the manifest of the Pod.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      if (of.orchestrator !== 'kubernetes') continue;
      // On the network of the node every port is one of the node: there the check of hostNetwork speaks.
      if (of.hostNetwork.value === true) continue;
      const open = container.ports.filter(({ hostPort }) => hostPort !== null);
      if (open.length > 0)
        for (const { at, hostPort } of open) yield fail(about, at, `opens port ${hostPort} of its node`);
      else if (of.hostNetwork.value === undefined) {
        yield unknown(
          about,
          of.hostNetwork,
          of.hostNetwork.why ?? 'whether it shares the network of its node is not said',
        );
      } else yield pass(about, container.at);
    }
  },
});
