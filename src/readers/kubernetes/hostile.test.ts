import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Workload } from '../../facts/workload.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { looksLikeKubernetes, readKubernetes } from './read-kubernetes.ts';

const scalar = fc.constantFrom(
  null,
  true,
  false,
  0,
  -1,
  1.5,
  NaN,
  '',
  'x',
  'Always',
  'Localhost',
  '1Gi',
  {},
  [],
  [null],
);
const fields = (...names: string[]): fc.Arbitrary<unknown> =>
  fc.oneof(scalar, fc.record(Object.fromEntries(names.map((name) => [name, scalar])), { requiredKeys: [] }));
const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof(scalar, fc.array(item, { maxLength: 3 }));
const record = (shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 1, arbitrary: scalar }, { weight: 9, arbitrary: fc.record(shape, { requiredKeys: [] }) });

const security = record({
  privileged: scalar,
  runAsUser: scalar,
  capabilities: fields('add', 'drop'),
  seccompProfile: fields('type', 'localhostProfile'),
  seLinuxOptions: fields('type', 'level'),
  sysctls: list(fields('name', 'value')),
  allowPrivilegeEscalation: scalar,
});
const container = record({
  name: scalar,
  image: scalar,
  securityContext: security,
  ports: list(fields('containerPort', 'hostPort', 'protocol', 'hostIP')),
  env: list(fields('name', 'value', 'valueFrom')),
  envFrom: list(fields('prefix', 'secretRef')),
  volumeMounts: list(fields('name', 'mountPath', 'readOnly', 'mountPropagation')),
  resources: record({ limits: fields('memory', 'cpu'), requests: fields('memory') }),
  livenessProbe: fields('exec'),
  command: scalar,
});
const spec = record({
  hostPID: scalar,
  securityContext: security,
  containers: list(container),
  initContainers: list(container),
  volumes: list(fields('name', 'hostPath', 'emptyDir')),
  serviceAccountName: scalar,
});
const metadata = fields('name', 'generateName', 'namespace', 'labels', 'annotations');
const object = record({
  apiVersion: fc.oneof(scalar, fc.constant('v1')),
  kind: fc.oneof(scalar, fc.constantFrom('Pod', 'List', 'PodList', 'Deployment', 'CronJob')),
  metadata,
  items: list(fields('kind')),
  spec: fc.oneof(spec, record({ template: record({ metadata, spec }) })),
});

it('whatever an object holds, it is read without a throw, and what has a wrong shape has no value', () => {
  fc.assert(
    fc.property(object, (value) => {
      const root = Located.root(value, apiPlace('test', 'GET /'));
      looksLikeKubernetes(root);
      for (const sighting of readKubernetes(root, { source: 'test', stage: 'admitted' })) {
        if ('gap' in sighting || sighting.fact.kind !== 'workload') continue;
        const { containers } = sighting.fact.value as Workload;
        for (const { privileged, capabilitiesAdded, memoryLimit } of containers) {
          assert.ok([true, false, undefined].includes(privileged.value));
          assert.ok(capabilitiesAdded.value?.every((name) => typeof name === 'string') ?? true);
          assert.ok(memoryLimit.value === undefined || Number.isFinite(memoryLimit.value));
          for (const setting of [privileged, capabilitiesAdded, memoryLimit]) {
            assert.ok(setting.value !== undefined || setting.why !== undefined, 'an unknown says why');
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
});

it('reads every container that is written out, and stops at those that aliases make many of', () => {
  const many = Array.from({ length: 20_000 }, () => ({ name: 'a', image: 'x' }));
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: many } };
  const root = Located.root({ apiVersion: 'v1', kind: 'List', items: [pod, pod] }, apiPlace('test', 'GET /'));
  const sightings = readKubernetes(root, { source: 'test', stage: 'declared' });
  const read = sightings.flatMap((one) =>
    'fact' in one && one.fact.kind === 'workload' ? (one.fact.value as Workload).containers : [],
  );
  const gaps = sightings.flatMap((one) => ('gap' in one ? [one.gap] : []));
  assert.equal(read.length, 30_000);
  assert.deepEqual(
    gaps.map(({ code, touches }) => [code, ...touches]),
    [['OBJECT_INVALID', '*']],
  );
});
