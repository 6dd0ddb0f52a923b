import { containersOf, workload } from '../../../facts/workload.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const ulimitsBounded = defineCheck({
  id: 'HRD-632',
  name: 'ulimits-bounded',
  aspect: 'hardening/guides',
  title: 'Containers that name ulimits bound them',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.19' }],
  remedy: "Give the limit a number that the service needs, or leave it to the engine's defaults.",
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { ulimits } = about.container;
      if (ulimits === undefined) continue;
      yield judge(about, ulimits, (limits) => {
        const open = limits.filter((one) => bounded.has(one.slice(0, one.indexOf('='))) && /[=:]-1(:|$)/.test(one));
        return open.length === 0 ? null : `lifts ${open.join(', ')}`;
      });
    }
  },
});

/** Limits whose absence lets one container take what all share: files, processes, locked memory is left to databases. */
const bounded = new Set(['nofile', 'nproc', 'fsize', 'core', 'as', 'cpu']);
