import { containersOf, workload } from '../../../facts/workload.ts';
import { fail, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

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
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { execs } = about.container;
      if (execs === undefined || about.stage !== 'running') continue;
      const found = execs.value?.filter(({ user }) => /^(root|0)(:|$)/.test(user)) ?? [];
      // Its arguments may be passwords.
      for (const exec of found)
        yield fail(about, exec.at, `${(exec.command[0] ?? 'a command').slice(0, 80)} was executed as root`);
      if (found.length === 0)
        yield unknown(
          about,
          execs,
          execs.value === undefined
            ? (execs.why ?? 'was not asked')
            : 'nothing of that kind runs now; what was executed before is not recorded by the engine',
        );
    }
  },
});
