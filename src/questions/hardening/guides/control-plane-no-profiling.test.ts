import { pod, process, silentPod, unit } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { controlPlaneNoProfiling } from './control-plane-no-profiling.ts';

const ofRoot = (one: ReturnType<typeof unit>) => ({ ...one, subject: { ...one.subject, namespace: '/mnt/b' } });

checkTable(controlPlaneNoProfiling, [
  {
    name: 'off',
    facts: [...pod('kube-apiserver', '--profiling=false'), ...pod('kube-scheduler', '--profiling=f')],
    verdicts: ['pass', 'pass'],
  },
  { name: 'by default', facts: pod('kube-controller-manager'), verdicts: ['fail'], saw: /pprof/ },
  // A switch takes no second word: this is on.
  { name: 'a word beside it', facts: pod('kube-scheduler', '--profiling', 'false'), verdicts: ['fail'] },
  { name: 'a process', facts: [process('/opt/kube-scheduler', '--profiling=false')], verdicts: ['pass'] },
  {
    name: 'a unit, where no process was seen',
    facts: [unit('kube-scheduler.service', ['/opt/kube-scheduler'])],
    verdicts: ['fail'],
  },
  {
    name: 'a unit beside its process',
    facts: [
      unit('kube-scheduler.service', ['/opt/kube-scheduler']),
      process('/opt/kube-scheduler', '--profiling=false'),
    ],
    verdicts: ['pass'],
  },
  {
    name: 'a unit of another root file system',
    facts: [ofRoot(unit('kube-scheduler.service', ['kube-scheduler'])), process('kube-scheduler', '--profiling=false')],
    verdicts: ['pass', 'fail'],
  },
  { name: 'arguments not said', facts: silentPod('kube-scheduler'), verdicts: ['unknown'] },
]);
