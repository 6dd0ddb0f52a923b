import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { Container, Workload } from '../../facts/workload.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Seen } from '../../model/seen.ts';
import { looksLikeKubernetes, readKubernetes } from './read-kubernetes.ts';

interface Read {
  readonly objects: Fact<KubernetesObject>[];
  readonly workloads: Fact<Workload>[];
  readonly gaps: Gap[];
}

function read(text: string): Read {
  const found: Read = { objects: [], workloads: [], gaps: [] };
  for (const { root } of readYaml(text, 'a.yaml', 'directory', 'kubernetes').documents) {
    for (const sighting of readKubernetes(root, { source: 'directory', stage: 'declared' })) {
      if ('gap' in sighting) found.gaps.push(sighting.gap);
      else if (sighting.fact.kind === 'workload') found.workloads.push(sighting.fact as Fact<Workload>);
      else found.objects.push(sighting.fact as Fact<KubernetesObject>);
    }
  }
  return found;
}

/** A Pod whose spec is these lines of YAML in flow style. */
function pod(spec: string, metadata = 'name: web'): Workload {
  const { workloads, gaps } = read(`{apiVersion: v1, kind: Pod, metadata: {${metadata}}, spec: {${spec}}}`);
  assert.deepEqual(gaps, []);
  return workloads[0]!.value;
}
function container(own: string, podSpec = '', metadata?: string): Container {
  return pod(`containers: [{name: web, image: web, ${own}}]${podSpec === '' ? '' : `, ${podSpec}`}`, metadata)
    .containers[0]!;
}
const said = ({ value, why }: Seen<unknown>): unknown => (value === undefined ? `unknown: ${why ?? ''}` : value);

describe('objects', () => {
  it('keeps kinds it does not know', () => {
    const { objects, workloads, gaps } = read(
      'apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: a, namespace: shop, labels: {k: v}, annotations: {a: b}}\n',
    );
    const { root, ...value } = objects[0]!.value;
    assert.equal(root.get('kind').at.line, 2);
    assert.deepEqual(value, {
      apiVersion: 'x.io/v1',
      kind: 'Thing',
      name: 'a',
      namespace: 'shop',
      labels: { k: 'v' },
      annotations: { a: 'b' },
    });
    assert.deepEqual([workloads, gaps], [[], []]);
  });
  it('gives the namespace that kubectl would, and none to what has none', () => {
    const subject = (kind: string, metadata: string): unknown =>
      read(`{apiVersion: v1, kind: ${kind}, metadata: {${metadata}}}`).objects[0]!.subject;
    assert.deepEqual(subject('Secret', 'name: a'), {
      source: 'directory',
      kind: 'Secret',
      namespace: 'default',
      name: 'a',
    });
    assert.deepEqual(subject('Namespace', 'name: a'), { source: 'directory', kind: 'Namespace', name: 'a' });
    assert.deepEqual(subject('Secret', 'generateName: a-, namespace: shop'), {
      source: 'directory',
      kind: 'Secret',
      namespace: 'shop',
      name: 'a-*',
    });
  });
  it('unfolds lists, typed ones and lists of lists', () => {
    const names = (text: string): string[] => read(text).objects.map(({ value }) => `${value.kind} ${value.name}`);
    const secret = '{apiVersion: v1, kind: Secret, metadata: {name: a}}';
    assert.deepEqual(
      names(`{apiVersion: v1, kind: List, items: [${secret}, {apiVersion: v1, kind: List, items: [${secret}]}]}`),
      ['Secret a', 'Secret a'],
    );
    assert.deepEqual(names('{apiVersion: v1, kind: SecretList, items: [{metadata: {name: a}}]}'), ['Secret a']);
    assert.deepEqual(names('{apiVersion: v1, kind: SecretList, metadata: {resourceVersion: "7"}, items: null}'), []);
    assert.deepEqual(names('{apiVersion: x.io/v1, kind: AllowList, metadata: {name: a}}'), ['AllowList a']);
    assert.deepEqual(names('{apiVersion: x.io/v1, kind: AllowList, metadata: {name: a}, items: null}'), [
      'AllowList a',
    ]);
  });
  it('names what has not the shape of an object', () => {
    const because = (text: string): string[] => read(text).gaps.map((gap) => `${gap.code} ${gap.because}`);
    assert.deepEqual(because('{apiVersion: v1, kind: Pod, metadata: {name: a}}'), ['OBJECT_INVALID has no Pod spec']);
    assert.deepEqual(because('{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: x}'), [
      'OBJECT_INVALID the Pod spec is no mapping',
    ]);
    assert.deepEqual(
      because('{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a}]}}}}'),
      ['OBJECT_INVALID has no metadata'],
    );
    assert.deepEqual(because('{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: []}}'), [
      'OBJECT_INVALID the Pod spec has no containers',
    ]);
    assert.deepEqual(because('{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: no}}'), [
      'OBJECT_INVALID namespace is true or false, not a string',
    ]);
    assert.deepEqual(because('{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}'), []);
    assert.deepEqual(because('{apiVersion: v1, kind: Config, clusters: []}'), []);
    assert.deepEqual(because('{apiVersion: x.io/v1, kind: Thing, metadata: x}'), [
      'OBJECT_INVALID metadata is no mapping',
    ]);
    assert.deepEqual(because('{apiVersion: v1, kind: List, items: [3, {kind: Pod}]}'), [
      'OBJECT_INVALID is no mapping, so no object',
      'OBJECT_INVALID has no apiVersion, so it is not known what it is',
    ]);
    assert.deepEqual(
      because(
        '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {securityContext: x, volumes: {}, containers: [x, {name: a, securityContext: [], ports: 1, volumeMounts: 1, env: 1}]}}',
      ),
      [
        'OBJECT_INVALID securityContext is no mapping',
        'OBJECT_INVALID volumes is no list',
        'OBJECT_INVALID an entry of containers is no mapping',
        'OBJECT_INVALID securityContext of a is no mapping',
        'OBJECT_INVALID volumeMounts is no list',
        'OBJECT_INVALID ports is no list',
        'OBJECT_INVALID env is no list',
      ],
    );
  });
  it('tells of containers in kinds that are not read', () => {
    const unread = (spec: string, apiVersion = 'x.io/v1'): string[] =>
      read(`{apiVersion: ${apiVersion}, kind: Flow, metadata: {name: a}, spec: {${spec}}}`).gaps.map(
        ({ code, at }) => `${code} ${at?.place}`,
      );
    assert.deepEqual(unread('templates: [{container: {image: a}}]'), ['OBJECT_UNREAD spec.templates[0].container']);
    assert.deepEqual(unread('pod: {containers: [{name: a, image: a}]}'), ['OBJECT_UNREAD spec.pod.containers']);
    assert.deepEqual(unread('steps: [{image: a}]'), ['OBJECT_UNREAD spec.steps']);
    assert.deepEqual(unread('steps: [{name: a}], containers: {type: array}, container: a'), []);
    assert.deepEqual(unread('steps: [{image: a}]', 'v1'), ['OBJECT_UNREAD spec.steps']);
    assert.deepEqual(unread('sets: [{podTemplate: {spec: {containers: [{name: a}]}}}]'), [
      'OBJECT_UNREAD spec.sets[0].podTemplate.spec.containers',
    ]);
    for (const group of ['apiextensions', 'admission', 'metrics']) {
      assert.deepEqual(unread('containers: [{name: a}]', `${group}.k8s.io/v1`), []);
    }
    const template = 'template: {spec: {containers: [{name: a, image: a}]}}';
    assert.deepEqual(unread(template), []);
    assert.deepEqual(unread(`${template}, worker: {${template}}`), []);
    assert.deepEqual(unread(`${template}, worker: {template: {spec: {containers: [{name: a}]}}}`), [
      'OBJECT_UNREAD spec.worker.template.spec.containers',
    ]);
  });
  it('reads each Pod template of kinds that are not known', () => {
    const job = read(
      '{apiVersion: kubeflow.org/v1, kind: PyTorchJob, metadata: {name: a}, spec: {roles: {Master: {template: {spec: {containers: [{name: m, image: i}]}}}, Worker: {template: {spec: {hostPID: true, containers: [{name: w, image: i}]}}}}, sets: [{podTemplate: {spec: {containers: [{name: s, image: i}]}}}]}}',
    );
    assert.deepEqual(job.gaps, []);
    assert.deepEqual(
      job.workloads.map(({ value: { containers, hostPid } }) => [containers[0]!.name, hostPid.value]),
      [
        ['m', false],
        ['w', true],
        ['s', false],
      ],
    );
  });
  it('keeps what a Pod was read from, and knows image volumes', () => {
    const cron = read(
      '{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: {template: {spec: {dnsPolicy: None, volumes: [{name: v, image: {reference: r/a:1}}, {name: w, image: {}}], containers: [{name: c, tty: true}]}}}}}}',
    ).workloads[0]?.value;
    assert.equal(cron?.pod?.get('dnsPolicy').path, 'spec.jobTemplate.spec.template.spec.dnsPolicy');
    assert.equal(cron?.template?.path, 'spec.jobTemplate.spec.template');
    assert.equal(cron?.containers[0]?.spec?.get('tty').value, true);
    assert.deepEqual(
      cron?.volumes.map(({ kind, image }) => [kind, image?.value ?? image?.why]),
      [
        ['image', 'r/a:1'],
        ['image', 'the image volume names no image'],
      ],
    );
  });
  it('tells of charts that are installed from elsewhere', () => {
    const gaps = (apiVersion: string, kind: string, spec: string): string[] =>
      read(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: {${spec}}}`).gaps.map(
        ({ code, at, touches }) => `${code} ${at?.place} ${touches.join()}`,
      );
    assert.deepEqual(gaps('helm.toolkit.fluxcd.io/v2', 'HelmRelease', ''), ['TEMPLATE_UNRENDERED spec *']);
    assert.deepEqual(gaps('helm.cattle.io/v1', 'HelmChart', ''), ['TEMPLATE_UNRENDERED spec *']);
    assert.deepEqual(gaps('argoproj.io/v1alpha1', 'Application', 'sources: [{path: a}, {chart: b}]'), [
      'TEMPLATE_UNRENDERED spec.sources[1] *',
    ]);
    assert.deepEqual(gaps('argoproj.io/v1alpha1', 'ApplicationSet', 'template: {spec: {source: {chart: b}}}'), [
      'TEMPLATE_UNRENDERED spec.template.spec.source *',
    ]);
    assert.deepEqual(gaps('argoproj.io/v1alpha1', 'Application', 'source: {path: apps/web}'), []);
    assert.deepEqual(gaps('example.com/v1', 'HelmChart', ''), []);
  });
  it('tells of a list whose items are no list', () => {
    assert.deepEqual(
      read('{apiVersion: v1, kind: PodList, items: {a: {spec: {containers: [{name: a, image: a}]}}}}').gaps.map(
        ({ because }) => because,
      ),
      ['items is no list'],
    );
  });
  it('reads a process of a Windows host as privileged', () => {
    const ofContainer = (security: string, ofPod = ''): unknown =>
      pod(`securityContext: {${ofPod}}, containers: [{name: a, securityContext: {${security}}}]`).containers[0]!
        .privileged.value;
    const process = 'windowsOptions: {hostProcess: true}';
    assert.equal(ofContainer(process), true);
    assert.equal(ofContainer('', process), true);
    assert.equal(ofContainer('windowsOptions: {hostProcess: false}', process), false);
    assert.equal(ofContainer('windowsOptions: {hostProcess: "true"}'), undefined);
  });
  it('does not take a capability with its prefix for dropped', () => {
    const dropped = (names: string): unknown =>
      pod(`containers: [{name: a, securityContext: {capabilities: {drop: [${names}]}}}]`).containers[0]!
        .capabilitiesDropped.value;
    assert.equal(dropped('CAP_ALL'), undefined);
    assert.deepEqual(dropped('all, CAP_CHOWN'), ['ALL', 'CHOWN']);
    assert.deepEqual(dropped('chown'), ['CHOWN']);
  });
  it('looks like one when it says so or plainly means to', () => {
    const looks = (text: string): boolean =>
      looksLikeKubernetes(readYaml(text, 'a', 'directory', 'kubernetes').documents[0]!.root);
    for (const text of [
      '{apiVersion: v1, kind: X}',
      '{kind: Pod, spec: {}}',
      '{apiVersion: v1, metadata: {}, spec: {}}',
    ])
      assert.equal(looks(text), true, text);
    for (const text of [
      '{services: {}}',
      '[1]',
      'x',
      '{kind: Pod}',
      '{kind: Chart, spec: {}}',
      '{apiVersion: v2, name: x}',
    ])
      assert.equal(looks(text), false, text);
  });
});

describe('kinds with a Pod template', () => {
  const spec = 'spec: {containers: [{name: web, image: web}]}';
  const template = `template: {metadata: {labels: {app: web}}, ${spec}}`;
  const shapes: Readonly<Record<string, string>> = {
    'v1 Pod': `metadata: {name: a, labels: {app: web}}, ${spec}`,
    'v1 PodTemplate': `metadata: {name: a}, ${template}`,
    'v1 ReplicationController': `metadata: {name: a}, spec: {${template}}`,
    'apps/v1 Deployment': `metadata: {name: a}, spec: {${template}}`,
    'extensions/v1beta1 Deployment': `metadata: {name: a}, spec: {${template}}`,
    'apps/v1 ReplicaSet': `metadata: {name: a}, spec: {${template}}`,
    'apps/v1 StatefulSet': `metadata: {name: a}, spec: {${template}}`,
    'apps/v1 DaemonSet': `metadata: {name: a}, spec: {${template}}`,
    'batch/v1 Job': `metadata: {name: a}, spec: {${template}}`,
    'batch/v1 CronJob': `metadata: {name: a}, spec: {jobTemplate: {spec: {${template}}}}`,
    'argoproj.io/v1alpha1 Rollout': `metadata: {name: a}, spec: {${template}}`,
    'serving.knative.dev/v1 Service': `metadata: {name: a}, spec: {${template}}`,
  };
  for (const [name, body] of Object.entries(shapes)) {
    it(name, () => {
      const [apiVersion, kind] = name.split(' ');
      const { objects, workloads, gaps } = read(`{apiVersion: ${apiVersion}, kind: ${kind}, ${body}}`);
      assert.deepEqual([objects.length, gaps], [1, []]);
      assert.deepEqual(
        workloads.map(({ subject, value }) => [subject.kind, value.labels, value.containers.map((one) => one.name)]),
        [[kind, { app: 'web' }, ['web']]],
      );
    });
  }
  it('takes no Service of the core group and no Job of another group for one', () => {
    assert.deepEqual(read('{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}').workloads, []);
    const job = read('{apiVersion: batch.volcano.sh/v1, kind: Job, metadata: {name: a}, spec: {tasks: []}}');
    assert.deepEqual([job.workloads, job.gaps], [[], []]);
  });
});

describe('the Pod', () => {
  it('takes the defaults that Kubernetes gives, and says so', () => {
    const web = pod('containers: [{name: web, image: web}]');
    const { hostPid, hostIpc, hostNetwork, hostUts, userNamespace } = web;
    assert.deepEqual([hostPid, hostIpc, hostNetwork, hostUts, userNamespace].map(said), [
      false,
      false,
      false,
      false,
      false,
    ]);
    assert.equal(hostPid.at.note, 'absent: Kubernetes takes false');
    assert.equal(hostPid.at.place, 'spec.hostPID');
    assert.deepEqual(said(web.serviceAccount), 'default');
    assert.match(String(said(web.serviceAccountToken)), /^unknown: not said here: the ServiceAccount decides/);
  });
  it('reads what is said, and knows nothing where the type is wrong', () => {
    const web = pod(
      'hostPID: yes, hostIPC: "true", hostNetwork: true, hostUsers: false, automountServiceAccountToken: false, serviceAccount: old, containers: [{name: web, image: web}]',
    );
    assert.deepEqual([web.hostPid, web.hostIpc, web.hostUts, web.userNamespace].map(said), [
      true,
      'unknown: is a string, not true or false',
      true,
      true,
    ]);
    assert.deepEqual([said(web.serviceAccount), said(web.serviceAccountToken)], ['old', false]);
  });
  it('reads volumes of all kinds', () => {
    const volumes = pod(
      'containers: [{name: web, image: web}], volumes: [{name: a, hostPath: {path: /}}, {name: b, emptyDir: {}}, {name: c, secret: {secretName: s}}, {name: d}, {name: e, odd: {}}, {name: f, hostPath: {}}, {name: g, emptyDir: {}, hostPath: {path: /etc}}]',
    ).volumes;
    assert.deepEqual(
      volumes.map(({ name, kind, hostPath }) => [name, kind, hostPath === null ? null : said(hostPath)]),
      [
        ['a', 'hostPath', '/'],
        ['b', 'emptyDir', null],
        ['c', 'secret', null],
        ['d', 'emptyDir', null],
        ['e', 'other: odd', null],
        ['f', 'hostPath', 'unknown: hostPath has no path'],
        ['g', 'hostPath', '/etc'],
      ],
    );
  });
  it('adds the claims of a StatefulSet', () => {
    const { workloads } = read(
      '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {volumeClaimTemplates: [{metadata: {name: data}}], template: {spec: {containers: [{name: a, image: a}]}}}}',
    );
    assert.deepEqual(
      workloads[0]!.value.volumes.map(({ name, kind }) => [name, kind]),
      [['data', 'persistentVolumeClaim']],
    );
  });
  it('tells init containers, sidecars and ephemeral ones apart', () => {
    const web = pod(
      'initContainers: [{name: i, image: i}, {name: s, image: s, restartPolicy: Always}], containers: [{name: m, image: m}], ephemeralContainers: [{name: e, image: e}]',
    );
    assert.deepEqual(
      web.containers.map(({ name, role }) => `${name} ${role}`),
      ['i init', 's sidecar', 'm main', 'e ephemeral'],
    );
  });
});

describe('the container', () => {
  it('takes the defaults that Kubernetes gives', () => {
    const web = container('');
    const { privileged, allowPrivilegeEscalation, runAsNonRoot, readOnlyRoot, procMount } = web;
    assert.deepEqual([privileged, allowPrivilegeEscalation, runAsNonRoot, readOnlyRoot, procMount].map(said), [
      false,
      true,
      false,
      false,
      'Default',
    ]);
    const { capabilitiesAdded, capabilitiesDropped, sysctls, devices, memoryLimit, cpuLimit, memoryRequest } = web;
    assert.deepEqual([capabilitiesAdded, capabilitiesDropped, sysctls, devices].map(said), [[], [], [], []]);
    assert.deepEqual([memoryLimit, cpuLimit, memoryRequest].map(said), [0, 0, 0]);
    assert.deepEqual(
      [said(web.restart), said(web.pullPolicy), said(web.health)],
      ['Always', 'Always', { disabled: true, test: '' }],
    );
    for (const key of [
      'user',
      'group',
      'seccomp',
      'appArmor',
      'seLinux',
      'pidsLimit',
      'logging',
      'command',
      'pid',
    ] as const) {
      assert.match(String(said(web[key])), /^unknown: .+/, key);
    }
  });
  it('inherits from the Pod what it does not say itself, and says so', () => {
    const security =
      'securityContext: {runAsUser: 5, runAsGroup: 6, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: Localhost, localhostProfile: p}, seLinuxOptions: {type: t}, sysctls: [{name: a, value: 1}]}';
    const web = container('', security);
    assert.deepEqual(
      [web.user, web.group, web.runAsNonRoot, web.seccomp, web.appArmor, web.seLinux, web.sysctls].map(said),
      [
        '5',
        '6',
        true,
        { type: 'default' },
        { type: 'custom', profile: 'p' },
        { disabled: false, type: 't' },
        [{ name: 'a', value: '1' }],
      ],
    );
    assert.equal(web.user.at.place, 'spec.securityContext.runAsUser');
    assert.equal(web.user.at.note, "inherited from the Pod's securityContext");
    const own = container(
      'securityContext: {runAsUser: 0, runAsNonRoot: no, seccompProfile: {type: Unconfined}}',
      security,
    );
    assert.deepEqual([own.user, own.runAsNonRoot, own.seccomp].map(said), ['0', false, { type: 'unconfined' }]);
    const wrong = container('securityContext: {runAsUser: "0", seccompProfile: {type: x}}', security);
    assert.deepEqual([wrong.user, wrong.seccomp].map(said), [
      'unknown: is a string, not a number',
      'unknown: "x" is no profile type',
    ]);
  });
  it('knows when allowPrivilegeEscalation: false is not possible', () => {
    const escalation = (security: string): unknown =>
      said(container(`securityContext: {allowPrivilegeEscalation: false, ${security}}`).allowPrivilegeEscalation);
    assert.deepEqual(
      [
        'runAsUser: 1',
        'privileged: true',
        'capabilities: {add: [SYS_ADMIN]}',
        'capabilities: {add: [cap_sys_admin]}',
        'capabilities: {add: [NET_ADMIN]}',
      ].map(escalation),
      [false, true, true, true, false],
    );
  });
  it('knows that a privileged container has no profile', () => {
    const web = container('securityContext: {privileged: true, seccompProfile: {type: RuntimeDefault}}');
    assert.deepEqual([web.seccomp, web.appArmor].map(said), [{ type: 'unconfined' }, { type: 'unconfined' }]);
  });
  it('reads the old annotations for what they are worth today', () => {
    const annotated = (text: string): unknown[] => {
      const web = container('', '', `name: web, annotations: {${text}}`);
      return [web.seccomp, web.appArmor].map(said);
    };
    const ignored = 'unknown: said only by an annotation, which Kubernetes ignores since 1.27';
    const seccomp = 'container.seccomp.security.alpha.kubernetes.io/web';
    const appArmor = 'container.apparmor.security.beta.kubernetes.io/web';
    assert.equal(annotated(`${seccomp}: runtime/default`)[0], ignored);
    assert.deepEqual(annotated(`${seccomp}: unconfined`)[0], { type: 'unconfined' });
    assert.equal(annotated('seccomp.security.alpha.kubernetes.io/pod: docker/default')[0], ignored);
    assert.deepEqual(annotated(`${appArmor}: runtime/default`)[1], { type: 'default' });
    assert.deepEqual(annotated(`${appArmor}: localhost/p`)[1], { type: 'custom', profile: 'p' });
    assert.equal(annotated(`${appArmor}: odd`)[1], 'unknown: is no AppArmor profile');
  });
  it('reads capabilities with and without prefix, and none where one is no text', () => {
    const web = container('securityContext: {capabilities: {add: [cap_net_admin, SYS_TIME], drop: [all, 1]}}');
    assert.deepEqual([web.capabilitiesAdded, web.capabilitiesDropped].map(said), [
      ['NET_ADMIN', 'SYS_TIME'],
      'unknown: is a list, not a list of strings',
    ]);
  });
  it('reads quantities, and takes the limit for a request that is not said', () => {
    const web = container('resources: {limits: {memory: 128Mi, cpu: 500m}, requests: {cpu: 0.1}}');
    assert.deepEqual(
      [web.memoryLimit, web.memoryRequest, web.cpuLimit, web.cpuRequest].map(said),
      [134_217_728, 134_217_728, 0.5, 0.1],
    );
    assert.equal(said(container('resources: {limits: {memory: 1gb}}').memoryLimit), 'unknown: "1gb" is no quantity');
    assert.equal(said(container('', 'resources: {limits: {memory: 1Gi}}').memoryLimit), 2 ** 30);
  });
  it('reads ports, which are those of the host on its network', () => {
    const list = 'ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP, hostPort: 5353, hostIP: 127.0.0.1}]';
    const ports = (web: Container): unknown[] =>
      web.ports.map(({ containerPort, protocol, hostPort, hostAddress }) => [
        containerPort,
        protocol,
        hostPort,
        hostAddress,
      ]);
    assert.deepEqual(ports(container(list)), [
      [80, 'tcp', null, null],
      [53, 'udp', 5353, '127.0.0.1'],
    ]);
    assert.deepEqual(ports(container(list, 'hostNetwork: true'))[0], [80, 'tcp', 80, '0.0.0.0']);
  });
  it('reads the environment with where it comes from', () => {
    const web = container(
      'envFrom: [{secretRef: {name: s}}, {prefix: P_, configMapRef: {name: c}}], env: [{name: A, value: x}, {name: B, value: yes}, {name: C}, {name: D, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: E, valueFrom: {fieldRef: {fieldPath: x}}}]',
    );
    assert.deepEqual(
      web.environment.map(({ name, value, from }) => [name, said(value), from]),
      [
        ['*', 'unknown: comes from another object', 'secret'],
        ['P_*', 'unknown: comes from another object', 'configMap'],
        ['A', 'x', null],
        ['B', 'unknown: is true or false, not a string', null],
        ['C', '', null],
        ['D', 'unknown: comes from another object', 'secret'],
        ['E', 'unknown: comes from another object', 'field'],
      ],
    );
  });
  it('reads mounts', () => {
    const web = container(
      'volumeMounts: [{name: h, mountPath: /h}, {name: h, mountPath: /i, readOnly: true, mountPropagation: Bidirectional}, {name: s, mountPath: /s, mountPropagation: odd}]',
      'volumes: [{name: h, hostPath: {path: /}}, {name: s, secret: {}}]',
    );
    assert.deepEqual(
      web.mounts.map(({ volume, target, readOnly, propagation }) => [
        volume,
        target,
        said(readOnly),
        said(propagation),
      ]),
      [
        ['h', '/h', false, 'rprivate'],
        ['h', '/i', true, 'rshared'],
        ['s', '/s', true, 'unknown: "odd" is no propagation mode'],
      ],
    );
  });
  it('reads probes, commands and pull policies', () => {
    const web = container('livenessProbe: {httpGet: {port: 1}}, command: [a], args: [b, 1]');
    assert.deepEqual([web.health, web.command, web.arguments].map(said), [
      { disabled: false, test: 'livenessProbe: httpGet' },
      ['a'],
      'unknown: is a list, not a list of strings',
    ]);
    const policy = (image: string): unknown =>
      said(pod(`containers: [{name: a, image: "${image}"}]`).containers[0]!.pullPolicy);
    assert.deepEqual(['a', 'a:latest', 'a:1', 'r:5000/a', `a@sha256:${'0'.repeat(64)}`].map(policy), [
      'Always',
      'Always',
      'IfNotPresent',
      'Always',
      'IfNotPresent',
    ]);
  });
});
