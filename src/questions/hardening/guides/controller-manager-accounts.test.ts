import { pod, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { controllerManagerAccounts } from './controller-manager-accounts.ts';

const good = [
  '--terminated-pod-gc-threshold=100',
  '--use-service-account-credentials',
  '--service-account-private-key-file=/sa.key',
  '--root-ca-file=/ca.crt',
];
const all = ['pass', 'pass', 'pass', 'pass', 'pass'] as const;
const name = 'kube-controller-manager';

checkTable(controllerManagerAccounts, [
  { name: 'all', facts: pod(name, ...good), verdicts: [...all] },
  { name: 'nothing', facts: pod(name), verdicts: ['fail', 'fail', 'fail', 'fail', 'pass'], saw: /12500/ },
  {
    name: 'never cleans up',
    facts: pod(name, ...good, '--terminated-pod-gc-threshold=0'),
    verdicts: ['fail', ...all.slice(1)],
    saw: /never/,
  },
  {
    name: 'rotation off',
    facts: pod(name, ...good, '--feature-gates=A=true,RotateKubeletServerCertificate=false'),
    verdicts: ['pass', 'pass', 'pass', 'pass', 'fail'],
  },
  {
    name: 'off and on again',
    facts: pod(
      name,
      ...good,
      '--feature-gates=RotateKubeletServerCertificate=false',
      '--feature-gates=RotateKubeletServerCertificate=true',
    ),
    verdicts: [...all],
  },
  {
    name: 'everything in beta off',
    facts: pod(name, ...good, '--feature-gates=AllBeta=false'),
    verdicts: ['pass', 'pass', 'pass', 'pass', 'fail'],
  },
  {
    name: 'gates of another form',
    facts: pod(name, ...good, '--feature-gates=RotateKubeletServerCertificate'),
    verdicts: ['pass', 'pass', 'pass', 'pass', 'unknown'],
  },
  { name: 'arguments not said', facts: silentPod(name), verdicts: ['unknown'] },
]);
