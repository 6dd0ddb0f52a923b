import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Located } from '../../../model/located.ts';
import { isMapping, Part, type Mapping, type Steps } from './part.ts';
import { bitsIn, bitsOf, everything } from './settings.ts';

export interface PodContainer {
  /** For people; its place in the list where it has no name. */
  readonly name: string;
  readonly self: Part;
  /** Null when it has none; undefined when it is no mapping, which `unread` of the Pod tells. */
  readonly security: Part | null | undefined;
}

/** Something of a Pod that has not the shape which the API gives it. */
export interface Unread {
  readonly from: Part;
  readonly steps: Steps;
  readonly why: string;
}

/** A Pod or Pod template as its controls read it. */
export class Pod {
  /** What holds the Pod's `metadata` and `spec`. */
  readonly self: Part;
  /** Null when it is absent or no mapping. */
  readonly spec: Part | null;
  /** Null when there are none, undefined when they or `metadata` are no mapping. */
  readonly annotations: Part | null | undefined;
  /** The securityContext of the Pod: null when there is none, undefined when it is no mapping. */
  readonly security: Part | null | undefined;
  /** Of all lists: init, main, ephemeral. */
  readonly containers: readonly PodContainer[];
  /** The securityContext of the Pod and those of its containers. */
  readonly contexts: readonly Part[];
  /** Bits of what is set in the spec, in containers and in securityContexts; all when the Pod has not the shape of one. */
  readonly settings: number;
  /** Containers and securityContexts of theirs that are not understood: no control of containers can pass. */
  readonly unread: readonly Unread[];
  /** Says of itself that it is a Pod of Windows. Undefined: not understood. */
  readonly windows: boolean | undefined;
  /** Has a user namespace of its own (`hostUsers: false`). Undefined: not understood. */
  readonly userNamespace: boolean | undefined;

  /** @param root what holds `metadata` and `spec` of the Pod */
  constructor(root: Located) {
    const { value } = root;
    this.self = new Part(isMapping(value) ? value : {}, root, []);
    const metadata = this.self.part('metadata');
    this.annotations = metadata ? metadata.part('annotations') : metadata;
    this.spec = this.self.part('spec') ?? null;
    const unread: Unread[] = [];
    if (this.spec === null) unread.push({ from: this.self, steps: ['spec'], why: noSpec });
    this.security = this.spec === null ? null : this.spec.part('securityContext');
    this.containers = this.spec === null ? [] : containersOf(this.spec, unread);
    this.unread = unread;
    const contexts = this.containers.flatMap(({ security }) => security ?? []);
    this.contexts = this.security ? [this.security, ...contexts] : contexts;
    const spec: Mapping = this.spec?.value ?? {};
    const sound = unread.length === 0 && this.security !== undefined && this.annotations !== undefined;
    this.settings = sound ? this.#settings() : everything;
    const os = spec['os'] ?? null;
    const system = os === null ? null : isMapping(os) ? (os['name'] ?? null) : undefined;
    this.windows = system === null ? false : typeof system === 'string' ? system === 'windows' : undefined;
    const hostUsers = spec['hostUsers'] ?? null;
    this.userNamespace = hostUsers === null ? false : typeof hostUsers === 'boolean' ? !hostUsers : undefined;
  }

  #settings(): number {
    let settings = bitsIn(this.spec?.value ?? {});
    if (this.annotations !== null) settings |= bitsOf(['annotations']);
    for (const { self } of this.containers) settings |= bitsIn(self.value);
    for (const { value } of this.contexts) settings |= bitsIn(value);
    return settings;
  }
}

export const noSpec = 'there is no Pod spec that can be read';

/** By aliases a small document can hold millions; a real Pod has less than a hundred. */
const maxContainers = 10_000;
const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

function containersOf(spec: Part, unread: Unread[]): PodContainer[] {
  const containers: PodContainer[] = [];
  const tell = (why: string, ...steps: Steps): unknown => unread.push({ from: spec, steps, why });
  for (const key of lists) {
    const list = spec.value[key] ?? null;
    if (list === null) continue;
    if (!Array.isArray(list)) {
      tell(`${key} is no list`, key);
      continue;
    }
    for (const [index, value] of (list as unknown[]).entries()) {
      if (containers.length === maxContainers) {
        tell(`more than ${maxContainers} containers; the rest was not read`, key, index);
        return containers;
      }
      if (!isMapping(value)) {
        tell(`an entry of ${key} is no mapping`, key, index);
        continue;
      }
      const name = typeof value['name'] === 'string' ? value['name'] : `${key}[${index}]`;
      const self = new Part(value, spec, [key, index]);
      const security = self.part('securityContext');
      if (security === undefined) tell(`securityContext of ${name} is no mapping`, key, index, 'securityContext');
      containers.push({ name, self, security });
    }
  }
  if (containers.length === 0 && unread.length === 0) tell('the Pod spec has no containers', 'containers');
  return containers;
}

/** The Pod or Pod template of an object of any built-in kind that has one, and of others that are read like a Deployment. */
export function podOf(object: KubernetesObject): Pod {
  return new Pod(templateOf(object));
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
