import { objects } from '../../../../test/checks/node.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noWindowsHostProcess } from './no-windows-host-process.ts';

const pod = (spec: string) => objects(`kind: Pod\napiVersion: v1\nmetadata: { name: w }\nspec: ${spec}`);
const container = 'containers: [{ name: c, image: i';

checkTable(noWindowsHostProcess, [
  { name: 'says nothing', facts: pod(`{ ${container} }] }`), verdicts: ['pass'] },
  {
    name: 'of the Pod',
    facts: pod(`{ securityContext: { windowsOptions: { hostProcess: true } }, ${container} }] }`),
    verdicts: ['fail'],
  },
  {
    name: 'of a container',
    facts: pod(`{ ${container}, securityContext: { windowsOptions: { hostProcess: true } } }] }`),
    verdicts: ['fail'],
  },
  {
    name: 'says false',
    facts: pod(`{ securityContext: { windowsOptions: { hostProcess: false } }, ${container} }] }`),
    verdicts: ['pass'],
  },
  {
    name: 'a wrong type',
    facts: pod(`{ securityContext: { windowsOptions: { hostProcess: "yes" } }, ${container} }] }`),
    verdicts: ['unknown'],
  },
  { name: 'no Pod of Kubernetes', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
]);
