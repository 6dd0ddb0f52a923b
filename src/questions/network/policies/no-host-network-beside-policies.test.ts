import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noHostNetworkBesidePolicies } from './no-host-network-beside-policies.ts';

checkTable(noHostNetworkBesidePolicies, [
  { name: 'on the Pod network', facts: [workloadFact({ hostNetwork: false })], verdicts: ['pass'] },
  {
    name: 'on the network of the node',
    facts: [workloadFact({ hostNetwork: true })],
    verdicts: ['fail'],
    saw: /no NetworkPolicy/,
  },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
  { name: 'not of Kubernetes', facts: [workloadFact({ orchestrator: 'compose', hostNetwork: true })], verdicts: [] },
]);
