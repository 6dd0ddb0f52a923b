import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { readinessAsked } from './readiness-asked.ts';

checkTable(readinessAsked, [
  {
    name: 'asked',
    facts: inContainer('ports: [{containerPort: 8080}], readinessProbe: {httpGet: {port: 8080}}'),
    verdicts: ['pass'],
  },
  {
    name: 'not asked',
    facts: inContainer('ports: [{containerPort: 8080}], livenessProbe: {httpGet: {port: 8080}}'),
    verdicts: ['fail'],
    saw: /traffic/,
  },
  { name: 'no port', facts: inContainer(''), verdicts: [] },
  {
    name: 'no mapping',
    facts: inContainer('ports: [{containerPort: 8080}], readinessProbe: true'),
    verdicts: ['unknown'],
  },
]);
