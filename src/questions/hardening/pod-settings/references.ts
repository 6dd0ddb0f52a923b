import { objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { entriesOf } from '../../../facts/pod.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';

/** One object of its namespace that a Pod needs to start. */
export interface Reference {
  readonly kind: 'ServiceAccount' | 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  /** Where its name stands. */
  readonly name: Located;
  /** The entry that is read of it; null when it is taken whole. */
  readonly key: Located | null;
}

export interface Missing {
  readonly at: Evidence;
  readonly saw: string;
  /** True where the object itself shows it; false where it only was not among what was read. */
  readonly certain: boolean;
}

/** True where nothing that could refer to an object is stated, as in most containers. */
function containerRefersToNothing({ env, envFrom }: Readonly<Record<string, unknown>>): boolean {
  if (envFrom !== undefined && envFrom !== null) return false;
  return (
    env === undefined || env === null || entriesOf(env)?.every(({ valueFrom }) => valueFrom === undefined) === true
  );
}

const podReferences = ['serviceAccountName', 'serviceAccount', 'imagePullSecrets', 'volumes'];

/** True for the many Pods that need no object of their namespace to start. */
export function refersToNothing({ pod, containers }: Workload): boolean {
  return (
    pod !== undefined &&
    podReferences.every((key) => pod.lacks(key)) &&
    containers.every(
      ({ spec }) => spec !== undefined && containerRefersToNothing(spec.value as Readonly<Record<string, unknown>>),
    )
  );
}

/** Those that must be there: `optional` ones need not. */
export function* referencesOf({ pod, containers }: Workload): Generator<Reference> {
  if (pod === undefined) return;
  // The deprecated name counts where the current one is not given.
  const account = ['serviceAccountName', 'serviceAccount'].find((name) => !pod.lacks(name));
  if (account !== undefined) yield { kind: 'ServiceAccount', name: pod.get(account), key: null };
  if (!pod.lacks('imagePullSecrets')) {
    const list = pod.get('imagePullSecrets');
    if (!list.isList) yield unreadable('Secret', list);
    for (const item of list.items()) yield { kind: 'Secret', name: item.get('name'), key: null };
  }
  if (!pod.lacks('volumes')) {
    const volumes = pod.get('volumes');
    if (!volumes.isList) yield unreadable('Secret', volumes);
    for (const volume of volumes.items()) {
      yield* named('Secret', volume.get('secret'), 'secretName');
      yield* named('ConfigMap', volume.get('configMap'), 'name');
      yield* named('PersistentVolumeClaim', volume.get('persistentVolumeClaim'), 'claimName');
      const sources = volume.down('projected', 'sources');
      if (!sources.empty && !sources.isList) yield unreadable('ConfigMap', sources);
      for (const source of sources.items()) {
        yield* named('Secret', source.get('secret'), 'name');
        yield* named('ConfigMap', source.get('configMap'), 'name');
      }
    }
  }
  for (const { spec } of containers) {
    if (spec === undefined || containerRefersToNothing(spec.value as Readonly<Record<string, unknown>>)) continue;
    if (!spec.lacks('envFrom')) {
      for (const source of spec.get('envFrom').items()) {
        yield* named('Secret', source.get('secretRef'), 'name');
        yield* named('ConfigMap', source.get('configMapRef'), 'name');
      }
    }
    if (!spec.lacks('env')) {
      for (const variable of spec.get('env').items()) {
        if (variable.lacks('valueFrom')) continue;
        const from = variable.get('valueFrom');
        yield* named('Secret', from.get('secretKeyRef'), 'name', 'key');
        yield* named('ConfigMap', from.get('configMapKeyRef'), 'name', 'key');
      }
    }
  }
}

/** One whose name cannot be read, for a list that is none. */
function unreadable(kind: Reference['kind'], list: Located): Reference {
  return { kind, name: list.get('(no list)'), key: null };
}

function* named(kind: Reference['kind'], holder: Located, name: string, key?: string): Generator<Reference> {
  if (holder.empty || holder.get('optional').value === true) return;
  yield { kind, name: holder.get(name), key: key === undefined ? null : holder.get(key) };
}

/** What Kubernetes itself puts into every namespace. */
const everywhere = new Set(['ServiceAccount default', 'ConfigMap kube-root-ca.crt']);

const indexes = new WeakMap<readonly Fact<KubernetesObject>[], Map<string, Map<string, Fact<KubernetesObject>>>>();

/** Null when it is among what was read. */
export function missingOf(
  { kind, name, key }: Reference,
  here: About & { readonly workload: Workload },
  objects: readonly Fact<KubernetesObject>[],
): Missing | null {
  const wanted = name.value;
  if (typeof wanted !== 'string' || wanted === '')
    return { at: name.at, saw: `the name of its ${kind} is no text`, certain: false };
  if (everywhere.has(`${kind} ${wanted}`)) return null;
  const found = indexOf(objects, kind).get(`${here.stage}\0${here.workload.namespace ?? 'default'}\0${wanted}`);
  if (found === undefined) return { at: name.at, saw: `${kind} ${wanted} is not among what was read`, certain: false };
  if (key === null) return null;
  const entry = key.value;
  if (typeof entry !== 'string') return { at: key.at, saw: `the key of ${kind} ${wanted} is no text`, certain: false };
  const { root } = found.value;
  const has = ['data', 'stringData', 'binaryData'].some((field) => {
    const entries = root.get(field).value;
    return typeof entries === 'object' && entries !== null && Object.hasOwn(entries, entry);
  });
  return has ? null : { at: key.at, saw: `${kind} ${wanted} has no key ${entry}`, certain: true };
}

function indexOf(
  objects: readonly Fact<KubernetesObject>[],
  kind: string,
): ReadonlyMap<string, Fact<KubernetesObject>> {
  let kinds = indexes.get(objects);
  if (kinds === undefined) indexes.set(objects, (kinds = new Map()));
  let index = kinds.get(kind);
  if (index === undefined) {
    index = new Map(
      objectsOfKind(objects, kind).map(
        (one) => [`${one.stage}\0${one.value.namespace}\0${one.value.name}`, one] as const,
      ),
    );
    kinds.set(kind, index);
  }
  return index;
}
