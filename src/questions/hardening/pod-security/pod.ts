import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Located } from '../../../model/located.ts';

export type Mapping = Readonly<Record<string, unknown>>;
/** Keys and indexes that lead from what holds the Pod's `metadata` and `spec` to a value. */
export type Path = readonly (string | number)[];

/** A mapping of the Pod and where it stands. */
export interface Part {
  readonly value: Mapping;
  readonly path: Path;
}

export interface PodContainer extends Part {
  /** For people; its place in the list where it has no name. */
  readonly name: string;
  /** Null when it has none; undefined when it is no mapping, which `unread` of the Pod tells. */
  readonly security: Part | null | undefined;
}

/** Something of a Pod that has not the shape which the API gives it. */
export interface Unread {
  readonly path: Path;
  readonly why: string;
}

/**
 * A Pod or Pod template as its controls read it: plain values, with evidence made only for what a
 * control speaks of. Nearly all Pods leave nearly all settings out, and nothing is done for those.
 */
export class Pod {
  readonly #root: Located;
  /** Null when it is absent or no mapping. */
  readonly spec: Mapping | null;
  /** Null when there are none, undefined when they or `metadata` are no mapping. */
  readonly annotations: Part | null | undefined;
  /** The securityContext of the Pod: null when there is none, undefined when it is no mapping. */
  readonly security: Part | null | undefined;
  /** Of all lists: init, main, ephemeral. */
  readonly containers: readonly PodContainer[];
  /** Containers and securityContexts of theirs that are not understood: no control of containers can pass. */
  readonly unread: readonly Unread[];
  /** Says of itself that it is a Pod of Windows. Undefined: not understood. */
  readonly windows: boolean | undefined;
  /** Has a user namespace of its own (`hostUsers: false`). Undefined: not understood. */
  readonly userNamespace: boolean | undefined;

  /** @param root what holds `metadata` and `spec` of the Pod */
  constructor(root: Located) {
    this.#root = root;
    const unread: Unread[] = [];
    const holder = asMapping(root.value);
    const metadata = part(holder ?? {}, 'metadata', []);
    this.annotations = metadata ? part(metadata.value, 'annotations', metadata.path) : metadata;
    this.spec = asMapping(holder?.['spec']) ?? null;
    const spec = this.spec ?? {};
    if (this.spec === null) unread.push({ path: ['spec'], why: 'there is no Pod spec that can be read' });
    this.security = part(spec, 'securityContext', specPath);
    this.containers = containersOf(spec, unread);
    if (this.containers.length === 0 && unread.length === 0)
      unread.push({ path: ['spec', 'containers'], why: 'the Pod spec has no containers' });
    this.unread = unread;
    const os = spec['os'] ?? null;
    const system = os === null ? null : isMapping(os) ? (os['name'] ?? null) : undefined;
    this.windows = system === null ? false : typeof system === 'string' ? system === 'windows' : undefined;
    const hostUsers = spec['hostUsers'] ?? null;
    this.userNamespace = hostUsers === null ? false : typeof hostUsers === 'boolean' ? !hostUsers : undefined;
  }

  /** Where a value stands, or would stand. */
  at(path: Path): Evidence {
    let here = this.#root;
    for (const step of path) {
      const item: Located | undefined = typeof step === 'number' ? here.items()[step] : here.get(step);
      if (item === undefined) break;
      here = item;
    }
    return here.at;
  }
}

const specPath: Path = ['spec'];
/** By aliases a small document can hold millions; a real Pod has less than a hundred. */
const maxContainers = 10_000;
const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

function containersOf(spec: Mapping, unread: Unread[]): PodContainer[] {
  const containers: PodContainer[] = [];
  for (const key of lists) {
    const list = spec[key] ?? null;
    if (list === null) continue;
    if (!Array.isArray(list)) {
      unread.push({ path: ['spec', key], why: `${key} is no list` });
      continue;
    }
    for (const [index, value] of (list as unknown[]).entries()) {
      const path: Path = ['spec', key, index];
      if (containers.length === maxContainers) {
        unread.push({ path, why: `more than ${maxContainers} containers; the rest was not read` });
        return containers;
      }
      if (!isMapping(value)) {
        unread.push({ path, why: `an entry of ${key} is no mapping` });
        continue;
      }
      const name = typeof value['name'] === 'string' ? value['name'] : `${key}[${index}]`;
      const security = part(value, 'securityContext', path);
      if (security === undefined)
        unread.push({ path: [...path, 'securityContext'], why: `securityContext of ${name} is no mapping` });
      containers.push({ value, path, name, security });
    }
  }
  return containers;
}

/** The mapping under a key; null when it is absent (as null is), undefined when it is something else. */
export function part(holder: Mapping, key: string, path: Path): Part | null | undefined {
  const value = holder[key] ?? null;
  if (value === null) return null;
  return isMapping(value) ? { value, path: [...path, key] } : undefined;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asMapping(value: unknown): Mapping | undefined {
  return isMapping(value) ? value : undefined;
}

const pods = new WeakMap<KubernetesObject, Pod>();

/** The Pod or Pod template of an object of any built-in kind that has one, and of others that are read like a Deployment. */
export function podOf(object: KubernetesObject): Pod {
  // Two levels are asked of each.
  let pod = pods.get(object);
  if (pod === undefined) {
    pod = new Pod(templateOf(object));
    pods.set(object, pod);
  }
  return pod;
}

function templateOf({ apiVersion, kind, root }: KubernetesObject): Located {
  if (isCustom(apiVersion)) return root.down('spec', 'template');
  if (kind === 'Pod') return root;
  if (kind === 'PodTemplate') return root.get('template');
  if (kind === 'CronJob') return root.down('spec', 'jobTemplate', 'spec', 'template');
  return root.down('spec', 'template');
}

/** API groups of Kubernetes itself have no dot or end in `k8s.io`. */
function isCustom(apiVersion: string): boolean {
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
  return group.includes('.') && !group.endsWith('.k8s.io');
}
