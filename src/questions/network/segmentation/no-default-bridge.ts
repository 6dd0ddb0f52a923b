import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noDefaultBridge = defineCheck({
  id: 'NET-104',
  name: 'no-default-bridge',
  aspect: 'network/segmentation',
  title: 'Containers are on networks of their own, not on the default bridge',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.30' }],
  remedy: 'Create a network for the containers that belong together and start them with `--network NAME`.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const one of workloads) {
      if (one.value.orchestrator === 'kubernetes') continue;
      yield judge(one, one.value.networks, (networks) =>
        networks.includes('bridge') ? 'is on the default bridge, with every container that names no network' : null,
      );
    }
  },
});
