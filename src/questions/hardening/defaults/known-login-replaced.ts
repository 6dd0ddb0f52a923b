import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { byImage, judgePrograms } from '../credentials/judge-programs.ts';
import { knownLogins } from '../credentials/programs.ts';

const programs = byImage(knownLogins);

export const knownLoginReplaced = defineCheck({
  id: 'HRD-502',
  name: 'known-login-replaced',
  aspect: 'hardening/defaults',
  title: 'Programs that come with a login that everybody knows are given another',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Set a long random password of your own from a secret before the program first starts.',
  toKnow: 'Say it in a variable or an argument instead of a file or script, or look into the file.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    yield* judgePrograms(programs, workloads);
  },
});
