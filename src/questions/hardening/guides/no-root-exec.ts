import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeExecs } from '../docker-host/execs.ts';

export const noRootExec = defineCheck({
  id: 'HRD-634',
  name: 'no-root-exec',
  aspect: 'hardening/guides',
  title: 'No command is executed as root in a container',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.24' }],
  remedy: 'End it, and name another user: `docker exec --user 1000 \u2026`.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  evaluate: ({ workloads }) => judgeExecs(workloads, ({ user }) => /^(root|0)(:|$)/.test(user), 'as root'),
});
