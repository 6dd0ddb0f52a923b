import type { Located } from '../../../model/located.ts';
import { canonical, imageText, plainSetting, type Setting } from './setting.ts';
import { settingsBelow, type Rules } from './walk.ts';

/**
 * Pod fields that say nothing of security, or that the scheduler, the kubelet and admission write for
 * themselves. All others are compared, those that a later Kubernetes brings too.
 */
const ignoredOfPod = new Set([
  'activeDeadlineSeconds',
  'containers',
  'ephemeralContainers',
  'hostname',
  'initContainers',
  'overhead',
  'preemptionPolicy',
  'priority',
  'readinessGates',
  'resources',
  'restartPolicy',
  'schedulingGates',
  'serviceAccount',
  'serviceAccountName',
  'subdomain',
  'terminationGracePeriodSeconds',
  'topologySpreadConstraints',
]);

/** Read for themselves, or of no weight. */
const ignoredOfContainer = new Set([
  'image',
  'imagePullPolicy',
  'name',
  'ports',
  'resizePolicy',
  'restartPolicyRules',
  'stdin',
  'stdinOnce',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'tty',
]);

/** Of probes and resources: when, and how much is kept free. */
const timing = new Set([
  'failureThreshold',
  'initialDelaySeconds',
  'periodSeconds',
  'requests',
  'successThreshold',
  'terminationGracePeriodSeconds',
  'timeoutSeconds',
]);

const shared: Rules = {
  keyed: {
    env: ['name'],
    hostAliases: ['ip'],
    imagePullSecrets: ['name'],
    items: ['path'],
    sources: [],
    sysctls: ['name'],
    volumeDevices: ['devicePath'],
    volumeMounts: ['mountPath'],
    volumes: ['name'],
  },
  sets: new Set(['add', 'drop', 'supplementalGroups', 'tolerations']),
  whole: new Set(['affinity', 'args', 'command', 'dnsConfig', 'envFrom']),
  empty: new Set(['downwardAPI', 'emptyDir', 'projected', 'volumeClaimTemplate']),
  secret: new Set([
    'args',
    'command',
    'env.value',
    'httpHeaders',
    'nodePublishSecretRef',
    'options',
    'volumeAttributes',
  ]),
  quantities: new Set(['limits', 'sizeLimit', 'divisor']),
  // What the API server writes where nothing was said (SetDefaults_* of core/v1), and zero values that it
  // leaves out. Fields that tell false from absent are not among them.
  defaults: {
    dnsPolicy: ['ClusterFirst'],
    enableServiceLinks: [true],
    hostIPC: [false],
    hostNetwork: [false],
    hostPID: [false],
    schedulerName: ['default-scheduler'],
    readOnly: [false],
    'fieldRef.apiVersion': ['v1'],
    divisor: ['0', 0],
    defaultMode: [0o644],
    expirationSeconds: [3600],
    'httpGet.path': ['/'],
    scheme: ['HTTP'],
    procMount: ['Default'],
    iscsiInterface: ['default'],
    'rbd.pool': ['rbd'],
    'rbd.user': ['admin'],
    'rbd.keyring': ['/etc/ceph/keyring'],
    'azureDisk.cachingMode': ['ReadWrite'],
    'azureDisk.fsType': ['ext4'],
    'azureDisk.kind': ['Shared'],
    'scaleIO.storageMode': ['ThinProvisioned'],
    'scaleIO.fsType': ['xfs'],
    thinProvisioned: [false],
    partition: [0],
    discoveryCHAPAuth: [false],
    chapAuthDiscovery: [false],
    chapAuthSession: [false],
    volumeMode: ['Filesystem'],
    'image.pullPolicy': ['IfNotPresent'],
    sizeLimit: ['0', 0],
  },
};
const ofPod: Rules = { ...shared, ignoredHere: ignoredOfPod };
const ofContainer: Rules = { ...shared, ignored: timing, ignoredHere: ignoredOfContainer };

/** Annotations of a Pod that decide how it is confined, or who works on it. */
const ofTemplate =
  /^(container\.seccomp\.security|seccomp\.security\.alpha\.kubernetes\.io\/pod$|[\w.-]*\.?(istio\.io|linkerd\.io|cilium\.io|projectcalico\.org|vault\.hashicorp\.com)\/|k8s\.v1\.cni\.cncf\.io\/networks$)/;
/** Of these, what the mesh writes itself. */
const written =
  /^(sidecar\.istio\.io\/status|istio\.io\/rev|linkerd\.io\/(created-by|proxy-version|trust-root-sha256)|(cni\.)?projectcalico\.org\/(podIP|podIPs|containerID))$/;

/**
 * All that a Pod, or the template of one, says of its security.
 *
 * @param template what holds `metadata` and `spec`
 * @param labels keys that something selects by; others decide nothing
 */
export function templateSettings(template: Located, labels: ReadonlySet<string>): Setting[] {
  const spec = template.get('spec');
  if (!spec.isMap) return [{ container: null, name: 'spec', text: undefined, why: 'is no mapping', at: spec }];
  const metadata = template.get('metadata');
  const hostNetwork = spec.get('hostNetwork').value === true;
  return [
    ...settingsBelow(spec, '', null, ofPod),
    account(spec),
    ...spec.get('volumes').items().flatMap(sourceless),
    ...[...labels].flatMap((key) => {
      const at = metadata.down('labels', key);
      return at.empty ? [] : [{ ...plainSetting(null, `labels[${key}]`, at), text: `=${String(at.value)}` }];
    }),
    ...metadata
      .get('annotations')
      .entries()
      .filter(([key]) => ofTemplate.test(key) && !written.test(key))
      .map(([key, at]) => plainSetting(null, `annotations[${key}]`, at)),
    ...(['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((kind) =>
      spec
        .get(kind)
        .items()
        .flatMap((at) => containerSettings(at, kind, hostNetwork, metadata.get('annotations'))),
    ),
  ];
}

/** The deprecated field is an alias; a template that names none and a Pod that names `default` are one. */
function account(spec: Located): Setting {
  const name = spec.get('serviceAccountName');
  const at = name.empty || name.value === '' ? spec.get('serviceAccount') : name;
  const none = at.empty || at.value === '';
  return plainSetting(null, 'serviceAccountName', none ? name : at, none ? 'default' : at.value);
}

/** A volume without a source is an emptyDir. */
function sourceless(at: Located): Setting[] {
  const name = at.get('name').text().value ?? '';
  const sources = at.entries().filter(([key, value]) => key !== 'name' && !value.empty);
  return sources.length > 0 ? [] : [{ container: null, name: `volumes[${name}].emptyDir`, text: '{}', at }];
}

function containerSettings(at: Located, kind: string, hostNetwork: boolean, annotations: Located): Setting[] {
  const name = at.get('name').text().value ?? at.path.slice(at.path.lastIndexOf('.') + 1);
  const image = at.get('image');
  const reference = image.string();
  const text = reference.value === undefined ? undefined : imageText(reference.value);
  const runs = { container: name, name: 'image', text: image.empty ? 'absent' : text, at: image };
  return [
    reference.why === undefined ? runs : { ...runs, why: reference.why },
    { container: name, name: 'kind', text: kind, at },
    pullPolicy(at, name, text),
    ...withAppArmor(settingsBelow(at, '', name, ofContainer), name, annotations),
    ...ports(at, name, hostNetwork),
  ];
}

const appArmor = 'securityContext.appArmorProfile';

/** The API server writes the old annotation of a Pod into the field, and leaves that of a template as it is. */
function withAppArmor(settings: Setting[], container: string, annotations: Located): Setting[] {
  const at = annotations.get(`container.apparmor.security.beta.kubernetes.io/${container}`);
  const { value } = at.string();
  if (value === undefined || settings.some(({ name }) => name === `${appArmor}.type`)) return settings;
  const profile = /^localhost\/(.+)$/.exec(value)?.[1];
  const type = { 'runtime/default': 'RuntimeDefault', unconfined: 'Unconfined' }[value];
  if (profile === undefined && type === undefined) return settings;
  return [
    ...settings,
    { container, name: `${appArmor}.type`, text: type ?? 'Localhost', at },
    ...(profile === undefined ? [] : [{ container, name: `${appArmor}.localhostProfile`, text: profile, at }]),
  ];
}

/** "Defaults to Always if :latest tag is specified, or IfNotPresent otherwise" (core/v1). */
function pullPolicy(container: Located, name: string, image: string | undefined): Setting {
  const at = container.get('imagePullPolicy');
  if (!at.empty && at.value !== '') return plainSetting(name, 'imagePullPolicy', at);
  const latest = image === undefined || (!image.includes('@') && image.endsWith(':latest'));
  return { container: name, name: 'imagePullPolicy', text: latest ? 'Always' : 'IfNotPresent', at };
}

/** Ports of the node alone: others open nothing. With the node's network each is one of the node, and that says it. */
function ports(container: Located, name: string, hostNetwork: boolean): Setting[] {
  return container
    .get('ports')
    .items()
    .flatMap((at): Setting[] => {
      const number = at.get('containerPort').value;
      const said = at.get('hostPort').value;
      if (said === undefined || said === null || said === 0 || (hostNetwork && said === number)) return [];
      const protocol = at.get('protocol').value ?? 'TCP';
      const address = at.get('hostIP').value ?? '';
      const text = canonical({ hostPort: said, ...(address === '' ? {} : { hostIP: address }) });
      return [{ container: name, name: `ports[${String(number)}/${canonical(protocol)}]`, text, at }];
    });
}
