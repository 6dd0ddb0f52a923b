import { seen } from '../../../model/seen.ts';
import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { sensorCanWatch } from './sensor-can-watch.ts';

const image = 'falcosecurity/falco:0.41.0';
const volumes = [{ name: 'proc', kind: 'hostPath', hostPath: seen('/proc', here), at: here }];
const mounts = [
  {
    volume: 'proc',
    target: '/host/proc',
    readOnly: seen(true, here),
    propagation: seen<string>(undefined, here),
    at: here,
  },
];

checkTable(sensorCanWatch, [
  {
    name: 'privileged, with paths',
    facts: [daemonSet({ image, privileged: true, mounts }, { volumes })],
    verdicts: ['pass'],
  },
  {
    name: 'capabilities, with paths',
    facts: [daemonSet({ image, privileged: false, capabilitiesAdded: ['BPF', 'PERFMON'], mounts }, { volumes })],
    verdicts: ['pass'],
  },
  {
    name: 'the process list of the host',
    facts: [daemonSet({ image, privileged: true }, { hostPid: true })],
    verdicts: ['pass'],
  },
  {
    name: 'no rights',
    facts: [daemonSet({ image, privileged: false, capabilitiesAdded: ['NET_ADMIN'], mounts }, { volumes })],
    verdicts: ['fail'],
    saw: /neither privileged/,
  },
  { name: 'no paths', facts: [daemonSet({ image, privileged: true })], verdicts: ['fail'], saw: /only itself/ },
  { name: 'rights not said', facts: [daemonSet({ image, mounts }, { volumes })], verdicts: ['unknown'] },
  {
    name: 'reads audit events only',
    facts: [workloadFact({ containers: [container({ image, privileged: false, capabilitiesAdded: [] })] })],
    verdicts: [],
  },
  {
    name: 'needs no rights',
    facts: [daemonSet({ image: 'wazuh/wazuh-agent:4', privileged: false, capabilitiesAdded: [] })],
    verdicts: [],
  },
]);
