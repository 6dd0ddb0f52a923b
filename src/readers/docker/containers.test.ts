import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Container, Workload } from '../../facts/workload.ts';
import { containerSightings } from './containers.ts';
import { answer } from './engine.ts';
import { readContainerJson, readEngineJson } from './read-json.ts';

function read(json: object): { workload: Workload; container: Container } {
  const [one] = readContainerJson(json);
  assert.ok(one !== undefined && 'fact' in one);
  const workload = one.fact.value as Workload;
  return { workload, container: workload.containers[0]! };
}

const host = (settings: object) =>
  read({ Name: '/web', HostConfig: { Privileged: false, SecurityOpt: null, ...settings } });

describe('what a part of an answer does not say', () => {
  it('is unknown', () => {
    const { workload, container } = read({ Name: '/web', HostConfig: {} });
    for (const setting of [
      container.privileged,
      container.capabilitiesAdded,
      container.seccomp,
      container.memoryLimit,
    ]) {
      assert.equal(setting.value, undefined);
    }
    for (const setting of [
      container.readOnlyRoot,
      container.user,
      workload.hostPid,
      container.allowPrivilegeEscalation,
    ]) {
      assert.equal(setting.value, undefined);
    }
  });
  it('is a gap when it is no container', () => {
    for (const json of [null, [7], 'x', {}, { HostConfig: [] }]) {
      const [one] = readContainerJson(json);
      assert.ok(one !== undefined && 'gap' in one && one.gap.code === 'ENGINE_ANSWER_INVALID');
    }
  });
});

describe('confinement', () => {
  const cases: [string, object, unknown][] = [
    ['nothing', {}, { type: 'default' }],
    ['unconfined', { SecurityOpt: ['seccomp=unconfined'] }, { type: 'unconfined' }],
    ['the old colon', { SecurityOpt: ['seccomp:unconfined'] }, { type: 'unconfined' }],
    ['builtin', { SecurityOpt: ['seccomp=builtin'] }, { type: 'default' }],
    [
      'a profile',
      { SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'] },
      { type: 'custom', profile: 'a profile given as JSON' },
    ],
    ['privileged', { Privileged: true }, { type: 'unconfined' }],
    ['privileged with a profile', { Privileged: true, SecurityOpt: ['seccomp={}'] }, undefined],
  ];
  for (const [name, settings, expected] of cases) {
    it(`seccomp: ${name}`, () => assert.deepEqual(host(settings).container.seccomp.value, expected));
  }
  it('no-new-privileges', () => {
    const value = (...SecurityOpt: string[]) => host({ SecurityOpt }).container.allowPrivilegeEscalation.value;
    assert.deepEqual(
      [value(), value('no-new-privileges'), value('no-new-privileges:true'), value('no-new-privileges=false')],
      [true, false, false, true],
    );
    assert.equal(value('no-new-privileges=perhaps'), undefined);
  });
  it('follows the engine', () => {
    const engineOf = (SecurityOptions: string[] | null, daemon: object | undefined) => {
      const [one] = readEngineJson({ info: { SecurityOptions }, ...(daemon === undefined ? {} : { daemon }) });
      assert.ok(one !== undefined && 'fact' in one);
      return one.fact.value as Parameters<typeof containerSightings>[1] extends infer S
        ? NonNullable<S extends { engine?: infer E } ? E : never>
        : never;
    };
    const under = (SecurityOptions: string[] | null, daemon?: object) => {
      const inspect = answer('/x', {
        Name: '/web',
        HostConfig: { Privileged: false, SecurityOpt: null, UsernsMode: '' },
      });
      const [one] = containerSightings(inspect, { engine: engineOf(SecurityOptions, daemon) });
      assert.ok(one !== undefined && 'fact' in one);
      const { containers, userNamespace } = one.fact.value as Workload;
      return [containers[0]!.seccomp.value?.type, containers[0]!.allowPrivilegeEscalation.value, userNamespace.value];
    };
    assert.deepEqual(under(['name=seccomp,profile=builtin'], {}), ['default', true, false]);
    assert.deepEqual(under(['name=seccomp,profile=unconfined', 'name=userns'], { 'no-new-privileges': true }), [
      'unconfined',
      false,
      true,
    ]);
    assert.deepEqual(under([], undefined), ['unconfined', undefined, false]);
    assert.deepEqual(under(['name=seccomp,profile=/etc/own.json', 'name=rootless']), ['custom', undefined, true]);
  });
  it('system paths', () => {
    assert.equal(host({ MaskedPaths: [] }).container.procMount.value, 'Unmasked');
    const masked = ['/proc/asound', '/proc/kcore', '/proc/keys', '/proc/timer_list', '/sys/firmware'];
    const readOnly = ['/proc/bus', '/proc/sys', '/proc/sysrq-trigger'];
    const given = (MaskedPaths: string[], ReadonlyPaths: string[]): unknown =>
      host({ MaskedPaths, ReadonlyPaths }).container.procMount.value;
    assert.equal(given(masked, readOnly), 'Default');
    assert.equal(given(['/nothing'], readOnly), 'Unmasked');
    assert.equal(given(masked, []), 'Unmasked');
    assert.equal(host({ Privileged: true, MaskedPaths: null }).container.procMount.value, 'Unmasked');
  });
  it('options that are not all texts', () => {
    const { container } = host({ SecurityOpt: ['no-new-privileges', 7] });
    assert.equal(container.seccomp.value, undefined);
    assert.equal(container.allowPrivilegeEscalation.value, false);
  });
  it('has a gap for settings that may confine otherwise and are not read', () => {
    const gaps = (settings: object): string[] =>
      readContainerJson({ Name: '/web', HostConfig: settings }).flatMap((one) =>
        'gap' in one ? [`${one.gap.code} ${one.gap.at?.place ?? ''}`] : [],
      );
    const code = 'CONTAINER_SETTING_UNREAD';
    assert.deepEqual(gaps({ Runtime: 'other' }), [`${code} HostConfig.Runtime`]);
    assert.deepEqual(gaps({ CgroupnsMode: 'host' }), [`${code} HostConfig.CgroupnsMode`]);
    assert.deepEqual(gaps({ SecurityOpt: ['writable-cgroups=true'] }), [`${code} HostConfig.SecurityOpt[0]`]);
    assert.deepEqual(gaps({ Runtime: 'runc', CgroupnsMode: 'private', SecurityOpt: ['label=disable'] }), []);
  });
  it('AppArmor and SELinux', () => {
    const { container } = host({ SecurityOpt: ['apparmor=own', 'label=type:svirt_t', 'label=level:s0'] });
    assert.deepEqual(container.appArmor.value, { type: 'custom', profile: 'own' });
    assert.deepEqual(container.seLinux.value, { disabled: false, type: 'svirt_t', level: 's0' });
    assert.equal(host({ SecurityOpt: ['label=disable'] }).container.seLinux.value?.disabled, true);
    assert.deepEqual(host({ SecurityOpt: ['apparmor=unconfined'] }).container.appArmor.value, { type: 'unconfined' });
  });
});

describe('resources', () => {
  it('reads no limit as zero', () => {
    const { container } = host({ Memory: 0, NanoCpus: 0, CpuQuota: 0, PidsLimit: null });
    assert.deepEqual([container.memoryLimit.value, container.cpuLimit.value, container.pidsLimit.value], [0, 0, 0]);
    assert.equal(host({ PidsLimit: -1 }).container.pidsLimit.value, 0);
  });
  it('reads both ways to limit processors', () => {
    assert.equal(host({ NanoCpus: 1_500_000_000 }).container.cpuLimit.value, 1.5);
    assert.equal(host({ NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 0 }).container.cpuLimit.value, 0.5);
    assert.equal(host({ NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 25_000 }).container.cpuLimit.value, 2);
  });
  it('reads devices and what reaches them otherwise', () => {
    const Devices = [{ PathOnHost: '/dev/kvm', PathInContainer: '/dev/kvm', CgroupPermissions: 'rwm' }];
    const { container } = host({
      Devices,
      DeviceCgroupRules: ['c 1:* rwm'],
      DeviceRequests: [{ Driver: '', Capabilities: [['gpu']] }],
    });
    assert.deepEqual(container.devices.value, ['/dev/kvm:/dev/kvm:rwm', 'rule c 1:* rwm', 'request gpu']);
  });
});

describe('mounts', () => {
  it('reads binds where the engine resolved none', () => {
    const { workload, container } = host({
      Binds: ['/var/run/docker.sock:/s:ro', 'data:/data', '/a:/b:rshared'],
      Tmpfs: { '/t': 'ro' },
    });
    assert.deepEqual(
      workload.volumes.map(({ name, kind, hostPath }) => [name, kind, hostPath?.value]),
      [
        ['/var/run/docker.sock', 'hostPath', '/var/run/docker.sock'],
        ['data', 'named', undefined],
        ['/a', 'hostPath', '/a'],
        ['tmpfs /t', 'tmpfs', undefined],
      ],
    );
    assert.deepEqual(
      container.mounts.map((one) => one.readOnly.value),
      [true, false, false, true],
    );
    assert.equal(container.mounts[2]?.propagation.value, 'rshared');
  });
  it('sees the folder of the host behind a named volume', () => {
    const inspect = answer('/x', {
      Name: '/w',
      HostConfig: {},
      Mounts: [{ Type: 'volume', Name: 'v', Source: '/var/lib/v', Destination: '/d', RW: true }],
    });
    const options = answer('/volumes', { o: 'bind,ro', type: 'none', device: '/etc' });
    const [one] = containerSightings(inspect, { volumeOptions: () => options });
    assert.ok(one !== undefined && 'fact' in one);
    const { volumes } = one.fact.value as Workload;
    assert.deepEqual([volumes[0]?.kind, volumes[0]?.hostPath?.value], ['hostPath', '/etc']);
  });
  it('names a mount by its target, whatever order the engine answers in', () => {
    const Mounts = [
      { Type: 'bind', Source: '/b', Destination: '/y', RW: true },
      { Type: 'bind', Source: '/a', Destination: '/x', RW: true },
    ];
    const places = (list: object[]) =>
      read({ Name: '/w', HostConfig: {}, Mounts: list }).container.mounts.map(({ readOnly }) => readOnly.at.place);
    assert.deepEqual(places(Mounts), ['Mounts["/x"].RW', 'Mounts["/y"].RW']);
    assert.deepEqual(places(Mounts.toReversed()), places(Mounts));
  });
});

it('reads ports that are published, asked for and only exposed', () => {
  const { container } = read({
    Name: '/w',
    HostConfig: {
      PortBindings: { '443/tcp': [{ HostIp: '', HostPort: '' }], '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
    },
    NetworkSettings: {
      Ports: {
        '80/tcp': [
          { HostIp: '0.0.0.0', HostPort: '8080' },
          { HostIp: '::', HostPort: '8080' },
        ],
        '9/udp': null,
      },
    },
    Config: { ExposedPorts: { '9/udp': {}, '7/tcp': {} } },
  });
  assert.deepEqual(
    container.ports.map((one) => [one.containerPort, one.protocol, one.hostPort, one.hostAddress]),
    [
      [80, 'tcp', 8080, '0.0.0.0'],
      [80, 'tcp', 8080, '::'],
      [443, 'tcp', 0, '0.0.0.0'],
      [9, 'udp', null, null],
      [7, 'tcp', null, null],
    ],
  );
});

it('follows the namespace of another container, and not for ever', () => {
  const all: Record<string, object> = {
    a: { NetworkMode: 'container:b' },
    b: { NetworkMode: 'host' },
    c: { NetworkMode: 'container:c' },
  };
  const inspect = (name: string) => answer('/x', { Name: `/${name}`, HostConfig: all[name] });
  const shares = (name: string) => {
    const [one] = containerSightings(inspect(name), {
      peers: (reference) => (reference in all ? inspect(reference) : undefined),
    });
    assert.ok(one !== undefined && 'fact' in one);
    return (one.fact.value as Workload).hostNetwork.value;
  };
  assert.deepEqual([shares('a'), shares('b'), shares('c')], [true, true, undefined]);
  assert.equal(read({ Name: '/w', HostConfig: { NetworkMode: 'container:z' } }).workload.hostNetwork.value, undefined);
});

it('takes whatever an engine may answer', () => {
  const keys = fc.constantFrom(
    'HostConfig',
    'Config',
    'State',
    'Mounts',
    'NetworkSettings',
    'Ports',
    'SecurityOpt',
    'Env',
    'User',
    'Healthcheck',
    'Test',
    'Name',
    'Labels',
    'Binds',
    'Devices',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      fc.dictionary(keys, tie('json')),
      fc.array(tie('json'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(json, (value) => {
      for (const one of [...readContainerJson(value), ...readEngineJson(value)])
        assert.ok('fact' in one || one.gap.because !== '');
    }),
  );
});

describe('mounts that an answer does not tell plainly', () => {
  const paths = (json: object): unknown[] =>
    read({ Name: '/web', HostConfig: {}, ...json }).workload.volumes.map(
      ({ kind, hostPath }) => hostPath?.value ?? hostPath?.why ?? kind,
    );
  it('may be any path of the host', () => {
    assert.deepEqual(paths({}), ['the answer says nothing of its mounts']);
    assert.deepEqual(paths({ Mounts: { a: 1 } }), ['is not a list']);
    assert.deepEqual(paths({ HostConfig: { Binds: '/:/h' }, Mounts: [] }), ['is not a list']);
    assert.deepEqual(paths({ HostConfig: { Binds: null } }), []);
  });
  it('are binds when their type is not known, and none hides another', () => {
    const of = (Source: string): object => ({ Source });
    assert.deepEqual(paths({ Mounts: [of('/a'), of('/b')] }), ['/a', '/b']);
    assert.deepEqual(paths({ Mounts: [{ Type: 'new', Destination: '/x' }] }), [
      'the answer does not say what is mounted',
    ]);
  });
  it('are read from what was asked for', () => {
    const Mounts = [{ Type: 'bind', Source: '/etc', Target: '/e', ReadOnly: true }];
    assert.deepEqual(paths({ HostConfig: { Binds: null, Mounts } }), ['/etc']);
    assert.deepEqual(paths({ HostConfig: { Binds: ['C:\\data:/d'] } }), ['C:\\data']);
  });
});
