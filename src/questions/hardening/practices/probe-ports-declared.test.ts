import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { probePortsDeclared } from './probe-ports-declared.ts';

checkTable(probePortsDeclared, [
  { name: 'none', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'a number', facts: inContainer('livenessProbe: {tcpSocket: {port: 8080}}'), verdicts: ['pass'] },
  {
    name: 'a name',
    facts: inContainer('ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {port: http}}'),
    verdicts: ['pass'],
  },
  {
    name: 'a name that is not there',
    facts: inContainer('ports: [{containerPort: 8080}], readinessProbe: {httpGet: {port: http}}'),
    verdicts: ['fail'],
    saw: /port http/,
  },
  { name: 'asks by a command', facts: inContainer('livenessProbe: {exec: {command: [a]}}'), verdicts: ['pass'] },
  { name: 'no port', facts: inContainer('livenessProbe: {httpGet: {path: /}}'), verdicts: ['unknown'] },
  { name: 'out of range', facts: inContainer('livenessProbe: {httpGet: {port: 70000}}'), verdicts: ['unknown'] },
]);
