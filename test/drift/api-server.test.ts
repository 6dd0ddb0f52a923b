/**
 * A real API server is changed by hand, setting by setting: what is told is what was done, and nothing
 * else. Then the commands that the report gives are run, and nothing is left.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { DriftItem, DriftReport } from '../../src/model/drift.ts';
import { describeSubject, type Subject } from '../../src/model/fact.ts';
import type { Report } from '../../src/model/report.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { namespace, objects, workloads } from './declared.ts';
import { told } from './hold.ts';
import { objectMutations, templateMutations } from './mutations.ts';

const run = promisify(execFile);
const start = join(import.meta.dirname, '../../src/cli/start.ts');
const who = 'kubectl-mallory';

/** A Deployment for each change, so that one cannot hide another. */
const deployments = templateMutations.map((_, index): Plain => {
  const web = structuredClone(workloads()[0]);
  web.metadata.name = `web-${index}`;
  return web;
});
const others = objects().filter(({ kind }) => kind !== 'Secret');

describe('drift of a real API server', { skip: noKubernetes() ?? false, timeout: 600_000 }, () => {
  let server: ApiServer;
  let folder: string;
  const drift = async (...words: string[]): Promise<{ code: number; report: DriftReport }> => {
    const env = { ...process.env, KUBECONFIG: server.kubeconfig, PLIMSOLL_HOME: join(server.folder, 'home') };
    const all = [start, 'hardening', 'drift', '-d', folder, '-l', 'kube:', '-f', 'json', ...words];
    const { code, stdout } = await run(process.execPath, all, { env, maxBuffer: 64 << 20 }).then(
      (done) => ({ code: 0, stdout: done.stdout }),
      (error: { code: number; stdout: string; stderr: string }) => {
        assert.notEqual(error.stdout, '', error.stderr);
        return { code: error.code, stdout: error.stdout };
      },
    );
    return { code, report: JSON.parse(stdout) as DriftReport };
  };
  const patch = (kind: string, name: string, ops: readonly Plain[], place: readonly string[] = ['-n', 'shop']) =>
    server.kubectl('patch', kind, name, ...place, '--type=json', `--field-manager=${who}`, '-p', JSON.stringify(ops));

  before(async () => {
    server = await startApiServer();
    folder = join(server.folder, 'declared');
    mkdirSync(folder);
    const files: Record<string, readonly Plain[]> = {
      '0-namespace.yaml': [
        namespace,
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'shop' } },
      ],
      ...Object.fromEntries(others.map((one, index) => [`1-${index}.yaml`, [one]])),
      ...Object.fromEntries(deployments.map((one) => [`2-${one.metadata.name}.yaml`, [one]])),
      '3-bare.yaml': [workloads().at(-1)!],
    };
    for (const [name, all] of Object.entries(files)) {
      writeFileSync(join(folder, name), all.map((one) => JSON.stringify(one, null, 2)).join('\n---\n'));
    }
    await server.kubectl('apply', '-f', join(folder, '0-namespace.yaml'));
    // Half of them each way that people apply.
    const isServerSide = (name: string): boolean => Number(/\d+(?=\.yaml)/.exec(name)?.[0] ?? 0) % 2 === 1;
    for (const serverSide of [false, true]) {
      const own = Object.keys(files).filter((name) => isServerSide(name) === serverSide && name !== '0-namespace.yaml');
      const words = own.flatMap((name) => ['-f', join(folder, name)]);
      await server.kubectl('apply', ...(serverSide ? ['--server-side'] : []), ...words);
    }
  });
  after(() => server?.stop());

  it('none, when nothing was touched', async () => {
    const { code, report } = await drift();
    assert.deepEqual(told(report), []);
    assert.deepEqual(report.gaps, { declared: [], live: [] });
    assert.equal(report.verdict, 'no drift');
    assert.equal(code, 0);
  });

  describe('after somebody changed it', () => {
    let items: readonly DriftItem[];
    let told1: readonly string[];
    let code: number;
    before(async () => {
      for (const [index, mutation] of templateMutations.entries()) {
        const ops = mutation.patch.map((op) => ({ ...op, path: `/spec/template/spec${op.path}` }));
        await patch('deployment', `web-${index}`, ops);
      }
      for (const [kind, name, mutation] of objectMutations) await patch(kind, name, mutation.patch);
      await server.kubectl(
        'label',
        'namespace',
        'shop',
        'pod-security.kubernetes.io/enforce=privileged',
        '--overwrite',
        `--field-manager=${who}`,
      );
      await server.kubectl('delete', 'service', 'db', '-n', 'shop');
      await server.kubectl('delete', 'clusterrole', 'shop-nodes');
      await server.kubectl('delete', 'validatingadmissionpolicy', 'few');
      const create = (object: Plain): Promise<Plain> => server.client.create(object);
      const containers = [{ name: 'x', image: 'evil.example/x' }];
      const meta = (name: string): Plain => ({ name, namespace: 'shop' });
      const rbac = 'rbac.authorization.k8s.io';
      await create({ apiVersion: 'v1', kind: 'Pod', metadata: meta('shell'), spec: { containers } });
      await create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('back-door') });
      await create({
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'system:back-door', labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'ServiceAccount', name: 'back-door', namespace: 'shop' }],
      });
      await patch(
        'clusterrolebinding',
        'cluster-admin',
        [{ op: 'add', path: '/subjects/-', value: { kind: 'User', name: 'mallory', apiGroup: rbac } }],
        [],
      );
      // Owners that are not so: one that does not exist, one that makes no Pods, and a ReplicaSet whose
      // template is another.
      const { uid } = (await server.client.get('/apis/apps/v1/namespaces/shop/deployments/web-0')).metadata;
      const owner = (kind: string, name: string, id: string): Plain => [
        { apiVersion: 'apps/v1', kind, name, uid: id, controller: true },
      ];
      const labels = { app: 'web' };
      const set = await create({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { ...meta('web-0-abc'), ownerReferences: owner('Deployment', 'web-0', uid) },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { ...deployments[0].spec.template, spec: { ...deployments[0].spec.template.spec, hostPID: true } },
        },
      });
      await create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...meta('of-nobody'),
          labels,
          ownerReferences: owner('ReplicaSet', 'web-0-gone', '00000000-0000-4000-8000-000000000000'),
        },
        spec: { containers },
      });
      await create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...meta('of-deployment'), labels, ownerReferences: owner('Deployment', 'web-0', uid) },
        spec: { containers },
      });
      await create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...meta('web-0-abc-1'),
          labels,
          ownerReferences: owner('ReplicaSet', 'web-0-abc', set.metadata.uid),
        },
        spec: { containers },
      });
      const good = { ...set.spec.template.spec, containers: set.spec.template.spec.containers };
      await create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...meta('web-0-abc-2'),
          labels,
          ownerReferences: owner('ReplicaSet', 'web-0-abc', set.metadata.uid),
        },
        spec: good,
      });
      const { code: ended, report } = await drift();
      ({ items } = report);
      told1 = told(report);
      code = ended;
    });

    const kinds: Readonly<Record<string, string>> = {
      serviceaccount: 'ServiceAccount',
      configmap: 'ConfigMap',
      service: 'Service',
      resourcequota: 'ResourceQuota',
      limitrange: 'LimitRange',
      networkpolicy: 'NetworkPolicy',
      'role.rbac.authorization.k8s.io': 'Role',
      'rolebinding.rbac.authorization.k8s.io': 'RoleBinding',
      'clusterrolebinding.rbac.authorization.k8s.io': 'ClusterRoleBinding',
      validatingwebhookconfiguration: 'ValidatingWebhookConfiguration',
      validatingadmissionpolicybinding: 'ValidatingAdmissionPolicyBinding',
      ingress: 'Ingress',
    };
    const scoped = new Set([
      'ClusterRoleBinding',
      'ValidatingWebhookConfiguration',
      'ValidatingAdmissionPolicyBinding',
    ]);
    const nameOf = (kind: string, name: string): string =>
      `${kinds[kind]} ${scoped.has(kinds[kind]!) ? '' : 'shop/'}${name}`;

    it('tells all of it and nothing else', () => {
      const expected = [
        ...templateMutations.map(
          ({ settings }, index) => `differs Deployment shop/web-${index}: ${settings.toSorted().join(', ')}`,
        ),
        ...objectMutations.map(
          ([kind, name, { settings }]) => `differs ${nameOf(kind, name)}: ${settings.toSorted().join(', ')}`,
        ),
        'differs Namespace shop: labels[pod-security.kubernetes.io/enforce]',
        'missing ClusterRole shop-nodes',
        'missing Service shop/db',
        'missing ValidatingAdmissionPolicy few',
        'undeclared ClusterRoleBinding cluster-admin',
        'undeclared ClusterRoleBinding system:back-door',
        'undeclared Pod shop/of-deployment',
        'undeclared Pod shop/of-nobody',
        'undeclared Pod shop/shell',
        'undeclared ServiceAccount shop/back-door',
      ];
      // Its Deployment is changed as it is, so that a rollout is what it may be in.
      const made = told1.find((one) => one.startsWith('differs Pod shop/web-0-abc-1: '));
      assert.match(made ?? '', /container of main, container of x/);
      assert.deepEqual(
        told1.filter((one) => one !== made),
        expected.toSorted(),
      );
      assert.equal(code, 1);
    });

    it('says of each whether it weakens, who wrote it, and that it was changed live', () => {
      const of = (name: string): DriftItem => items.find(({ subject }) => subject.name === name)!;
      for (const [index, { effect, settings, patch: ops }] of templateMutations.entries()) {
        const { differences, effect: worst, remedy } = of(`web-${index}`);
        assert.equal(worst, effect, settings.join());
        assert.match(remedy ?? '', new RegExp(`^kubectl replace -f \\S*2-web-${index}\\.yaml$`));
        for (const { cause, writer, evidence, live } of differences) {
          assert.equal(cause ?? 'live', 'live', `${settings.join()}: ${cause}`);
          if (index % 2 === 0) assert.equal(cause, 'live', settings.join());
          if (live !== 'absent' && ops.every(({ op }) => op !== 'remove'))
            assert.equal(writer?.manager, who, settings.join());
          assert.match(evidence.live.api ?? '', /^GET \/apis\/apps\/v1\/namespaces\/shop\/deployments\/web-/);
          assert.ok(evidence.declared.line !== undefined && evidence.declared.column !== undefined);
        }
      }
      for (const [kind, name, { effect }] of objectMutations) {
        const found = items.find(({ subject }) => subject.kind === kinds[kind] && subject.name === name)!;
        assert.equal(found.effect, effect, `${kind} ${name}`);
      }
    });

    it('makes HRD-851 fail for the same objects, when both sides are asked', async () => {
      const env = { ...process.env, KUBECONFIG: server.kubeconfig, PLIMSOLL_HOME: join(server.folder, 'home') };
      const all = [start, 'ask', folder, 'kube:', '-f', 'json'];
      const { stdout } = await run(process.execPath, all, { env, maxBuffer: 256 << 20 }).catch(
        (error: { stdout: string }) => error,
      );
      const { outcomes } = JSON.parse(stdout) as Report;
      const failed = outcomes.filter(({ check, verdict }) => check === 'HRD-851' && verdict === 'fail');
      const names = (list: readonly { readonly subject: Subject }[]): string[] =>
        list.map(({ subject }) => describeSubject(subject)).toSorted();
      assert.deepEqual(names(failed), names(items.filter(({ state }) => state !== 'unknown')));
      assert.ok(failed.every(({ severity, saw }) => severity !== 'info' && saw !== ''));
    });

    it('is right again after the commands that it gives', async () => {
      for (let round = 0; round < 2; round++) {
        const { report } = await drift();
        for (const { remedy, subject } of report.items) {
          // That binding is the API server's own: a subject is taken out of it, not the binding away.
          if (subject.name === 'cluster-admin') {
            await server.kubectl(
              'patch',
              'clusterrolebinding',
              'cluster-admin',
              '--type=json',
              '-p',
              '[{"op":"remove","path":"/subjects/1"}]',
            );
            continue;
          }
          if (remedy === null) continue;
          const [program, ...words] = remedy.split(' ');
          assert.equal(program, 'kubectl');
          await server.kubectl(
            ...words,
            ...(words[0] === 'delete' ? ['--grace-period=0', '--wait=false', '--ignore-not-found'] : []),
          );
        }
      }
      // No controller runs here that would take the ReplicaSet of the former template away.
      await server.kubectl('delete', 'replicaset', 'web-0-abc', '-n', 'shop', '--cascade=background');
      await server.kubectl('delete', 'pod', 'web-0-abc-2', '-n', 'shop', '--grace-period=0', '--force');
      const { report } = await drift();
      assert.deepEqual(told(report), []);
    });
  });
});
