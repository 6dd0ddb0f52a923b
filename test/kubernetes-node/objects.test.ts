/** Section 5 of CIS Kubernetes over a real API server: objects that break an item, and a cluster without them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stringify } from 'yaml';
import type { AuditItem } from '../../src/model/audit.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { auditNode, section } from './audit-node.ts';

const skip = noKubernetes() ?? false;
const ofRights = ['5.1.4', '5.1.8', '5.1.9', '5.1.10', '5.1.11', '5.1.12', '5.1.13'];

describe('objects of a cluster', { skip }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
  });
  after(() => server?.stop());

  const audit = (kubeconfig = server.kubeconfig): Promise<Map<string, AuditItem>> =>
    auditNode('kube:', { environment: { KUBECONFIG: kubeconfig } });
  const verdicts = (items: ReadonlyMap<string, AuditItem>, names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, items.get(name)!.verdict]));
  const all = (names: readonly string[], verdict: string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, verdict]));

  it('a cluster with nothing but what Kubernetes brings passes the items of rights', async () => {
    const names = ['5.1.1', '5.1.2', '5.1.3', ...ofRights];
    assert.deepEqual(verdicts(await audit(), names), all(names, 'pass'));
  });

  it('each right that is given fails its item alone', async () => {
    const given: readonly [item: string, group: string, resource: string, verb: string][] = [
      ['5.1.4', 'apps', 'deployments', 'create'],
      ['5.1.8', 'rbac.authorization.k8s.io', 'clusterroles', 'escalate'],
      ['5.1.9', '', 'persistentvolumes', 'create'],
      ['5.1.10', '', 'nodes/proxy', 'get'],
      ['5.1.11', 'certificates.k8s.io', 'certificatesigningrequests/approval', 'update'],
      ['5.1.12', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'patch'],
      ['5.1.13', '', 'serviceaccounts/token', 'create'],
    ];
    for (const [item, group, resource, verb] of given) {
      await apply(server, [
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          metadata: { name: 'strong' },
          rules: [{ apiGroups: [group], resources: [resource], verbs: [verb] }],
        },
        bindingOf('strong'),
      ]);
      const items = await audit();
      const wanted = { ...all(ofRights, 'pass'), [item]: 'fail' };
      assert.deepEqual(verdicts(items, ofRights), wanted);
      const [evidence] = items.get(item)!.outcomes[0]!.evidence;
      assert.match(evidence?.api ?? '', /clusterrolebindings\/strong$/);
    }
  });

  it('a role that the cluster puts together is judged by what it grants', async () => {
    await apply(server, [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'part', labels: { part: 'own' } },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'strong' },
        // Without controllers nothing fills it: the test says what they would.
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'own' } }] },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }],
      },
      bindingOf('strong'),
    ]);
    assert.deepEqual(verdicts(await audit(), ['5.1.4', '5.1.8']), { '5.1.4': 'fail', '5.1.8': 'pass' });
    await server.kubectl('delete', 'clusterrole,clusterrolebinding', 'strong');
  });

  it('Pods that reach for their node fail the items of admission', async () => {
    const admission = section('5.2', 11).slice(1);
    const names = [...admission, '5.4.1', '5.6.2', '5.6.4'];
    // That nothing runs shows not what would be let in.
    assert.deepEqual(verdicts(await audit(), names), { ...all(names, 'pass'), ...all(admission, 'unknown') });
    await apply(server, [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'open', namespace: 'default' },
        spec: {
          hostNetwork: true,
          hostPID: true,
          hostIPC: true,
          containers: [
            {
              name: 'open',
              image: 'registry.example/open:1.2.3',
              securityContext: { privileged: true, runAsUser: 0, capabilities: { add: ['SYS_ADMIN'] } },
              env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
              volumeMounts: [{ name: 'root', mountPath: '/host' }],
            },
          ],
          volumes: [{ name: 'root', hostPath: { path: '/' } }],
        },
      },
    ]);
    // On the network of its node a Pod has no ports of its own that could say anything.
    assert.equal((await audit()).get('5.2.12')!.verdict, 'unknown');
    const port = { containerPort: 80, hostPort: 80 };
    await apply(server, [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'port', namespace: 'default' },
        spec: { containers: [{ name: 'port', image: 'registry.example/port:1.2.3', ports: [port] }] },
      },
    ]);
    const items = await audit();
    // No Pod of Windows is among them.
    const wrong = [...names.filter((item) => item !== '5.2.10'), '5.2.12'];
    assert.deepEqual(verdicts(items, wrong), all(wrong, 'fail'));
    assert.equal(items.get('5.2.10')!.verdict, 'pass');
    assert.equal(items.get('5.2.1')!.verdict, 'fail');
    await server.kubectl('label', 'namespace', 'default', 'pod-security.kubernetes.io/enforce=restricted');
    assert.equal((await audit()).get('5.2.1')!.verdict, 'pass');
  });

  it('what a user may not list is unknown', async () => {
    const keys = await server.keys.client('nobody', 'nobody');
    const items = await audit(server.kubeconfigOf('nobody', keys));
    const names = ['5.1.2', '5.1.3', ...ofRights, ...section('5.2', 12), '4.2.1'];
    assert.deepEqual(verdicts(items, names), all(names, 'unknown'));
  });
});

function bindingOf(name: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'ada', apiGroup: 'rbac.authorization.k8s.io' }],
  };
}

async function apply(server: ApiServer, objects: readonly object[]): Promise<void> {
  const path = join(server.folder, 'objects.yaml');
  writeFileSync(path, objects.map((one) => stringify(one)).join('---\n'));
  await server.kubectl('apply', '-f', path);
}
