import type { DriftEffect } from '../../src/model/drift.ts';
import type { Plain } from '../real/kubernetes-client.ts';

/** One change of one setting, as somebody makes it by hand, and what is to be told of it. */
export interface Mutation {
  /** A JSON patch, paths below the Pod template's spec for workloads. */
  readonly patch: readonly Plain[];
  /** `privileged of main`, all that differs by it. */
  readonly settings: readonly string[];
  readonly effect: DriftEffect;
}

const main = '/containers/0';
const security = `${main}/securityContext`;

function one(op: string, path: string, value: unknown, setting: string, effect: DriftEffect): Mutation {
  return { patch: [{ op, path, ...(op === 'remove' ? {} : { value }) }], settings: [setting], effect };
}

/** Of a Pod template as test/drift/declared.ts makes them. */
export const templateMutations: readonly Mutation[] = [
  one('add', '/hostPID', true, 'hostPID', 'weakens'),
  one('add', '/hostIPC', true, 'hostIPC', 'weakens'),
  one('add', '/hostNetwork', true, 'hostNetwork', 'weakens'),
  one('add', '/hostUsers', false, 'hostUsers', 'strengthens'),
  one('add', '/shareProcessNamespace', true, 'shareProcessNamespace', 'weakens'),
  one('add', '/serviceAccountName', 'api', 'serviceAccountName', 'neutral'),
  one('add', '/automountServiceAccountToken', false, 'automountServiceAccountToken', 'strengthens'),
  one('add', '/automountServiceAccountToken', true, 'automountServiceAccountToken', 'neutral'),
  one('add', '/nodeName', 'n1', 'nodeName', 'neutral'),
  one('add', '/nodeSelector', { disk: 'fast' }, 'nodeSelector.disk', 'neutral'),
  one('add', '/tolerations', [{ operator: 'Exists' }], 'tolerations {"operator":"Exists"}', 'neutral'),
  one('add', '/hostAliases', [{ ip: '10.0.0.9', hostnames: ['bank.example'] }], 'hostAliases[10.0.0.9]', 'neutral'),
  one('add', '/dnsPolicy', 'ClusterFirst', 'dnsPolicy', 'neutral'),
  one('add', '/priorityClassName', 'system-node-critical', 'priorityClassName', 'neutral'),
  one('add', '/runtimeClassName', 'kata', 'runtimeClassName', 'strengthens'),
  one('add', '/imagePullSecrets', [{ name: 'other' }], 'imagePullSecrets[other]', 'neutral'),
  one('add', '/securityContext/supplementalGroups', [0], 'securityContext.supplementalGroups 0', 'weakens'),
  one('add', '/securityContext/fsGroup', 0, 'securityContext.fsGroup', 'neutral'),
  one('add', '/securityContext/runAsUser', 0, 'securityContext.runAsUser', 'neutral'),
  one(
    'add',
    '/securityContext/sysctls',
    [{ name: 'kernel.msgmax', value: '1' }],
    'securityContext.sysctls[kernel.msgmax]',
    'weakens',
  ),
  one(
    'add',
    '/securityContext/seccompProfile',
    { type: 'Unconfined' },
    'securityContext.seccompProfile.type',
    'weakens',
  ),
  one('add', '/volumes/-', { name: 'host', hostPath: { path: '/' } }, 'volumes[host]', 'weakens'),
  one('add', '/volumes/-', { name: 'more', emptyDir: {} }, 'volumes[more]', 'neutral'),
  one('replace', '/volumes/1/configMap/name', 'other', 'volumes[settings].configMap.name', 'neutral'),
  one('add', '/containers/-', { name: 'miner', image: 'evil.example/miner:1' }, 'container of miner', 'weakens'),
  one('add', '/initContainers', [{ name: 'first', image: 'test/pause:1' }], 'container of first', 'weakens'),
  one('replace', `${main}/image`, 'evil.example/pause:1', 'image of main', 'weakens'),
  one('replace', `${main}/image`, 'test/pause:2', 'image of main', 'neutral'),
  {
    patch: [{ op: 'replace', path: `${main}/imagePullPolicy`, value: 'Always' }],
    settings: ['imagePullPolicy of main'],
    effect: 'strengthens',
  },
  one('add', `${main}/command`, ['/bin/sh'], 'command of main', 'neutral'),
  one('add', `${main}/args`, ['--insecure'], 'args of main', 'neutral'),
  one('replace', `${main}/env/0/value`, 'debug', 'env[MODE].value of main', 'neutral'),
  one('add', `${main}/env/-`, { name: 'LD_PRELOAD', value: '/tmp/x.so' }, 'env[LD_PRELOAD] of main', 'neutral'),
  one('remove', `${main}/env/1`, undefined, 'env[WHERE] of main', 'neutral'),
  one(
    'replace',
    `${main}/env/2/valueFrom/secretKeyRef/name`,
    'other',
    'env[PASSWORD].valueFrom.secretKeyRef.name of main',
    'neutral',
  ),
  one('replace', `${main}/volumeMounts/0/name`, 'settings', 'volumeMounts[/scratch].name of main', 'neutral'),
  one('add', `${main}/volumeMounts/0/subPath`, 'x', 'volumeMounts[/scratch].subPath of main', 'neutral'),
  one('add', `${main}/envFrom`, [{ secretRef: { name: 'login' } }], 'envFrom of main', 'neutral'),
  one(
    'add',
    `${main}/lifecycle`,
    { postStart: { exec: { command: ['sh', '-c', 'x'] } } },
    'lifecycle.postStart.exec.command of main',
    'neutral',
  ),
  one('add', `${main}/livenessProbe`, { exec: { command: ['sh'] } }, 'livenessProbe.exec.command of main', 'neutral'),
  one('add', `${main}/workingDir`, '/', 'workingDir of main', 'neutral'),
  one('add', `${main}/volumeMounts/-`, { name: 'scratch', mountPath: '/etc' }, 'volumeMounts[/etc] of main', 'neutral'),
  one('remove', `${main}/volumeMounts/1/readOnly`, undefined, 'volumeMounts[/settings].readOnly of main', 'weakens'),
  one('add', `${main}/ports/0/hostPort`, 8080, 'ports[8080/TCP] of main', 'weakens'),
  one('remove', `${main}/resources/limits/memory`, undefined, 'resources.limits.memory of main', 'weakens'),
  one('replace', `${main}/resources/limits/memory`, '64Mi', 'resources.limits.memory of main', 'weakens'),
  one('replace', `${main}/resources/limits/cpu`, '500m', 'resources.limits.cpu of main', 'weakens'),
  {
    patch: [
      { op: 'remove', path: `${security}/allowPrivilegeEscalation` },
      { op: 'add', path: `${security}/privileged`, value: true },
    ],
    settings: ['securityContext.allowPrivilegeEscalation of main', 'securityContext.privileged of main'],
    effect: 'weakens',
  },
  one(
    'replace',
    `${security}/allowPrivilegeEscalation`,
    true,
    'securityContext.allowPrivilegeEscalation of main',
    'weakens',
  ),
  one(
    'replace',
    `${security}/readOnlyRootFilesystem`,
    false,
    'securityContext.readOnlyRootFilesystem of main',
    'weakens',
  ),
  one('remove', `${security}/runAsNonRoot`, undefined, 'securityContext.runAsNonRoot of main', 'weakens'),
  one('replace', `${security}/runAsUser`, 0, 'securityContext.runAsUser of main', 'weakens'),
  one('replace', `${security}/runAsUser`, 2000, 'securityContext.runAsUser of main', 'neutral'),
  one('add', `${security}/runAsGroup`, 0, 'securityContext.runAsGroup of main', 'neutral'),
  one(
    'add',
    `${security}/capabilities/add`,
    ['NET_ADMIN'],
    'securityContext.capabilities.add NET_ADMIN of main',
    'weakens',
  ),
  one(
    'remove',
    `${security}/capabilities/drop/0`,
    undefined,
    'securityContext.capabilities.drop ALL of main',
    'weakens',
  ),
  one(
    'replace',
    `${security}/seccompProfile/type`,
    'Unconfined',
    'securityContext.seccompProfile.type of main',
    'weakens',
  ),
  one(
    'add',
    `${security}/appArmorProfile`,
    { type: 'Unconfined' },
    'securityContext.appArmorProfile.type of main',
    'weakens',
  ),
  one('add', `${security}/seLinuxOptions`, { type: 'spc_t' }, 'securityContext.seLinuxOptions.type of main', 'weakens'),
  {
    patch: [
      { op: 'add', path: '/hostUsers', value: false },
      { op: 'add', path: `${security}/procMount`, value: 'Unmasked' },
    ],
    settings: ['hostUsers', 'securityContext.procMount of main'],
    effect: 'weakens',
  },
];

/** Of objects that run nothing: `Kind name`, a patch of the whole object. */
export const objectMutations: readonly (readonly [kind: string, name: string, mutation: Mutation])[] = [
  [
    'serviceaccount',
    'quiet',
    one('replace', '/automountServiceAccountToken', true, 'automountServiceAccountToken', 'weakens'),
  ],
  ['configmap', 'settings', one('replace', '/data/level', 'low', 'data[level]', 'neutral')],
  ['service', 'web', one('replace', '/spec/selector/app', 'evil', 'selector', 'neutral')],
  ['service', 'open', one('add', '/spec/externalIPs', ['192.0.2.1'], 'externalIPs 192.0.2.1', 'weakens')],
  ['resourcequota', 'most', one('replace', '/spec/hard/pods', '500', 'hard.pods', 'weakens')],
  [
    'limitrange',
    'usual',
    one('replace', '/spec/limits/0/max/memory', '64Gi', 'limits[Container].max.memory', 'weakens'),
  ],
  [
    'limitrange',
    'ranged',
    one('replace', '/spec/limits/0/default/cpu', '9', 'limits[Container].default.cpu', 'neutral'),
  ],
  ['networkpolicy', 'deny', one('replace', '/spec/policyTypes', ['Ingress'], 'policyTypes', 'weakens')],
  [
    'networkpolicy',
    'web',
    {
      patch: [{ op: 'add', path: '/spec/ingress/-', value: { from: [{ namespaceSelector: {} }] } }],
      settings: ['ingress {"from":[{"namespaceSelector":{}}]}'],
      effect: 'weakens',
    },
  ],
  [
    'role.rbac.authorization.k8s.io',
    'reader',
    {
      patch: [{ op: 'add', path: '/rules/-', value: { apiGroups: [''], resources: ['secrets'], verbs: ['get'] } }],
      settings: ['rule {"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}'],
      effect: 'weakens',
    },
  ],
  [
    'rolebinding.rbac.authorization.k8s.io',
    'reader',
    {
      patch: [
        {
          op: 'add',
          path: '/subjects/-',
          value: { kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io' },
        },
      ],
      settings: ['subject User mallory'],
      effect: 'weakens',
    },
  ],
  [
    'clusterrolebinding.rbac.authorization.k8s.io',
    'shop-nodes',
    { patch: [{ op: 'remove', path: '/subjects/1' }], settings: ['subject Group auditors'], effect: 'strengthens' },
  ],
  [
    'validatingwebhookconfiguration',
    'guard',
    one('replace', '/webhooks/0/failurePolicy', 'Ignore', 'webhooks[guard.shop.example].failurePolicy', 'weakens'),
  ],
  [
    'validatingadmissionpolicybinding',
    'few',
    {
      patch: [{ op: 'replace', path: '/spec/validationActions', value: ['Audit'] }],
      settings: ['validationActions Audit', 'validationActions Deny'],
      effect: 'weakens',
    },
  ],
  ['ingress', 'web', one('replace', '/spec/rules/0/host', 'evil.example', 'rules', 'neutral')],
];
