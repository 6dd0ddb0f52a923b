import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Workload } from '../../facts/workload.ts';
import type { Fact } from '../../model/fact.ts';
import { withKernel, type KernelView } from './kernel.ts';
import { readContainerJson } from './read-json.ts';

function view(change: Partial<KernelView> = {}, status: Record<string, string> = {}): KernelView {
  const fields = { Uid: '0\t0\t0\t0', CapBnd: '00000000a80425fb', NoNewPrivs: '0', Seccomp: '2', ...status };
  return {
    pid: 42,
    status: Object.entries(fields)
      .map(([key, value]) => `${key}:\t${value}`)
      .join('\n'),
    uidMap: '         0          0 4294967295\n',
    namespaces: { pid: 'pid:[1]', ipc: 'ipc:[1]', net: 'net:[1]', uts: 'uts:[1]' },
    hostNamespaces: { pid: 'pid:[9]', ipc: 'ipc:[9]', net: 'net:[9]', uts: 'uts:[9]' },
    users: [0],
    ...change,
  };
}

function look(
  host: object,
  given: KernelView,
  User = '',
): { workload: Workload; container: Workload['containers'][number] } {
  const settings = {
    Privileged: false,
    SecurityOpt: null,
    CapAdd: null,
    CapDrop: null,
    PidMode: '',
    NetworkMode: 'none',
    UsernsMode: '',
  };
  const [one] = readContainerJson({ Name: '/w', HostConfig: { ...settings, ...host }, Config: { User } });
  assert.ok(one !== undefined && 'fact' in one);
  const { value: workload } = withKernel(one.fact as Fact<Workload>, given);
  return { workload, container: workload.containers[0]! };
}

describe('the kernel over the configuration', () => {
  it('no filter is unconfined, whatever was configured, and the contradiction is told', () => {
    const { seccomp } = look({}, view({}, { Seccomp: '0' })).container;
    assert.deepEqual(seccomp.value, { type: 'unconfined' });
    assert.deepEqual([seccomp.at.file, seccomp.at.place], ['/proc/42/status', 'Seccomp']);
    assert.match(seccomp.at.note ?? '', /HostConfig\.SecurityOpt\) says .*default/);
  });
  it('a filter that the process put on itself does not make unconfined good', () => {
    const { seccomp } = look({ SecurityOpt: ['seccomp=unconfined'] }, view()).container;
    assert.deepEqual(seccomp.value, { type: 'unconfined' });
    assert.match(seccomp.at.note ?? '', /itself/);
  });
  it('no_new_privs likewise', () => {
    const given = ['no-new-privileges'];
    assert.equal(look({ SecurityOpt: given }, view()).container.allowPrivilegeEscalation.value, true);
    assert.equal(
      look({ SecurityOpt: given }, view({}, { NoNewPrivs: '1' })).container.allowPrivilegeEscalation.value,
      false,
    );
    assert.equal(look({}, view({}, { NoNewPrivs: '1' })).container.allowPrivilegeEscalation.value, true);
  });
  it('AppArmor holds only what it enforces', () => {
    const given = { SecurityOpt: ['apparmor=docker-default'] };
    const under = (label: string | undefined, host: object = given) =>
      look(host, view({ label })).container.appArmor.value;
    assert.deepEqual(under('docker-default (enforce)'), { type: 'default' });
    assert.deepEqual(under('own (enforce)'), { type: 'custom', profile: 'own' });
    for (const label of ['unconfined', 'docker-default (complain)'])
      assert.deepEqual(under(label), { type: 'unconfined' });
    assert.deepEqual(under('own (enforce)', { SecurityOpt: ['apparmor=unconfined'] }), { type: 'unconfined' });
    for (const label of [undefined, '', 'system_u:system_r:container_t:s0'])
      assert.deepEqual(under(label), { type: 'default' });
  });
  it('capabilities beyond the configuration are told', () => {
    const { capabilitiesHeld } = look({ CapDrop: ['ALL'] }, view({}, { CapBnd: '0000000000200000' })).container;
    assert.deepEqual(capabilitiesHeld.value, ['SYS_ADMIN']);
    assert.match(capabilitiesHeld.at.note ?? '', /does not give SYS_ADMIN/);
    assert.equal(look({}, view({}, { CapBnd: 'x' })).container.capabilitiesHeld.value, undefined);
  });
  it("namespaces are the host's when they are the runtime's or the kernel's first", () => {
    const own = { pid: 'pid:[9]', ipc: 'ipc:[4026531839]', net: 'net:[1]' };
    const { workload } = look({}, view({ namespaces: own }));
    assert.deepEqual([workload.hostPid.value, workload.hostIpc.value, workload.hostNetwork.value], [true, true, false]);
    assert.match(workload.hostPid.at.note ?? '', /PidMode\) says false/);
  });
  it('namespaces that cannot be compared stay as configured', () => {
    const { workload } = look({ PidMode: 'host' }, view({ hostNamespaces: {} }));
    assert.deepEqual([workload.hostPid.value, workload.hostNetwork.value], [true, false]);
    assert.equal(workload.hostPid.at.place, 'HostConfig.PidMode');
  });
  it('root inside is told by the map of the user namespace', () => {
    const remapped = { uidMap: '0 100000 65536', users: [100000] };
    const { workload, container } = look({}, view(remapped, { Uid: '100000\t100000\t100000\t100000' }));
    assert.equal(workload.userNamespace.value, true);
    assert.equal(container.user.value, '0');
    assert.equal(look({}, view()).workload.userNamespace.value, false);
  });
  it('one process of root makes a container root; unseen ones keep the configuration', () => {
    const status = { Uid: '7\t7\t7\t7' };
    assert.equal(look({}, view({ users: [7, 0] }, status), '7').container.user.value, '0');
    assert.equal(look({}, view({ users: [7] }, status)).container.user.value, '7');
    assert.equal(look({}, view({ users: undefined }, status)).container.user.value, 'root');
    assert.equal(look({}, view({ uidMap: undefined }, status)).container.user.value, 'root');
  });
});
