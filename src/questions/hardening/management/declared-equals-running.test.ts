import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import type { Mount, Volume, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { declaredEqualsRunning } from './declared-equals-running.ts';

type Given = Parameters<typeof container>[0];
const same = {
  image: 'web:1',
  privileged: false,
  capabilitiesAdded: [],
  capabilitiesDropped: ['ALL'],
  readOnlyRoot: true,
};
const alone = { hostPid: false, hostIpc: false, hostNetwork: false };
const service = (given: Given = {}, name = 'web'): Fact<Workload> =>
  workloadFact({ orchestrator: 'compose', name, ...alone, containers: [container({ ...same, ...given })] });
const bind = (path: string): Volume => ({ name: path, kind: 'hostPath', hostPath: seen(path, here), at: here });
const mount = (path: string): Mount => ({
  volume: path,
  target: '/x',
  readOnly: seen(false, here),
  propagation: seen<string>(undefined, here),
  at: here,
});
const serviceWith = (path: string): Fact<Workload> =>
  workloadFact({
    orchestrator: 'compose',
    ...alone,
    volumes: [bind(path)],
    containers: [container({ ...same, mounts: [mount(path)] })],
  });
const running = (given: Given = {}, host: Parameters<typeof workloadFact>[0] = {}): Fact<Workload> =>
  workloadFact(
    {
      orchestrator: 'docker',
      name: 'shop-web-1',
      labels: { 'com.docker.compose.service': 'web' },
      ...alone,
      ...host,
      containers: [container({ ...same, ...given })],
    },
    'running',
  );

checkTable(
  declaredEqualsRunning,
  [
    { name: 'equal', facts: [service(), running()], verdicts: ['pass'] },
    { name: 'another image', facts: [service(), running({ image: 'web:2' })], verdicts: ['fail'], saw: /image/ },
    {
      name: 'gained a privilege',
      facts: [service(), running({ privileged: true })],
      verdicts: ['fail'],
      saw: /privileged/,
    },
    {
      name: 'gained a capability',
      facts: [service(), running({ capabilitiesAdded: ['SYS_ADMIN'] })],
      verdicts: ['fail'],
      saw: /SYS_ADMIN/,
    },
    {
      name: 'kept its capabilities',
      facts: [service(), running({ capabilitiesDropped: [] })],
      verdicts: ['fail'],
      saw: /dropped is none instead of ALL/,
    },
    {
      name: 'has a writable root',
      facts: [service(), running({ readOnlyRoot: false })],
      verdicts: ['fail'],
      saw: /read-only/,
    },
    {
      name: 'may gain privileges',
      facts: [service({ allowPrivilegeEscalation: false }), running({ allowPrivilegeEscalation: true })],
      verdicts: ['fail'],
      saw: /gaining/,
    },
    {
      name: 'another user',
      facts: [service({ user: '1000' }), running({ user: '0' })],
      verdicts: ['fail'],
      saw: /user/,
    },
    {
      name: 'a user by name',
      facts: [service({ user: 'node' }), running({ user: '1000' })],
      verdicts: ['unknown'],
      saw: /user/,
    },
    {
      name: 'mounts more of the host',
      facts: [service(), running({ mounts: [mount('/etc')] }, { volumes: [bind('/etc')] })],
      verdicts: ['fail'],
      saw: /\/etc/,
    },
    {
      name: 'a path that is relative to the file',
      facts: [serviceWith('./etc'), running({ mounts: [mount('/srv/etc')] }, { volumes: [bind('/srv/etc')] })],
      verdicts: ['unknown'],
      saw: /mount \/x/,
    },
    { name: 'shares the host', facts: [service(), running({}, { hostPid: true })], verdicts: ['fail'], saw: /hostPid/ },
    {
      name: 'built here: no image to compare',
      facts: [service({ image: seen<string>(undefined, here) }), running()],
      verdicts: ['pass'],
    },
    {
      name: 'half known',
      facts: [service(), running({ privileged: seen<boolean>(undefined, here) })],
      verdicts: ['unknown'],
      saw: /privileged/,
    },
    { name: 'a cluster alone is not asked about here', facts: [workloadFact({})], verdicts: [] },
    { name: 'declared only', facts: [service()], verdicts: ['unknown'], saw: /what runs/ },
    { name: 'running only', facts: [running()], verdicts: ['unknown'], saw: /declared/ },
    { name: 'declared twice', facts: [service(), service(), running()], verdicts: ['unknown'], saw: /2/ },
    { name: 'declared nowhere', facts: [service({}, 'other'), running()], verdicts: ['unknown'], saw: /none/ },
  ],
  { unshown: 'one file does not hold both sides' },
);
