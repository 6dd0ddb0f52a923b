/** The shared Kubernetes audit events under the unchanged rules of Falco's k8saudit: they raise what their names suggest. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readRules } from '../../src/formats/falco/rule-set.ts';
import { readEvents } from '../../src/readers/events/read-events.ts';
import { RuleEngine } from '../../src/watch/rules/rule-engine.ts';

const shared = join(import.meta.dirname, '../../../shared/data/events');
const folder = join(shared, 'kubernetes-audit');

/** Of each file: events, and how many of them raise which rule. */
const wanted: Readonly<Record<string, readonly [events: number, raised: Readonly<Record<string, number>>]>> = {
  'anonymous_creates_namespace_foo.json': [
    1,
    { 'Anonymous Request Allowed': 1, 'Create Disallowed Namespace': 1, 'K8s Namespace Created': 1 },
  ],
  'attach_cluster_admin_role.json': [1, { 'Attach to cluster-admin Role': 1, 'K8s ClusterRoleBinding Created': 1 }],
  'attach_pod.json': [1, { 'Attach/Exec Pod': 1 }],
  // Reads that were forbidden or allowed, by `system:admin` for others: nothing that a rule is about.
  'audit2rbac-demo.log': [37, {}],
  'create_cluster_role_wildcard_verbs.json': [
    1,
    { 'ClusterRole With Wildcard Created': 1, 'K8s ClusterRole Created': 1 },
  ],
  'create_configmap.json': [1, { 'K8s ConfigMap Created': 1 }],
  'create_configmap_sensitive_values.json': [
    6,
    { 'Create/Modify Configmap With Private Credentials': 6, 'K8s ConfigMap Created': 6 },
  ],
  'create_deployment.json': [1, { 'K8s Deployment Created': 1 }],
  'create_nginx_pod_hostnetwork.json': [1, { 'Create HostNetwork Pod': 1 }],
  'create_nginx_pod_privileged.json': [1, { 'Create Privileged Pod': 1 }],
  'create_nginx_pod_unprivileged.json': [1, {}],
  'create_nginx_service_nodeport.json': [1, { 'Create NodePort Service': 1, 'K8s Service Created': 1 }],
  'create_nginx_service_nonodeport.json': [1, { 'K8s Service Created': 1 }],
  'create_serviceaccount_kube_system_namespace.json': [
    1,
    { 'K8s Serviceaccount Created': 1, 'Service Account Created in Kube Namespace': 1 },
  ],
  'delete_secret.json': [1, { 'K8s Secret Deleted': 1 }],
  'exec_pod.json': [1, { 'Attach/Exec Pod': 1 }],
};

describe('Kubernetes audit events under k8s_audit_rules.yaml', () => {
  const text = readFileSync(join(shared, 'falco/k8s_audit_rules.yaml'), 'utf8');
  const { rules, problems } = readRules([{ text, file: 'k8s_audit_rules.yaml' }]);
  const engine = new RuleEngine(rules);

  it('the rules load unchanged', () => {
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.ok(rules.length >= 48, `${rules.length} rules`);
  });

  it('each file is known', () => assert.deepEqual(readdirSync(folder).toSorted(), Object.keys(wanted).toSorted()));

  for (const [file, [events, raised]] of Object.entries(wanted))
    it(`${file} raises ${Object.keys(raised).join(', ') || 'nothing'}`, () => {
      const { list } = readEvents(readFileSync(join(folder, file), 'utf8'));
      assert.equal(list.length, events);
      const found: Record<string, number> = {};
      for (const event of list) for (const { rule } of engine.match(event)) found[rule] = (found[rule] ?? 0) + 1;
      assert.deepEqual(found, raised);
    });

  it('an alert names who did what to what', () => {
    const [event] = readEvents(readFileSync(join(folder, 'exec_pod.json'), 'utf8')).list;
    assert.ok(event !== undefined);
    assert.equal(
      engine.match(event)[0]?.message,
      'Attach/Exec to pod (user=minikube-user pod=nginx-deployment-7998647bdf-phvq7 resource=pods ns=default action=exec command=bash)',
    );
  });
});
