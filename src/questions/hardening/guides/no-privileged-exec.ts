import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeExecs } from '../docker-host/execs.ts';

export const noPrivilegedExec = defineCheck({
  id: 'HRD-633',
  name: 'no-privileged-exec',
  aspect: 'hardening/guides',
  title: 'No command is executed privileged in a container',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.23' }],
  remedy: 'End it, and leave `--privileged` out of `docker exec`; audit rules on the docker command show who did it.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  evaluate: ({ workloads }) => judgeExecs(workloads, ({ privileged }) => privileged, 'privileged'),
});
