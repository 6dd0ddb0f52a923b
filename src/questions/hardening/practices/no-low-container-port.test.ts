import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noLowContainerPort } from './no-low-container-port.ts';

checkTable(noLowContainerPort, [
  { name: 'none', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'high', facts: inContainer('ports: [{containerPort: 8080}]'), verdicts: ['pass'] },
  {
    name: 'low',
    facts: inContainer('ports: [{containerPort: 8080}, {containerPort: 80}]'),
    verdicts: ['fail'],
    saw: /on 80,/,
  },
  { name: 'no number', facts: inContainer('ports: [{containerPort: http}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: inContainer('ports: 80'), verdicts: ['unknown'], saw: /is a number/ },
]);
