import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { windowsUserNotAdministrator } from './windows-user-not-administrator.ts';

const windows = (settings: string, spec = ''): ReturnType<typeof inContainer> =>
  inContainer(settings, `os: {name: windows}, ${spec}`);

checkTable(windowsUserNotAdministrator, [
  {
    name: 'a plain user',
    facts: windows('securityContext: {windowsOptions: {runAsUserName: ContainerUser}}'),
    verdicts: ['pass'],
  },
  {
    name: 'administrator',
    facts: windows('securityContext: {windowsOptions: {runAsUserName: ContainerAdministrator}}'),
    verdicts: ['fail'],
    saw: /ContainerAdministrator/,
  },
  {
    name: 'administrator, of the Pod',
    facts: windows('', 'securityContext: {windowsOptions: {runAsUserName: containeradministrator}}'),
    verdicts: ['fail'],
  },
  {
    name: 'the system',
    facts: windows('securityContext: {windowsOptions: {runAsUserName: "NT AUTHORITY\\\\SYSTEM"}}'),
    verdicts: ['fail'],
  },
  { name: 'refused as administrator', facts: windows('securityContext: {runAsNonRoot: true}'), verdicts: ['pass'] },
  { name: 'nobody', facts: windows(''), verdicts: ['unknown'], saw: /image decides/ },
  { name: 'no text', facts: windows('securityContext: {windowsOptions: {runAsUserName: 1}}'), verdicts: ['unknown'] },
  { name: 'of Linux', facts: inContainer(''), verdicts: [] },
]);
