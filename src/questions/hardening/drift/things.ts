import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { listing, type Listing } from '../../../facts/listing.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { groupKindOf } from './object-settings.ts';

/** One object of one side, with the Pod templates that were read of it. */
export interface Thing {
  readonly fact: Fact<KubernetesObject>;
  /** `apps/Deployment`; `/Pod` for the core group. */
  readonly groupKind: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly root: Located;
  readonly uid: string | undefined;
  /** Where its Pods' metadata and spec stand: the object itself for a Pod. */
  readonly templates: readonly Located[];
}

/** The objects of one side, as they are looked for. */
export interface Objects {
  readonly all: readonly Thing[];
  readonly byKey: ReadonlyMap<string, readonly Thing[]>;
  /** By group, kind and name, whatever the namespace. */
  readonly byName: ReadonlyMap<string, readonly Thing[]>;
  readonly byUid: ReadonlyMap<string, Thing>;
  /** Whether all objects of a kind were given: in this namespace, or in all for the empty text. */
  lists(kind: string, namespace: string): boolean;
}

export function objectsOf(facts: readonly Fact[]): Objects {
  const templates = new Map<Located, Located[]>();
  for (const one of facts) {
    if (one.kind !== workload.name) continue;
    const { object, template } = one.value as Workload;
    if (object === undefined || template === undefined) continue;
    templates.set(object, [...(templates.get(object) ?? []), template]);
  }
  const all = facts.flatMap((one): Thing[] => {
    if (one.kind !== kubernetesObject.name) return [];
    const own = one as Fact<KubernetesObject>;
    const { root, kind, namespace, name } = own.value;
    return [
      {
        fact: own,
        groupKind: groupKindOf(own.value),
        kind,
        namespace,
        name,
        root,
        uid: root.down('metadata', 'uid').string().value,
        templates: templates.get(root) ?? [],
      },
    ];
  });
  const listed = new Set(
    facts.flatMap((one) => {
      if (one.kind !== listing.name) return [];
      const { kind, namespace } = one.value as Listing;
      return [JSON.stringify([kind, namespace])];
    }),
  );
  return {
    all,
    byKey: Map.groupBy(all, keyOf),
    byName: Map.groupBy(all, ({ groupKind, name }) => JSON.stringify([groupKind, name])),
    byUid: new Map(all.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one] as const]))),
    lists: (kind, namespace) =>
      listed.has(JSON.stringify([kind, ''])) || (namespace !== '' && listed.has(JSON.stringify([kind, namespace]))),
  };
}

export function keyOf({ groupKind, namespace, name }: Pick<Thing, 'groupKind' | 'namespace' | 'name'>): string {
  return JSON.stringify([groupKind, namespace, name]);
}

/** True when the object says where it lives, or its kind lives in no namespace. */
export function saysNamespace({ root, namespace }: Thing): boolean {
  const stated = root.down('metadata', 'namespace');
  return namespace === '' || !(stated.empty || stated.value === '');
}

/** Keys of labels that policies, Services and webhooks select by: others decide nothing. */
export function selectedLabels(...sides: readonly Objects[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { all } of sides) {
    for (const { templates, kind, root } of all) {
      if (templates.length > 0) continue;
      if (kind === 'Service') for (const [key] of root.down('spec', 'selector').entries()) keys.add(key);
      else if (selecting.test(kind)) collect(root.value, 0);
    }
  }
  return keys;

  function collect(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > maxDepth) return;
    if (Array.isArray(value)) {
      for (const one of value) collect(one, depth + 1);
      return;
    }
    for (const [key, one] of Object.entries(value)) {
      if (key === 'matchLabels' && typeof one === 'object' && one !== null)
        for (const name of Object.keys(one)) keys.add(name);
      else if (key === 'matchExpressions' && Array.isArray(one)) {
        for (const each of one) {
          const { key: name } = Object(each) as { key?: unknown };
          if (typeof name === 'string') keys.add(name);
        }
      } else collect(one, depth + 1);
    }
  }
}

const selecting = /(Polic(y|ies)(Binding)?|WebhookConfiguration|PeerAuthentication|RequestAuthentication|Sidecar)$/;
const maxDepth = 24;
