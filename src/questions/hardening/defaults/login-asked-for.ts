import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { byImage, judgePrograms } from '../credentials/judge-programs.ts';
import { openPrograms } from '../credentials/programs.ts';

const programs = byImage(openPrograms);

export const loginAskedFor = defineCheck({
  id: 'HRD-501',
  name: 'login-asked-for',
  aspect: 'hardening/defaults',
  title: 'Programs that let everybody in by themselves are told to ask for a login',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Give the program a password or another way to know its users; publish no port of it meanwhile.',
  toKnow: 'Say it in a variable or an argument instead of a file or script, or look into the file.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    yield* judgePrograms(programs, workloads);
  },
});
