import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Project, web, where } from '../../../test/compose/project.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import { looksLikeCompose } from './read-compose.ts';

describe('a service', () => {
  it('fills in what the specification gives, and says so', () => {
    const { gaps, workloads, networks } = new Project({ 'compose.yaml': web('') });
    assert.deepEqual(gaps, []);
    const [workload] = workloads;
    const container = workload!.containers[0]!;
    assert.equal(container.privileged.value, false);
    assert.match(container.privileged.at.note ?? '', /^absent: /);
    assert.equal(container.privileged.at.place, 'services.web.privileged');
    assert.deepEqual(container.capabilitiesAdded.value, []);
    assert.equal(container.allowPrivilegeEscalation.value, true);
    assert.deepEqual(container.seccomp.value, { type: 'default' });
    assert.equal(container.memoryLimit.value, 0);
    assert.equal(container.restart.value, 'no');
    for (const silent of [container.user, container.appArmor, container.seLinux, container.logging, container.health]) {
      assert.equal(silent.value, undefined);
      assert.notEqual(silent.why, undefined);
    }
    assert.deepEqual(workload!.networks.value, ['default']);
    assert.deepEqual(
      networks.map(({ name, driver, internal }) => [name, driver.value, internal.value]),
      [['default', 'bridge', false]],
    );
  });

  it('says of a wrong value what stands in the file, not what a variable of the machine holds', () => {
    const keys = 'privileged: $T\nmem_limit: $T\nrestart: $T\npull_policy: $T\nsecurity_opt: [$T]';
    const written = { 'compose.yaml': web(keys) };
    const { gaps, workloads } = new Project(written, { environment: { T: 'open-sesame' } });
    assert.equal(gaps.length, 5);
    assert.doesNotMatch(JSON.stringify([gaps, workloads]), /sesame/);
  });

  it('knows no mounts where a part of them is elsewhere', () => {
    for (const more of ['volumes_from: [db]', 'extends: { file: gone.yaml, service: base }']) {
      const { gaps, workloads } = new Project({ 'compose.yaml': web(`${more}\nvolumes: [./a:/a]`) });
      assert.equal(gaps.length, 1);
      const [volume, hidden] = workloads[0]!.volumes;
      assert.equal(volume?.hostPath?.value, './a');
      assert.equal(hidden?.kind, 'hostPath');
      assert.match(hidden?.hostPath?.why ?? '', /not followed|not known/);
    }
  });

  it('has a gap for what may take it out of its confinement and is not read', () => {
    const codes = (more: string): string[] =>
      new Project({ 'compose.yaml': web(more) }).gaps.map(({ code, touches }) => `${code} ${touches.join(' ')}`);
    for (const more of ['cgroup: host', 'cgroup_parent: /', 'runtime: other']) {
      assert.deepEqual(codes(more), ['COMPOSE_UNSUPPORTED runtime hardening']);
    }
    assert.deepEqual(codes('security_opt: ["writable-cgroups=true"]'), ['COMPOSE_INVALID runtime hardening']);
    for (const right of ['privileged: true', 'entitlements: [security.insecure]', 'network: host']) {
      assert.deepEqual(codes(`build: {context: ., ${right}}`), ['COMPOSE_UNSUPPORTED images hardening']);
    }
    assert.deepEqual(codes('build: {context: ., privileged: false, network: none}'), []);
    assert.deepEqual(codes('cgroup: private\nruntime: runc\nsecurity_opt: [no-new-privileges, "label:disable"]'), []);
  });

  it('casts what variables and quotes made strings', () => {
    const container = new Project(
      {
        'compose.yaml': web('privileged: ${P}\nread_only: "yes"\nmem_limit: ${M:-64m}\ncpus: "0.5"\npids_limit: "-1"'),
      },
      { environment: { P: 'true' } },
    ).container();
    assert.equal(container.privileged.value, true);
    assert.equal(container.privileged.at.note, 'P from the environment');
    assert.equal(container.readOnlyRoot.value, true);
    assert.equal(container.memoryLimit.value, 67_108_864);
    assert.equal(container.memoryLimit.at.note, 'M is not set: its default is taken');
    assert.equal(container.cpuLimit.value, 0.5);
    assert.equal(container.pidsLimit.value, 0);
  });

  it('takes a variable from the environment before .env, and one that is set nowhere as not known', () => {
    const files = {
      'compose.yaml': web('user: ${U}\nenvironment: [A=$A, B=$B, C=$C, D, E=lit]'),
      '.env': 'A=a\nB=b\nD=d',
    };
    const project = new Project(files, { environment: { B: 'host' } });
    const container = project.container();
    assert.equal(container.user.value, undefined);
    assert.match(container.user.why ?? '', /U is not set/);
    assert.deepEqual(
      container.environment.map(({ name, value, from }) => [name, value.value, from, value.at.note]),
      [
        ['A', 'a', null, 'A from .env:1'],
        ['B', undefined, 'host', 'B from the environment'],
        ['C', undefined, 'host', undefined],
        ['D', 'd', null, 'D from .env:3'],
        ['E', 'lit', null, undefined],
      ],
    );
    assert.deepEqual(project.gapLines, [
      'COMPOSE_UNRESOLVED compose.yaml:4 the variable U is not set and has no default',
      'COMPOSE_UNRESOLVED compose.yaml:5 the variable C is not set and has no default',
    ]);
    assert.ok(project.gaps.every(({ touches }) => touches.length > 0));
  });

  it('reads env files with their places, the service winning', () => {
    const project = new Project({
      'app/compose.yaml': web(
        'env_file: [a.env, {path: b.env}, {path: none.env, required: false}]\nenvironment: {B: 2}',
      ),
      'a.env': 'A=secret\nB=1\n',
      'b.env': '# x\nC="${A:-x}"\nD=${NOPE}\n',
    });
    assert.deepEqual(
      project.container().environment.map(({ name, value }) => [name, value.value, where(value.at)]),
      [
        ['A', 'secret', 'app/a.env:1'],
        ['B', '2', 'app/compose.yaml:5'],
        ['C', 'x', 'app/b.env:2'],
        ['D', undefined, 'app/b.env:3'],
      ],
    );
    assert.deepEqual(project.gapLines, [
      'COMPOSE_UNRESOLVED app/b.env:3 the variable NOPE is not set and has no default',
    ]);
    assert.deepEqual(new Project({ 'compose.yaml': web('env_file: none.env') }).gapLines, [
      'COMPOSE_UNRESOLVED compose.yaml:4 the env file none.env is not there',
    ]);
  });

  it('reads security options in both spellings', () => {
    const options =
      '["no-new-privileges:true", "seccomp:unconfined", apparmor=mine, label:type:t, systempaths=unconfined]';
    const container = new Project({
      'compose.yaml': web(`security_opt: ${options}\ncap_add: [cap_sys_admin, all]`),
    }).container();
    assert.equal(container.allowPrivilegeEscalation.value, false);
    assert.deepEqual(container.seccomp.value, { type: 'unconfined' });
    assert.deepEqual(container.appArmor.value, { type: 'custom', profile: 'mine' });
    assert.deepEqual(container.seLinux.value, { disabled: false, type: 't' });
    assert.equal(container.procMount.value, 'Unmasked');
    assert.deepEqual(container.capabilitiesAdded.value, ['SYS_ADMIN', 'ALL']);
  });

  it('knows that nothing confines a privileged container, unless it is not known to be one', () => {
    const container = new Project({ 'compose.yaml': web('privileged: true') }).container();
    assert.deepEqual(container.seccomp.value, { type: 'unconfined' });
    assert.equal(container.procMount.value, 'Unmasked');
    const unknown = new Project({ 'compose.yaml': web('privileged: ${P}') }).container();
    assert.equal(unknown.privileged.value, undefined);
    assert.equal(unknown.seccomp.value, undefined);
    const option = new Project({ 'compose.yaml': web('security_opt: ["${S}"]') }).container();
    assert.equal(option.seccomp.value, undefined);
    assert.equal(option.allowPrivilegeEscalation.value, undefined);
  });

  it('follows a namespace to the service that it is shared with', () => {
    const project = new Project({
      'compose.yaml':
        'services:\n  a: {image: x, pid: "service:b", network_mode: "container:z"}\n  b: {image: x, pid: host, ipc: "service:c"}\n  c: {image: x, ipc: "service:b", userns_mode: host}\n',
    });
    assert.equal(project.workload('a').hostPid.value, true);
    assert.equal(project.workload('a').hostNetwork.value, undefined);
    assert.equal(project.workload('b').hostIpc.value, undefined);
    assert.equal(project.workload('c').userNamespace.value, false);
  });

  it('reads every kind of mount', () => {
    const volumes = [
      '["./a:/a:ro,z", "data:/n", /anon, "~/h:/h", "../up:/up:rshared", "bound:/bound", "${X}:/x", "ext:/ext", "./late:/a",',
      '{type: bind, source: /var/run/docker.sock, target: /s, read_only: "true"}, {type: tmpfs, target: /t}]',
    ].join(' ');
    const project = new Project({
      'compose.yaml': web(
        `volumes: ${volumes}\ntmpfs: /run\nuse_api_socket: true\nsecrets: [pw]`,
        'volumes: {data: , ext: {external: true}, bound: {driver_opts: {type: none, o: bind, device: /srv}}}\nsecrets: {pw: {file: x}}\n',
      ),
    });
    const { volumes: found, containers } = project.workload('web');
    assert.deepEqual(
      containers[0]!.mounts.map(({ volume, target, readOnly, propagation }) =>
        [volume, target, readOnly.value, propagation.value].join(' '),
      ),
      [
        'data /n false rprivate',
        'anonymous /anon /anon false rprivate',
        '~/h /h false rprivate',
        '../up /up false rshared',
        'bound /bound false rprivate',
        '${X} /x false rprivate',
        'ext /ext false rprivate',
        './late /a false rprivate',
        '/var/run/docker.sock /s true rprivate',
        'tmpfs /t /t false rprivate',
        'tmpfs /run /run false rprivate',
        'secret pw /run/secrets/pw true rprivate',
        '/var/run/docker.sock /var/run/docker.sock false rprivate',
      ],
    );
    const paths = Object.fromEntries(
      found.map(({ name, hostPath }) => [name, hostPath === null ? null : hostPath.value]),
    );
    assert.equal(paths['bound'], '/srv');
    assert.equal(paths['data'], null);
    assert.equal(paths['ext'], undefined);
    assert.equal(paths['${X}'], undefined);
    assert.equal(paths['./late'], './late');
  });

  it('caps ranges of ports and tells so', () => {
    const project = new Project({
      'compose.yaml': web('ports: ["1-65535:1-65535", "80", {target: 1, host_ip: "::1"}]'),
    });
    assert.equal(project.container().ports.length, 1000);
    assert.deepEqual(
      project.gaps.map(({ code }) => code),
      ['COMPOSE_LIMIT', 'COMPOSE_LIMIT', 'COMPOSE_LIMIT'],
    );
    const [free, long, exposed] = new Project({
      'compose.yaml': web('ports: ["80", {target: 1, published: "2", host_ip: "::1", protocol: udp}]\nexpose: [9]'),
    }).container().ports;
    assert.deepEqual([free!.hostPort, free!.hostAddress], [0, '0.0.0.0']);
    assert.deepEqual([long!.hostPort, long!.hostAddress, long!.protocol], [2, '::1', 'udp']);
    assert.deepEqual([exposed!.hostPort, exposed!.hostAddress], [null, null]);
  });

  it('is read though its profile sleeps', () => {
    const files = { 'compose.yaml': web('profiles: [debug]') };
    assert.equal(new Project(files).workload('web').annotations['compose.profiles'], 'debug');
    assert.match(new Project(files).workload('web').at.note ?? '', /profile debug/);
    assert.deepEqual(new Project(files, { profiles: ['debug'] }).workload('web').annotations, {});
    assert.deepEqual(new Project({ ...files, '.env': 'COMPOSE_PROFILES=a,debug' }).workload('web').annotations, {});
  });

  it('says why an image is not known', () => {
    const { image } = new Project({
      'compose.yaml': 'services: {web: {build: {context: app, dockerfile: D}}}',
    }).container();
    assert.deepEqual([image.value, image.why], [undefined, 'is built from D in app']);
  });

  it('takes nothing as absent in what is no mapping', () => {
    const project = new Project({ 'compose.yaml': web('deploy: 5\nlogging: {options: x, driver: local}') });
    assert.equal(project.container().memoryLimit.value, undefined);
    assert.equal(project.container().restart.value, undefined);
    assert.equal(project.container().logging.value, undefined);
    assert.deepEqual(project.gapLines, [
      'COMPOSE_INVALID compose.yaml:4 is "5", not a mapping',
      'COMPOSE_INVALID compose.yaml:5 is no mapping',
    ]);
    const unknown = new Project({ 'compose.yaml': web('deploy: {resources: {limits: "${L}"}}') });
    assert.match(unknown.container().memoryLimit.why ?? '', /L is not set/);
  });

  it('reports wrong shapes where they stand', () => {
    const project = new Project({
      'compose.yaml': web(
        'privileged: maybe\nports: "80:80"\nprivilege: true\ncap_drop: {a: b}\nvolumes: [[x]]\nrestart: often',
      ),
    });
    assert.deepEqual(project.gapLines.toSorted(), [
      'COMPOSE_INVALID compose.yaml:4 is "maybe", not true or false',
      'COMPOSE_INVALID compose.yaml:5 is "80:80", not a list',
      'COMPOSE_INVALID compose.yaml:6 "privilege" is no key of a service',
      'COMPOSE_INVALID compose.yaml:7 is a mapping, not a list',
      'COMPOSE_INVALID compose.yaml:8 is no volume',
      'COMPOSE_INVALID compose.yaml:9 "often" is no restart policy',
    ]);
    assert.equal(project.container().privileged.value, undefined);
    assert.equal(project.container().capabilitiesDropped.value, undefined);
  });
});

describe('networks', () => {
  it('are read with their defaults, and nothing is guessed of an external one', () => {
    const { networks } = new Project({
      'compose.yaml': web(
        'networks: [a, o, e]',
        'networks: {a: {internal: "true", driver_opts: {com.docker.network.bridge.enable_icc: "false"}}, o: {driver: overlay, driver_opts: {encrypted: ""}}, e: {external: true}}\n',
      ),
    });
    assert.deepEqual(
      networks.map((one) => [
        one.name,
        one.driver.value,
        one.internal.value,
        one.interContainer.value,
        one.encrypted.value,
      ]),
      [
        ['a', 'bridge', true, false, undefined],
        ['o', 'overlay', false, true, true],
        ['e', undefined, undefined, undefined, undefined],
      ],
    );
  });
  it('hold the host network too', () => {
    const project = new Project({
      'compose.yaml': web('networks: [h]', 'networks: {h: {external: true, name: host}}\n'),
    });
    assert.equal(project.workload('web').hostNetwork.value, true);
  });
});

describe('looksLikeCompose', () => {
  const looks = (text: string): boolean => looksLikeCompose(readYaml(text, 'a', 'test', 'core').documents[0]!.root);
  it('knows Compose files', () => {
    assert.ok(looks('services: {a: {image: x}}'));
    assert.ok(looks('x-a: 1\nversion: "3"\nservices: {a: {extends: b}, b: {build: .}}'));
    assert.ok(looks('include: [a.yaml]'));
    assert.ok(looks('include: [{path: a.yaml}]\nname: x'));
    assert.ok(looks('services: {a: {privileged: true}}'));
    assert.ok(looks('services: {a: {image: x, typo: 1}}\nvolume: {}'));
  });
  it('knows what is none', () => {
    for (const text of [
      'services: {}',
      'services: [a]',
      'services: {a: {class: X}}',
      'services: {a: text}',
      'apiVersion: v1\nkind: Service\nservices: {a: {image: x}}',
      'jobs: {a: {services: {b: {image: x}}}}',
      'on: push\nservices: {a: {image: x}}',
      'include: a',
      'services: {a: {privileged: true}}\nother: 1',
      'services: {db: {image: x}}\npipeline: {a: {image: y}}',
      '[1]',
    ]) {
      assert.ok(!looks(text), text);
    }
  });
});
