import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { drift, told } from '../../../../test/drift/hold.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Plain = any;

const meta = (name: string, more: Plain = {}): Plain => ({ name, namespace: 'shop', ...more });
const spec = (more: Plain = {}): Plain => ({ containers: [{ name: 'main', image: 'r.example/web:1' }], ...more });
const labels = { app: 'web' };
const deployment = (podSpec: Plain = spec(), more: Plain = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta('web', { uid: 'd', generation: 1 }),
  spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
  ...more,
});
const owned = (kind: string, name: string, uid: string, apiVersion = 'apps/v1'): Plain => ({
  ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
});
const set = (podSpec: Plain = spec(), more: Plain = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta('web-1', { uid: 'r', ...owned('Deployment', 'web', 'd'), ...more }),
  spec: { replicas: 1, template: { metadata: { labels: { ...labels, 'pod-template-hash': '1' } }, spec: podSpec } },
  status: { replicas: 1 },
});
const pod = (podSpec: Plain = spec(), more: Plain = {}, name = 'web-1-a'): Plain => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, {
    labels: { ...labels, 'pod-template-hash': '1' },
    ...owned('ReplicaSet', 'web-1', 'r'),
    ...more,
  }),
  spec: podSpec,
  status: { phase: 'Running' },
});
const kinds = ['Deployment', 'ReplicaSet', 'Pod', 'Job', 'CronJob', 'MutatingWebhookConfiguration', 'NetworkPolicy'];
const found = (declared: readonly Plain[], live: readonly Plain[], listed: readonly string[] = kinds): string[] =>
  told(drift(declared, live, { listed }));

/** As the ServiceAccount plugin, DefaultTolerationSeconds and the scheduler leave it. */
const admitted = (podSpec: Plain): Plain => ({
  ...podSpec,
  nodeName: 'n1',
  serviceAccountName: 'default',
  serviceAccount: 'default',
  tolerations: ['not-ready', 'unreachable'].map((what) => ({
    key: `node.kubernetes.io/${what}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })),
  containers: podSpec.containers.map((one: Plain) => ({
    ...one,
    volumeMounts: [
      ...(one.volumeMounts ?? []),
      { name: 'kube-api-access-abcde', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
  })),
  volumes: [...(podSpec.volumes ?? []), token()],
});
function token(more: Plain = {}): Plain {
  return {
    name: 'kube-api-access-abcde',
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token', ...more } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}

describe('what controllers made', () => {
  it('is as their template says', () => {
    assert.deepEqual(found([deployment()], [deployment(), set(), pod(admitted(spec()))]), []);
  });
  it('that of a Pod which was changed is drift', () => {
    const changed = admitted(spec({ hostPID: true }));
    assert.deepEqual(found([deployment()], [deployment(), set(), pod(changed)]), ['differs Pod shop/web-1-a: hostPID']);
  });
  it('a volume that looks like the token, and is for somebody else, is drift', () => {
    const evil = { ...admitted(spec()), volumes: [token({ audience: 'vault' })] };
    assert.match(found([deployment()], [deployment(), set(), pod(evil)])[0] ?? '', /volumes\[kube-api-access-abcde\]/);
  });
  it('a token in a Pod that says it wants none is drift', () => {
    const none = spec({ automountServiceAccountToken: false });
    const [one] = found([deployment(none)], [deployment(none), set(none), pod(admitted(none))]);
    assert.match(one ?? '', /^differs Pod shop\/web-1-a: volumeMounts\[.*volumes\[kube-api-access-abcde\]/);
  });
  it('a copied label makes no child: an owner must exist, have that uid, and make such objects', () => {
    const live = [deployment(), set()];
    const as = (reference: Plain): string[] => found([deployment()], [...live, pod(spec(), reference, 'x')]);
    assert.deepEqual(as({ ownerReferences: undefined }), ['undeclared Pod shop/x']);
    assert.deepEqual(as(owned('ReplicaSet', 'web-1', 'other')), ['undeclared Pod shop/x']);
    assert.deepEqual(as(owned('ReplicaSet', 'web-2', 'r')), ['undeclared Pod shop/x']);
    assert.deepEqual(as(owned('Deployment', 'web', 'd')), ['undeclared Pod shop/x']);
    assert.deepEqual(as(owned('ReplicaSet', 'web-1', 'r')), []);
  });
  it('owners in a circle own nothing', () => {
    const one = set(spec(), { name: 'a', uid: 'a', ...owned('ReplicaSet', 'b', 'b') });
    const two = set(spec(), { name: 'b', uid: 'b', ...owned('ReplicaSet', 'a', 'a') });
    const custom = (object: Plain): Plain => ({ ...object, apiVersion: 'x.example/v1', kind: 'Thing' });
    const ring = (object: Plain, name: string, other: string): Plain => ({
      ...custom(object),
      metadata: meta(name, { uid: name, ...owned('Thing', other, other, 'x.example/v1') }),
    });
    assert.deepEqual(found([deployment()], [deployment(), ring(one, 'a', 'b'), ring(two, 'b', 'a')]), [
      'undeclared Thing shop/a',
      'undeclared Thing shop/b',
    ]);
  });
  it('what an operator made is unknown', () => {
    const resource = { apiVersion: 'x.example/v1', kind: 'Shop', metadata: meta('s', { uid: 's' }), spec: {} };
    const made = { ...deployment(), metadata: meta('made', owned('Shop', 's', 's', 'x.example/v1')) };
    assert.deepEqual(found([resource], [resource, made]), ['unknown Deployment shop/made']);
  });
  it('a static Pod is unknown, unless its manifest is declared', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', uid: 'n' } };
    const mirror = pod(
      { ...spec(), nodeName: 'n1' },
      { annotations: { 'kubernetes.io/config.mirror': 'x' }, ...owned('Node', 'n1', 'n', 'v1') },
      'agent-n1',
    );
    assert.deepEqual(found([deployment()], [deployment(), node, mirror]), ['unknown Pod shop/agent-n1']);
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: meta('agent'), spec: spec() };
    assert.deepEqual(found([deployment(), manifest], [deployment(), node, mirror]), []);
  });
  it('what is over, or runs nothing, is left out', () => {
    const old = { ...set(spec({ hostPID: true }), { name: 'web-0', uid: 'o' }) };
    const over = {
      ...pod(spec({ hostPID: true }), { ownerReferences: undefined }, 'done'),
      status: { phase: 'Succeeded' },
    };
    const none = { ...old, spec: { ...old.spec, replicas: 0 }, status: { replicas: 0 } };
    assert.deepEqual(found([deployment()], [deployment(), none, over]), []);
  });
  it('a former template is unknown while a rollout is in progress, and drift when it is over', () => {
    const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 1 };
    const former = set(spec({ hostPID: true }));
    const rolling = deployment(spec(), { status });
    assert.deepEqual(found([deployment()], [rolling, former, pod(spec({ hostPID: true }))]), [
      'unknown ReplicaSet shop/web-1: hostPID',
    ]);
    assert.deepEqual(found([deployment()], [deployment(), former]), ['differs ReplicaSet shop/web-1: hostPID']);
  });
  it('claims of a StatefulSet and the index of a Job are put in by their controllers, and no other volume is', () => {
    const claims = [{ metadata: { name: 'data' } }];
    const db = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('db', { uid: 's', generation: 1 }),
      spec: { volumeClaimTemplates: claims, template: { metadata: { labels }, spec: spec() } },
      status: { observedGeneration: 1 },
    };
    const of = (name: string, claimName: string): string[] => {
      const volumes = [{ name, persistentVolumeClaim: { claimName } }];
      return found([db], [db, pod({ ...spec(), volumes }, owned('StatefulSet', 'db', 's'), 'db-0')]);
    };
    assert.deepEqual(of('data', 'data-db-0'), []);
    assert.deepEqual(of('data', 'data-bank-0'), ['differs Pod shop/db-0: volumes[data]']);
    assert.deepEqual(of('other', 'other-db-0'), ['differs Pod shop/db-0: volumes[other]']);
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: meta('once', { uid: 'j' }),
      spec: { completionMode: 'Indexed', template: { spec: spec() } },
    };
    const path = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
    const env = [{ name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: path } } }];
    const index = { ...spec(), containers: [{ ...spec().containers[0], env }] };
    assert.deepEqual(found([job], [job, pod(index, owned('Job', 'once', 'j', 'batch/v1'), 'once-a')]), []);
  });
  it('a Job that is not as its CronJob says is drift, unless the CronJob was changed since', () => {
    const cron = (generation: number): Plain => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('nightly', { uid: 'c', generation }),
      spec: { jobTemplate: { spec: { template: { spec: spec() } } } },
    });
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: meta('nightly-1', owned('CronJob', 'nightly', 'c', 'batch/v1')),
      spec: { template: { spec: spec({ hostPID: true }) } },
    };
    assert.deepEqual(found([cron(1)], [cron(1), job]), ['differs Job shop/nightly-1: hostPID']);
    assert.deepEqual(found([cron(1)], [cron(2), job]), ['unknown Job shop/nightly-1: hostPID']);
  });
  it('limits of a LimitRange are named, others are drift', () => {
    const range = (memory: string): Plain => ({
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: meta('usual'),
      spec: { limits: [{ type: 'Container', default: { memory } }] },
    });
    const limited = spec({
      containers: [{ name: 'main', image: 'r.example/web:1', resources: { limits: { memory: '64Mi' } } }],
    });
    const bare = { apiVersion: 'v1', kind: 'Pod', metadata: meta('bare'), spec: spec() };
    const lives = { ...bare, spec: limited };
    const of = (memory: string): ReturnType<typeof drift> => drift([bare, range(memory)], [lives, range(memory)]);
    assert.deepEqual(told(of('64Mi')), []);
    assert.deepEqual(of('64Mi').items.find(({ subject }) => subject.kind === 'Pod')?.expected, [
      'limits of memory, by LimitRange usual',
    ]);
    assert.deepEqual(told(of('32Mi')), ['differs Pod shop/bare: resources.limits.memory of main']);
  });
});

describe('sidecars', () => {
  const proxy = {
    name: 'istio-proxy',
    image: 'r.example/proxyv2:1',
    volumeMounts: [{ name: 'istio-envoy', mountPath: '/etc/istio' }],
  };
  const meshed = (more: Plain = {}): Plain => ({
    ...spec(),
    containers: [...spec().containers, { ...proxy, ...more }],
    volumes: [{ name: 'istio-envoy', emptyDir: {} }],
  });
  const webhook = (name: string, more: Plain = {}): Plain => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      { name, rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }], ...more },
    ],
  });
  const place = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
  };
  const istio = webhook('namespace.sidecar-injector.istio.io', {
    namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
  });
  const of = (more: readonly Plain[], podSpec: Plain = meshed(), listed: readonly string[] = kinds): string[] =>
    found(
      [deployment(), place, ...more.filter(({ kind }) => kind !== 'Pod')],
      [deployment(), set(), place, pod(podSpec), ...more],
      listed,
    );

  it('whose webhook is there and works on the Pod are expected', () => assert.deepEqual(of([istio]), []));
  it('without any webhook are drift', () =>
    assert.deepEqual(of([]), ['differs Pod shop/web-1-a: container of istio-proxy, volumes[istio-envoy]']));
  it('are unknown where webhooks could not be listed', () =>
    assert.match(of([], meshed(), ['Pod', 'Deployment', 'ReplicaSet'])[0] ?? '', /^(unknown|differs) Pod/));
  it('of a webhook that does not select the namespace are drift', () => {
    const other = webhook('sidecar-injector.istio.io', { namespaceSelector: { matchLabels: { mesh: 'on' } } });
    assert.match(of([other])[0] ?? '', /^differs Pod shop\/web-1-a: container of istio-proxy/);
  });
  it('that are not the same in all Pods are unknown', () => {
    const evil = pod(meshed({ securityContext: { privileged: true } }), {}, 'web-1-b');
    assert.deepEqual(of([istio, evil]), ['unknown Pod shop/web-1-a', 'unknown Pod shop/web-1-b']);
  });
  it('of nobody known, where some webhook changes Pods, are unknown', () => {
    const agent = { ...spec(), containers: [...spec().containers, { name: 'agent', image: 'x' }] };
    assert.deepEqual(of([webhook('inject.example.com')], agent), ['unknown Pod shop/web-1-a']);
  });
  it('hand the containers of the Pod no secret of their own', () => {
    const mounted = (volume: Plain): Plain => {
      const [first, ...others] = meshed().containers;
      const own = { ...first, volumeMounts: [{ name: 'more', mountPath: '/more' }] };
      return { ...meshed(), containers: [own, ...others], volumes: [...meshed().volumes, { name: 'more', ...volume }] };
    };
    assert.deepEqual(of([istio], mounted({ emptyDir: { medium: 'Memory' } })), []);
    assert.deepEqual(of([istio], mounted({ secret: { secretName: 'admin' } })), [
      'differs Pod shop/web-1-a: volumeMounts[/more] of main',
    ]);
  });
  it('bring no path of the host along', () => {
    const evil = { ...meshed(), volumes: [{ name: 'istio-envoy', hostPath: { path: '/' } }] };
    assert.match(of([istio], evil)[0] ?? '', /^differs Pod shop\/web-1-a: .*volumes\[istio-envoy\]/);
  });
});

describe('declarations', () => {
  it('several of one object: as one of them says is as declared', () => {
    const two = [deployment(), deployment(spec({ hostPID: true }))];
    assert.deepEqual(found(two, [deployment(spec({ hostPID: true }))]), []);
    assert.deepEqual(found(two, [deployment(spec({ hostIPC: true }))]), ['differs Deployment shop/web: hostIPC']);
  });
  it('with a name that is made up are joined by its beginning', () => {
    const job = (more: Plain, podSpec: Plain = spec()): Plain => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { namespace: 'shop', generateName: 'move-', ...more },
      spec: { template: { spec: podSpec } },
    });
    const live = [job({ name: 'move-1' }), job({ name: 'move-2' }, spec({ hostPID: true }))];
    assert.deepEqual(found([job({})], live), ['differs Job shop/move-2: hostPID']);
    assert.deepEqual(found([job({})], []), ['unknown Job shop/move-*']);
  });
  it('of hooks and of Jobs that are removed when done are unknown when they are gone', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: meta('once'), spec: { template: { spec: spec() } } };
    assert.deepEqual(found([job], []), ['missing Job shop/once']);
    const spent = { ...job, spec: { ...job.spec, ttlSecondsAfterFinished: 1 } };
    assert.deepEqual(found([spent], []), ['unknown Job shop/once']);
    const hook = { ...job, metadata: meta('once', { annotations: { 'helm.sh/hook': 'pre-install' } }) };
    assert.deepEqual(found([hook], []), ['unknown Job shop/once']);
  });
  it('of kinds that could not be listed are unknown when they are gone', () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: meta('r'), rules: [] };
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('x') };
    assert.deepEqual(found([role], [other], []), ['unknown Role shop/r']);
    assert.deepEqual(found([role], [], ['Role']), ['missing Role shop/r']);
    const foreign = { apiVersion: 'x.example/v1', kind: 'Role', metadata: meta('r'), spec: {} };
    assert.deepEqual(found([foreign], [], ['Role']), ['unknown Role shop/r']);
  });
  it('of unknown kinds are held by what they say alone', () => {
    const policy = (more: Plain): Plain => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: meta('a'),
      spec: { action: 'DENY', ...more },
    });
    assert.deepEqual(found([policy({})], [policy({ filled: true })]), []);
    assert.deepEqual(found([policy({})], [policy({ action: 'ALLOW' })]), [
      'differs AuthorizationPolicy shop/a: spec.action',
    ]);
  });
  it('of one namespace do not speak for another', () => {
    const other = { ...deployment(), metadata: { name: 'web', namespace: 'other' } };
    assert.deepEqual(found([deployment()], [deployment(), other]), ['unknown Namespace other']);
  });
  it('anything in place of an object ends in no throw, and never in "no drift" where it differs', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom('spec', 'metadata', 'status', 'rules'),
        (value, key) => {
          const odd = { ...deployment(), [key]: value };
          drift([deployment()], [odd]);
          drift([odd], [deployment()]);
          drift([deployment()], [deployment(), { ...set(), [key]: value }, { ...pod(), [key]: value }]);
        },
      ),
    );
  });
});

describe('ways in and secrets', () => {
  const ingress = (className?: string, annotations: Plain = {}): Plain => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: meta('in', { annotations }),
    spec: { ...(className === undefined ? {} : { ingressClassName: className }), rules: [{ host: 'a.example' }] },
  });
  const states = (declared: Plain, live: Plain): string[] => drift([declared], [live]).items.map(({ state }) => state);
  it('another class of an Ingress lets in others; one that was not declared is filled in', () => {
    assert.deepEqual(states(ingress('inner'), ingress('public')), ['differs']);
    assert.deepEqual(states(ingress('inner'), ingress()), ['differs']);
    assert.deepEqual(states(ingress(), ingress('public')), ['same']);
    const old = (value: string): Plain => ingress(undefined, { 'kubernetes.io/ingress.class': value });
    assert.deepEqual(states(old('inner'), old('public')), ['differs']);
  });
  it('a password of a custom resource or of a snippet is not shown', () => {
    const own = (more: Plain): Plain => ({ apiVersion: 'db.example/v1', kind: 'Db', metadata: meta('db'), spec: more });
    const snippet = (value: string): Plain =>
      ingress('a', { 'nginx.ingress.kubernetes.io/configuration-snippet': `proxy_set_header A "${value}";` });
    for (const make of [
      (value: string) => own({ password: value }),
      (value: string) => own({ users: [{ name: 'a', password: value }] }),
      (value: string) => own({ uri: `postgres://u:${value}@db/x` }),
      (value: string) => own({ args: [`--password=${value}`] }),
      (value: string) => own({ auth: { clientSecret: { value } } }),
      snippet,
    ]) {
      const { items } = drift([make('hunter2')], [make('letmein9')]);
      assert.deepEqual(
        items.map(({ state }) => state),
        ['differs'],
      );
      assert.doesNotMatch(JSON.stringify(items), /hunter2|letmein9/);
    }
    assert.match(JSON.stringify(drift([own({ action: 'DENY' })], [own({ action: 'ALLOW' })]).items), /ALLOW/);
  });
});
