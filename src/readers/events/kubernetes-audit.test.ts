import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { EventValue } from '../../facts/event.ts';
import { kubernetesAuditFields } from './kubernetes-audit.ts';
import { readEvents } from './read-events.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/events/kubernetes-audit');

const pod = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: 'a1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/pods?command=sh&command=-c&fieldManager=k%20c',
  verb: 'create',
  user: { username: 'eve', groups: ['dev', 'system:authenticated'] },
  impersonatedUser: { username: 'bob' },
  sourceIPs: ['10.0.0.1', '10.0.0.2'],
  userAgent: 'kubectl/v1.35',
  objectRef: { resource: 'pods', namespace: 'shop', name: 'web', subresource: 'exec' },
  responseStatus: { code: 201, reason: 'Created' },
  responseObject: { metadata: { name: 'web-1' } },
  annotations: {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason': 'RBAC',
    'authentication.openshift.io/decision': 'allow',
    'authentication.openshift.io/username': 'eve',
  },
  stageTimestamp: '2026-11-24T20:00:00.123456Z',
  requestReceivedTimestamp: '2026-11-24T20:00:00.000000Z',
  requestObject: {
    data: { 'a.properties': 'password=x' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'pods/exec'], verbs: ['get'] },
      { nonResourceURLs: ['/healthz'], verbs: ['*'] },
    ],
    subjects: [
      { kind: 'User', name: 'eve' },
      { kind: 'Group', name: 'ops' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'shop' },
    ],
    roleRef: { name: 'cluster-admin' },
    spec: {
      type: 'NodePort',
      ports: [{ port: 80, nodePort: 30_080 }],
      hostIPC: false,
      hostNetwork: true,
      hostPID: true,
      securityContext: { runAsUser: 1000, runAsGroup: 1001, fsGroup: 1002, supplementalGroups: [5, 6] },
      volumes: [
        { name: 'a', hostPath: { path: '/etc/kubernetes' } },
        { name: 'b', flexVolume: { driver: 'x/y' } },
        { name: 'c', emptyDir: null },
      ],
      containers: [
        {
          name: 'one',
          image: 'registry:5000/shop/web:1.2@sha256:00',
          command: ['sh'],
          args: ['-c', 'id'],
          ports: [{ hostPort: 80 }, { containerPort: 8080 }],
          securityContext: {
            privileged: true,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            runAsUser: 0,
            runAsGroup: 7,
            procMount: 'Unmasked',
            capabilities: { add: ['SYS_ADMIN', 'NET_RAW'] },
          },
        },
        { name: 'two', image: 'nginx' },
      ],
      initContainers: [{ name: 'init', image: 'busybox:1', securityContext: { privileged: true } }],
      ephemeralContainers: [{ name: 'debug', image: 'alpine@sha256:11' }],
    },
  },
};

const wanted: readonly [field: string, value: EventValue | undefined][] = [
  ['ka.auditid', 'a1'],
  ['ka.stage', 'ResponseComplete'],
  ['ka.auth.decision', 'allow'],
  ['ka.auth.reason', 'RBAC'],
  ['ka.auth.openshift.decision', 'allow'],
  ['ka.auth.openshift.username', 'eve'],
  ['ka.user.name', 'eve'],
  ['ka.user.groups', ['dev', 'system:authenticated']],
  ['ka.impuser.name', 'bob'],
  ['ka.verb', 'create'],
  ['ka.uri', pod.requestURI],
  ['ka.uri.param[command]', 'sh'],
  ['ka.uri.param[fieldManager]', 'k c'],
  ['ka.uri.param[none]', undefined],
  ['ka.target.name', 'web'],
  ['ka.target.namespace', 'shop'],
  ['ka.target.resource', 'pods'],
  ['ka.target.subresource', 'exec'],
  ['ka.target.pod.name', 'web'],
  ['ka.req.binding.subjects[9]', undefined],
  ['ka.req.binding.subjects.user_names', ['eve']],
  ['ka.req.binding.subjects.group_names', ['ops']],
  ['ka.req.binding.subjects.serviceaccount_names', ['robot']],
  ['ka.req.binding.subjects.serviceaccount_ns_names', ['shop:robot']],
  ['ka.req.binding.role', 'cluster-admin'],
  ['ka.req.binding.subject.has_name[eve]', 'N/A'],
  ['ka.req.configmap.name', 'web'],
  ['ka.req.configmap.obj', '{"a.properties":"password=x"}'],
  ['ka.req.pod.containers.name', ['one', 'two']],
  ['ka.req.pod.containers.image', ['registry:5000/shop/web:1.2@sha256:00', 'nginx']],
  ['ka.req.pod.containers.image[1]', ['nginx']],
  ['ka.req.pod.containers.image[2]', undefined],
  ['ka.req.pod.containers.image[x]', undefined],
  ['ka.req.pod.containers.image.repository', ['registry:5000/shop/web', 'nginx']],
  ['ka.req.container.image', 'registry:5000/shop/web:1.2@sha256:00'],
  ['ka.req.container.image.repository', 'registry:5000/shop/web'],
  ['ka.req.pod.containers.command', ['sh']],
  ['ka.req.pod.containers.args', ['-c', 'id']],
  ['ka.req.pod.containers.privileged', ['true']],
  ['ka.req.container.privileged', 'true'],
  ['ka.req.pod.containers.allow_privilege_escalation', ['false']],
  ['ka.req.pod.containers.read_only_fs', ['true']],
  ['ka.req.pod.containers.run_as_user', ['0']],
  ['ka.req.pod.containers.eff_run_as_user', ['0', '1000']],
  ['ka.req.pod.containers.eff_run_as_group', ['7', '1001']],
  ['ka.req.pod.containers.proc_mount', ['Unmasked']],
  ['ka.req.pod.containers.add_capabilities', ['SYS_ADMIN', 'NET_RAW']],
  ['ka.req.pod.containers.host_port', ['80', '8080']],
  ['ka.req.pod.initContainers.image', ['busybox:1']],
  ['ka.req.pod.initContainers.privileged', ['true']],
  ['ka.req.pod.ephemeralContainers.image.repository', ['alpine']],
  ['ka.req.pod.ephemeralContainers.privileged', undefined],
  ['ka.req.pod.host_ipc', 'false'],
  ['ka.req.pod.host_network', 'true'],
  ['ka.req.container.host_network', 'true'],
  ['ka.req.pod.host_pid', 'true'],
  ['ka.req.pod.run_as_user', '1000'],
  ['ka.req.pod.run_as_group', '1001'],
  ['ka.req.pod.fs_group', '1002'],
  ['ka.req.pod.supplemental_groups', ['5', '6']],
  ['ka.req.pod.volumes.hostpath', ['/etc/kubernetes']],
  ['ka.req.pod.volumes.flexvolume_driver', ['x/y']],
  ['ka.req.pod.volumes.volume_type', ['hostPath', 'flexVolume', 'emptyDir']],
  ['ka.req.volume.hostpath[/etc/kubernetes]', 'true'],
  ['ka.req.volume.hostpath[/etc*]', 'true'],
  ['ka.req.volume.hostpath[/etc]', 'false'],
  ['ka.req.role.rules.apiGroups', ['']],
  ['ka.req.role.rules.resources', ['pods', 'pods/exec']],
  ['ka.req.role.rules.verbs', ['get', '*']],
  ['ka.req.role.rules.verbs[1]', ['*']],
  ['ka.req.role.rules.nonResourceURLs', ['/healthz']],
  ['ka.req.service.type', 'NodePort'],
  ['ka.req.service.ports', ['{"port":80,"nodePort":30080}']],
  ['ka.resp.name', 'web-1'],
  ['ka.response.code', '201'],
  ['ka.response.reason', 'Created'],
  ['ka.useragent', 'kubectl/v1.35'],
  ['ka.sourceips', ['10.0.0.1', '10.0.0.2']],
  ['ka.sourceips[1]', ['10.0.0.2']],
  ['jevt.value[/stage]', 'ResponseComplete'],
  ['jevt.value[/annotations/authorization.k8s.io~1decision]', 'allow'],
  ['jevt.value[/requestObject/spec/containers/1/name]', 'two'],
  ['jevt.value[/requestObject/spec/volumes/2/emptyDir]', undefined],
  ['jevt.value[/requestObject/spec/tls]', undefined],
  ['jevt.value[stage]', undefined],
  ['jevt.rawtime', '1795550400123456000'],
  ['evt.rawtime', 1_795_550_400_123_456_000n],
  ['evt.time.iso8601', '2026-11-24T20:00:00.123456000+0000'],
  ['evt.type', 'create'],
  ['evt.num', 1],
  ['ka.cluster.name', undefined],
  ['constructor', undefined],
  ['jevt.value[/__proto__]', undefined],
];

const lines = (values: readonly object[]): string => values.map((one) => JSON.stringify(one)).join('\n');

const split = (field: string): [string, string | undefined] => {
  const [, name = field, argument] = /^([^[]+)\[(.*)\]$/s.exec(field) ?? [];
  return [name, argument];
};

describe('readKubernetesAudit', () => {
  for (const [field, value] of wanted)
    it(field, () => {
      const [event] = readEvents(JSON.stringify(pod)).list;
      assert.deepEqual(event?.field(...split(field)), value);
    });

  it('fills every field that it says it fills', () => {
    const [event] = readEvents(JSON.stringify(pod)).list;
    const argumented = new Map(
      wanted.flatMap(([field, value]) => (field.endsWith(']') && value !== undefined ? [split(field)] : [])),
    );
    const full = JSON.stringify(pod.requestObject.spec.containers[0]);
    const whole = structuredClone(pod) as unknown as { requestObject: { spec: Record<string, unknown[]> } };
    for (const list of ['initContainers', 'ephemeralContainers'])
      whole.requestObject.spec[list] = [JSON.parse(full) as unknown];
    const [second] = readEvents(JSON.stringify({ ...whole, auditID: 'a2' })).list;
    for (const name of kubernetesAuditFields)
      assert.notEqual(
        event?.field(name) ?? second?.field(name) ?? event?.field(name, argumented.get(name) ?? '0'),
        undefined,
        name,
      );
  });

  it('reads lists, and leaves out what has no auditID and what came before', () => {
    const { kind, apiVersion, ...bare } = pod;
    assert.deepEqual([kind, apiVersion], ['Event', 'audit.k8s.io/v1']);
    const list = {
      kind: 'EventList',
      apiVersion,
      items: [bare, { ...bare, auditID: undefined }, { ...bare, auditID: 'a2' }, bare, { ...bare, stage: 'Panic' }, 7],
    };
    const read = readEvents(JSON.stringify(list, null, 2));
    assert.equal(read.kind, 'kubernetes-audit');
    assert.deepEqual(
      read.list.map((event) => [event.field('ka.auditid'), event.field('ka.stage'), event.field('evt.num')]),
      [
        ['a1', 'ResponseComplete', 1],
        ['a2', 'ResponseComplete', 2],
        ['a1', 'Panic', 3],
      ],
    );
    assert.deepEqual(
      [...read.left],
      [
        ['without auditID', 1],
        ['seen before', 1],
      ],
    );
    assert.deepEqual(read.faults, [{ line: 1, because: 'an event is no map' }]);
  });

  it('a list without events is counted, one of another shape is a fault', () => {
    const lists = [{ items: [] }, { items: null }, {}, { items: 7 }];
    const read = readEvents(
      lines(lists.map((list) => ({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', ...list }))),
    );
    assert.deepEqual(
      [[...read.left], read.faults],
      [[['empty lists', 3]], [{ line: 4, because: 'its items are no list' }]],
    );
  });

  it('says which events it cannot read', () => {
    const lines = [
      pod,
      { ...pod, stageTimestamp: 'now', requestReceivedTimestamp: 5 },
      { ...pod, verb: 7 },
      { ...pod, kind: 'Pod' },
    ];
    const read = readEvents(lines.map((one) => JSON.stringify(one)).join('\n'));
    assert.deepEqual(
      read.faults.map(({ line, because }) => `${line} ${because}`),
      ['2 an event has no time that can be read', '3 an event has no verb', '4 its kind is not Event or EventList'],
    );
  });

  const files = readdirSync(shared);
  it('finds the shared files', () => assert.ok(files.length >= 15));
  for (const file of files)
    it(`reads ${file} whole`, () => {
      const text = readFileSync(join(shared, file), 'utf8');
      const read = readEvents(text);
      assert.equal(read.kind, 'kubernetes-audit');
      assert.deepEqual([read.faults, [...read.left]], [[], []]);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      assert.equal(read.list.length, lines.length);
      read.list.forEach((event, at) => {
        const told = JSON.parse(lines[at] ?? '') as { verb: string; auditID: string };
        assert.deepEqual([event.type, event.field('ka.auditid'), event.source], [told.verb, told.auditID, 'k8s_audit']);
        assert.ok(event.time > 1_500_000_000_000_000_000n && event.time < 2_000_000_000_000_000_000n);
      });
    });
});
