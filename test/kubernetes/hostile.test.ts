/** Objects with a wrong type in any field of the API server's own OpenAPI document, and larger ones than any server keeps. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { moment } from '../../src/facts/moment.ts';
import { workload, type Workload } from '../../src/facts/workload.ts';
import { questions } from '../../src/main.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import { gapTouches } from '../../src/model/gap.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { readEmbeddedConfigurations } from '../../src/readers/configuration/read-configuration.ts';
import { neededKinds } from '../../src/readers/kubernetes/needed-kinds.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { pathOf, placesOf, put, valueAt, wrong } from '../checks/places.ts';
import { evaluate, factOf } from '../checks/table.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { collect } from './collect.ts';
import { faultyProxy, status } from './faulty-proxy.ts';
import { typedObject, type Definitions } from './typed-objects.ts';

const skip = noKubernetes();
const context = { source: 'kubernetes', stage: 'admitted' } as const;
const checks = questions.flatMap((question) => question.checks);

describe('hostile objects', { skip, timeout: 900_000 }, () => {
  let server: ApiServer;
  let definitions: Definitions;
  before(async () => {
    server = await startApiServer();
    definitions = (await server.client.get('/openapi/v2')).definitions;
  });
  after(() => server?.stop());

  const nameOf = (group: string, version: string, kind: string): string | undefined =>
    Object.entries(definitions).find(([, schema]) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).some(
        (one: { group: string; version: string; kind: string }) =>
          one.group === group && one.version === version && one.kind === kind,
      ),
    )?.[0];

  it('wrong types in any field: read without a throw, and no check throws', () => {
    const now = fact(
      moment,
      { subject: { source: 'test', kind: 'Clock', name: 'now' }, stage: 'running' },
      { now: '2026-11-24T00:00:00.000Z' },
      { source: 'test' },
    );
    let met = 0;
    let workloads = 0;
    let containers = 0;
    for (const { group, version, kind } of neededKinds) {
      const name = nameOf(group, version, kind);
      if (name === undefined) continue;
      met += 1;
      const apiVersion = group === '' ? version : `${group}/${version}`;
      fc.assert(
        fc.property(
          fc.array(typedObject(definitions, name, { apiVersion, kind }, 6), { minLength: 1, maxLength: 3 }),
          (objects) => {
            const facts: Fact[] = [now];
            for (const object of objects) {
              const root = Located.root(object, apiPlace('kubernetes', 'GET /test'));
              for (const sighting of readKubernetes(root, context)) {
                if ('gap' in sighting) continue;
                facts.push(sighting.fact);
                if (sighting.fact.kind === workload.name) {
                  workloads += 1;
                  containers += (sighting.fact.value as Workload).containers.length;
                }
                if (sighting.fact.subject.kind === kind && (kind === 'ConfigMap' || kind === 'Secret'))
                  for (const one of readEmbeddedConfigurations(root, sighting.fact.subject, 'admitted'))
                    if ('fact' in one) facts.push(one.fact);
              }
            }
            for (const check of checks) {
              try {
                for (const { verdict, saw } of evaluate(check, facts)) assert.ok(verdict === 'pass' || saw !== '');
              } catch (error) {
                throw new Error(`${check.id}: ${(error as Error).message}`, { cause: error });
              }
            }
          },
        ),
        { numRuns: 150 },
      );
    }
    assert.ok(met > 25, `${met} kinds`);
    assert.ok(workloads > 500 && containers > 500, `${workloads} workloads, ${containers} containers`);
  });

  it('no pass rests on a value of a wrong type, whatever the kind and the field', () => {
    const now = factOf(moment, { now: '2026-11-24T00:00:00.000Z' });
    let tried = 0;
    for (const { group, version, kind } of neededKinds) {
      const name = nameOf(group, version, kind);
      if (name === undefined) continue;
      const apiVersion = group === '' ? version : `${group}/${version}`;
      fc.assert(
        fc.property(typedObject(definitions, name, { apiVersion, kind }, 0), fc.nat(), (object, which) => {
          const places = placesOf(object).filter((place) => place.length > 1);
          const place = places[which % Math.max(1, places.length)];
          if (place === undefined) return;
          tried += 1;
          const [other] = wrong(valueAt(object, place));
          const root = Located.root(put(object, place, other), apiPlace('kubernetes', 'GET /test'));
          const sightings = [...readKubernetes(root, context)];
          const facts = [now, ...sightings.flatMap((one) => ('fact' in one ? [one.fact] : []))];
          const gaps = sightings.flatMap((one) => ('gap' in one ? [one.gap] : []));
          for (const check of checks) {
            if (gaps.some((gap) => gapTouches(gap, check.aspect))) continue;
            for (const { verdict, evidence } of evaluate(check, facts)) {
              const rests = verdict === 'pass' && evidence.some((one) => one.place === pathOf(place));
              assert.ok(!rests, `${check.id} passes at ${pathOf(place)}, which is ${JSON.stringify(other)}`);
            }
          }
        }),
        { numRuns: 150 },
      );
    }
    assert.ok(tried > 3000, `${tried} were tried`);
  });

  it('a Pod whose setting has a wrong type never passes for that setting', () => {
    const pod = (): Record<string, unknown> => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'shop' },
      spec: {
        hostPID: false,
        hostNetwork: false,
        hostIPC: false,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'main',
            image: 'registry.test/a@sha256:0000000000000000000000000000000000000000000000000000000000000000',
            resources: { limits: { memory: '1Gi', cpu: '1' } },
            securityContext: {
              privileged: false,
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              runAsUser: 1000,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    });
    const passesAt = (object: object, place: string): string[] => {
      const facts = readKubernetes(Located.root(object, apiPlace('kubernetes', 'GET /test')), context).flatMap((one) =>
        'fact' in one ? [one.fact] : [],
      );
      return checks.flatMap((check) =>
        evaluate(check, facts)
          .filter(
            ({ verdict, evidence }) => verdict === 'pass' && evidence.length === 1 && evidence[0]!.place === place,
          )
          .map(() => check.id),
      );
    };
    let settings = 0;
    const visit = (object: object, holder: Record<string, unknown>, path: string): void => {
      for (const [key, value] of Object.entries(holder)) {
        const place = Array.isArray(holder) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
        if (typeof value === 'object' && value !== null) visit(object, value as Record<string, unknown>, place);
        else if (place.startsWith('spec.') && passesAt(object, place).length > 0) {
          settings += 1;
          for (const bad of [typeof value === 'boolean' ? 'false' : true, {}, [value]]) {
            holder[key] = bad;
            assert.deepEqual(passesAt(object, place), [], `${place}: ${JSON.stringify(bad)}`);
          }
          holder[key] = value;
        }
      }
    };
    const object = pod();
    visit(object, object, '');
    assert.ok(settings >= 8, `${settings} settings`);
  });

  it('a ConfigMap of 50 MB, and 100,000 objects of one kind: read, or a gap', async () => {
    const large = {
      metadata: { name: 'large', namespace: 'default' },
      data: { 'alertmanager.yaml': `route: {}\nreceivers:\n${'- a\n'.repeat(12 << 20)}` },
    };
    const many = Array.from({ length: 100_000 }, (_, n) => ({ metadata: { name: `s-${n}`, namespace: 'default' } }));
    const proxy = await faultyProxy(server, (path) => {
      if (path.startsWith('/api/v1/configmaps?')) return status(200, JSON.stringify({ items: [large], metadata: {} }));
      if (path.startsWith('/api/v1/serviceaccounts?'))
        return status(200, JSON.stringify({ items: many, metadata: {} }));
      return null;
    });
    try {
      const { facts, gaps } = await collect(server.kubeconfigOf('large', { token: 'x' }, proxy.url));
      assert.equal(facts.filter(({ subject }) => subject.kind === 'ServiceAccount').length, 100_000);
      assert.ok(facts.some(({ subject }) => subject.name === 'large'));
      assert.deepEqual(
        gaps.map(({ code, subject }) => [code, subject]),
        [['YAML_LIMIT', 'ConfigMap large, alertmanager.yaml']],
      );
    } finally {
      await proxy.close();
    }
  });

  it('owners in a circle and a Role that names itself are what they are', () => {
    const owner = (name: string, by: string): object => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        namespace: 'shop',
        uid: name,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: by, uid: by }],
      },
      spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }] } } },
    });
    const rbac = 'rbac.authorization.k8s.io';
    const objects = [
      owner('a', 'b'),
      owner('b', 'a'),
      owner('c', 'c'),
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata: { name: 'self', namespace: 'shop' },
        rules: [{ apiGroups: [rbac], resources: ['roles', 'rolebindings'], verbs: ['*'], resourceNames: ['self'] }],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'self', namespace: 'shop' },
        roleRef: { apiGroup: rbac, kind: 'RoleBinding', name: 'self' },
        subjects: [{ kind: 'Role', name: 'self' }],
      },
    ];
    const facts = objects.flatMap((object) =>
      readKubernetes(Located.root(object, apiPlace('kubernetes', 'GET /test')), context).flatMap((one) =>
        'fact' in one ? [one.fact] : [],
      ),
    );
    assert.equal(facts.filter(({ kind }) => kind === 'workload').length, 3);
    for (const check of checks) evaluate(check, facts);
  });
});
