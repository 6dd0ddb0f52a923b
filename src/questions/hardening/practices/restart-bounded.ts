import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const restartBounded = defineCheck({
  id: 'HRD-107',
  name: 'restart-bounded',
  aspect: 'hardening/practices',
  title: 'A container that keeps failing is not restarted for ever',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.15' }],
  remedy: 'Use `on-failure:5`, or leave it where something else bounds the restarts.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload } = about;
      // Kubernetes waits longer before each restart.
      if (workload.orchestrator === 'kubernetes') continue;
      yield judge(about, container.restart, (policy) =>
        policy === 'always' || policy === 'unless-stopped' || policy === 'on-failure'
          ? `is restarted without bound (${policy})`
          : null,
      );
    }
  },
});
