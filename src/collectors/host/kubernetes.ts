import { workload, type Workload } from '../../facts/workload.ts';
import { containersOf, hostPathOf } from '../../facts/workload.ts';
import type { HostUnit } from '../../facts/host-unit.ts';
import { readYaml, type YamlFile } from '../../formats/yaml/read-yaml.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { seen } from '../../model/seen.ts';
import { readConfiguration } from '../../readers/configuration/read-configuration.ts';
import {
  kubernetesPaths,
  kubernetesUnits,
  nodeComponent,
  pathsOf,
  type NodeComponent,
} from '../../readers/host/kubernetes-paths.ts';
import { readKubernetes } from '../../readers/kubernetes/read-kubernetes.ts';
import { lookAtFiles } from './files.ts';
import { aboutHost, evidenceOf, source, type HostView } from './view.ts';

const maxBytes = 4 * 1024 * 1024;
/** Files of one folder of manifests or drop-ins. */
const maxFiles = 200;

/** What CIS Kubernetes speaks of on a node; nothing on a host that has no trace of Kubernetes. */
export function* lookAtKubernetes(view: HostView): Generator<Sighting> {
  const units = kubernetesUnits.flatMap((name) => view.unit(name) ?? []);
  const components = [...processesOf(view), ...unitsOf(units)];
  const traces = ['/etc/kubernetes', '/var/lib/kubelet'].some((path) => view.files.look(path).state !== 'absent');
  if (components.length === 0 && units.length === 0 && !traces) return;
  yield* units.map((one) => ({ fact: one }));

  const kubelet = new KubeletFiles(view);
  yield* kubelet.read(components);
  const manifests = new Manifests(view);
  yield* manifests.read(unique([...kubelet.manifests, ...pathsOf(components, 'kubelet', 'pod-manifest-path')]));
  components.push(...manifests.components);

  yield* namedFiles(view, components);
  const paths = kubernetesPaths({
    components,
    manifests: manifests.folders,
    manifestOf: manifests.byComponent,
    kubeletFiles: kubelet.paths,
    clientAuthorities: kubelet.clientAuthorities,
    kubeletUnit: units.flatMap(({ value }) =>
      value.name === 'kubelet.service' ? [...(value.file === null ? [] : [value.file]), ...value.dropIns] : [],
    ),
  });
  for (const one of lookAtFiles(view, paths)) yield { fact: one };
}

function processesOf(view: HostView): NodeComponent[] {
  // Of a process in a container the manifest tells, through whose mounts its paths lead.
  return view.processes.flatMap(({ value }) =>
    value.container === null ? (nodeComponent(value.command, absolute) ?? []) : [],
  );
}

function unitsOf(units: readonly Fact<HostUnit>[]): NodeComponent[] {
  return units.flatMap(({ value }) => nodeComponent(value.command.value ?? [], absolute) ?? []);
}

function absolute(path: string): string | null {
  return path.startsWith('/') ? path : null;
}

/** Configuration files of the kubelet, and what they say of where other files are. */
class KubeletFiles {
  readonly #view: HostView;
  readonly paths: string[] = [];
  readonly manifests: string[] = [];
  readonly clientAuthorities: string[] = [];

  constructor(view: HostView) {
    this.#view = view;
  }

  *read(components: readonly NodeComponent[]): Generator<Sighting> {
    const named = pathsOf(components, 'kubelet', 'config');
    for (const path of named.length > 0 ? named : ['/var/lib/kubelet/config.yaml']) {
      this.paths.push(path);
      yield* this.#file(path);
    }
    for (const folder of pathsOf(components, 'kubelet', 'config-dir')) {
      const names = yield* namesIn(this.#view, folder, ofKubelet);
      for (const name of names.filter((one) => one.endsWith('.conf'))) {
        this.paths.push(`${folder.replace(/\/+$/, '')}/${name}`);
        yield* this.#file(this.paths.at(-1)!);
      }
    }
    if (this.manifests.length === 0) this.manifests.push('/etc/kubernetes/manifests');
  }

  *#file(path: string): Generator<Sighting> {
    for (const { root } of yield* yamlOf(this.#view, path, ofKubelet)) {
      const [folder, authority] = [root.get('staticPodPath'), root.down('authentication', 'x509', 'clientCAFile')];
      if (typeof folder.value === 'string' && folder.value.startsWith('/')) this.manifests.push(folder.value);
      if (typeof authority.value === 'string' && authority.value.startsWith('/'))
        this.clientAuthorities.push(authority.value);
      yield* configurationOf(this.#view, path, root);
    }
  }
}

/** Static Pods: the kubelet runs whatever lies in these folders, but for files that begin with a dot. */
class Manifests {
  readonly #view: HostView;
  readonly folders: string[] = [];
  readonly components: NodeComponent[] = [];
  readonly byComponent = new Map<string, string[]>();

  constructor(view: HostView) {
    this.#view = view;
  }

  *read(folders: readonly string[]): Generator<Sighting> {
    for (const folder of folders) {
      this.folders.push(folder.replace(/\/+$/, ''));
      const names = yield* namesIn(this.#view, folder, ofPods);
      for (const name of names.filter((one) => !one.startsWith('.')))
        yield* this.#file(`${folder.replace(/\/+$/, '')}/${name}`);
    }
  }

  *#file(path: string): Generator<Sighting> {
    for (const { root } of yield* yamlOf(this.#view, path, ofPods)) {
      const sightings = readKubernetes(root, { source, stage: 'declared' }).map((one) => withoutToken(one));
      yield* sightings;
      const pods = sightings.flatMap((one) =>
        'fact' in one && one.fact.kind === workload.name ? [one.fact as Fact<Workload>] : [],
      );
      for (const one of containersOf(pods)) {
        const words = [...(one.container.command.value ?? []), ...(one.container.arguments.value ?? [])];
        const component = nodeComponent(words, (inside) => hostPathOf(inside, one));
        if (component === null) continue;
        this.components.push(component);
        this.byComponent.set(component.name, [...(this.byComponent.get(component.name) ?? []), path]);
      }
    }
  }
}

/** A static Pod may name no ServiceAccount, and gets no token: the kubelet runs it before there is an API server. */
function withoutToken(sighting: Sighting): Sighting {
  if (!('fact' in sighting) || sighting.fact.kind !== workload.name) return sighting;
  const one = sighting.fact as Fact<Workload>;
  const at = { ...one.value.serviceAccountToken.at, note: 'a static Pod, which gets no token' };
  return { fact: { ...one, value: { ...one.value, serviceAccountToken: seen(false, at) } } };
}

function guides(...ids: number[]): string[] {
  return ids.map((id) => `hardening/guides/HRD-${id}`);
}

/** Flags of the API server that name a file which says more, and the checks that need it. */
const namedByServer: Readonly<Record<string, readonly string[]>> = {
  'audit-policy-file': ['monitoring/audit-trail'],
  'encryption-provider-config': guides(708),
  'authentication-config': guides(703),
  'authorization-config': guides(704),
};

function* namedFiles(view: HostView, components: readonly NodeComponent[]): Generator<Sighting> {
  const named = Object.entries(namedByServer).flatMap(([flag, touches]) =>
    pathsOf(components, 'kube-apiserver', flag).map((path) => ({ path, touches })),
  );
  const ofProxy = [...pathsOf(components, 'kube-proxy', 'config'), ...proxyFiles(view)].map((path) => ({
    path,
    touches: guides(712),
  }));
  for (const { path, touches } of [...named, ...ofProxy])
    for (const { root } of yield* yamlOf(view, path, touches)) yield* configurationOf(view, path, root);
}

/** kube-proxy runs as a Pod nearly everywhere: the kubelet writes its ConfigMap below a folder of that Pod. */
function proxyFiles(view: HostView): string[] {
  const folder = '/var/lib/kubelet/pods';
  const pods = view.files.list(folder);
  if (pods.state !== 'there') return [];
  return pods.names
    .map((pod) => `${folder}/${pod}/volumes/kubernetes.io~configmap/kube-proxy/config.conf`)
    .filter((path) => view.files.look(path).state === 'there');
}

function configurationOf(view: HostView, path: string, root: YamlFile['documents'][number]['root']): Sighting[] {
  const { subject } = aboutHost(view, 'Configuration', path);
  return readConfiguration(root, {
    source,
    stage: 'declared',
    fileName: path.slice(path.lastIndexOf('/') + 1),
    subject,
  });
}

function* namesIn(view: HostView, folder: string, touches: readonly string[]): Generator<Sighting, readonly string[]> {
  const listing = view.files.list(folder);
  if (listing.state === 'absent') return [];
  if (listing.state === 'hidden') {
    yield unread('FOLDER_UNREADABLE', view, folder, `cannot be listed: ${listing.because}`, touches);
    return [];
  }
  if (listing.names.length > maxFiles)
    yield unread('WALK_LIMIT', view, folder, `holds more than ${maxFiles} files; the rest was not read`, touches);
  return listing.names.slice(0, maxFiles);
}

/** Documents of a file; a file that is not there has none, and one that cannot be read is told. */
function* yamlOf(view: HostView, path: string, touches: readonly string[]): Generator<Sighting, YamlFile['documents']> {
  const found = view.files.look(path);
  if (found.state === 'absent' || (found.state === 'there' && found.status.type === 'folder')) return [];
  const read = view.files.text(path, maxBytes);
  if (!('text' in read)) {
    if (!read.missing) yield unread(read.problem, view, path, `cannot be read: ${read.because}`, touches);
    return [];
  }
  const yaml = readYaml(read.text, view.shown(path), source, 'kubernetes');
  for (const { code, because, line, column } of yaml.problems) {
    const at = { ...evidenceOf(view, path), line, column };
    yield { gap: { code, source, subject: view.shown(path), because, toKnow: 'Correct the file.', touches, at } };
  }
  return yaml.documents;
}

/** The checks that go by the configuration of the kubelet. */
const ofKubelet = guides(707, 715, 716, 717);
/** What Pods speak to: all but the files of the node and its kubelet. */
const ofPods = [
  ...guides(281, 282, 703, 704, 705, 706, 707, 708, 709, 710, 711, 712, 713, 714, 718, 720),
  'hardening/practices',
  'hardening/defaults',
  'hardening/management',
  'runtime',
  'network',
  'monitoring/audit-trail',
];

function unread(
  code: Gap['code'],
  view: HostView,
  path: string,
  because: string,
  touches: readonly string[],
): Sighting {
  const toKnow =
    code === 'FILE_UNREADABLE' || code === 'FOLDER_UNREADABLE'
      ? `Run as root, or make ${view.shown(path)} readable.`
      : `Look at ${view.shown(path)}: what is that large, or no text, does not belong there.`;
  return { gap: { code, source, subject: view.shown(path), because, toKnow, touches, at: evidenceOf(view, path) } };
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
