import { build } from '../../../facts/build.ts';
import { programOf } from '../../../formats/shell/programs.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeRuns } from '../dockerfile/runs.ts';

export const dockerfileNoSudo = defineCheck({
  id: 'HRD-306',
  name: 'dockerfile-no-sudo',
  aspect: 'hardening/practices',
  title: 'Builds switch users with USER, not with sudo',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.1.2' }],
  remedy:
    'Put `USER root` before the steps that need it and the plain user after them, and leave sudo out of the image.',
  toKnow: 'Write the RUN for a POSIX shell, with all its quotes closed.',
  needs: { builds: build },
  evaluate: ({ builds }) =>
    judgeRuns(builds, (commands) => {
      const uses = commands.some((command) => {
        const program = programOf(command);
        return program !== null && (program.name === 'sudo' || program.through.includes('sudo'));
      });
      return uses ? { saw: 'RUN uses sudo' } : null;
    }),
});
