import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { network } from '../../../facts/network.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import type { Peer } from '../../../model/connections.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import type { ConnectionChange, ObjectChange } from '../../../model/network-report.ts';
import type { Comparison } from './compare.ts';

/** What each object of a target holds, by its kind and name, without where it stands. */
type Objects = ReadonlyMap<string, Omit<ObjectChange, 'change'> & { readonly text: string }>;

/** Objects that only one of two targets has, or that they have otherwise. A move within files is no change. */
export function objectChanges(old: readonly Fact[], now: readonly Fact[]): readonly ObjectChange[] {
  const [was, is] = [objectsOf(old), objectsOf(now)];
  const changes: ObjectChange[] = [];
  for (const [key, { text, ...object }] of is) {
    const before = was.get(key);
    if (before?.text !== text) changes.push({ change: before === undefined ? 'added' : 'changed', ...object });
  }
  for (const [key, { text: _text, ...object }] of was) if (!is.has(key)) changes.push({ change: 'removed', ...object });
  return changes;
}

function objectsOf(facts: readonly Fact[]): Objects {
  const found = new Map<string, Omit<ObjectChange, 'change'> & { readonly text: string }>();
  for (const fact of facts) {
    const read = readOf(fact);
    if (read === null) continue;
    const key = JSON.stringify([read.kind, read.namespace, read.name]);
    const before = found.get(key);
    // Of two with one name in one target either may count, so both do.
    found.set(key, before === undefined ? read : { ...before, text: `${before.text}\n${read.text}` });
  }
  return found;
}

function readOf(fact: Fact): (Omit<ObjectChange, 'change'> & { readonly text: string }) | null {
  if (fact.kind === kubernetesObject.name) {
    const { kind, namespace, name, root } = fact.value as KubernetesObject;
    return { kind, namespace, name, at: fact.at, text: contentOf(root.value) };
  }
  const ofEngine = fact.kind === workload.name && (fact.value as Workload).pod === undefined;
  if (!ofEngine && fact.kind !== network.name) return null;
  const { kind, namespace = '', name } = fact.subject;
  return { kind, namespace, name, at: fact.at, text: JSON.stringify(fact.value, withoutPlaces) };
}

/** What was declared: an API server adds a status, and to the metadata much that decides nothing. */
function contentOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { metadata, status: _status, ...rest } = value as Readonly<Record<string, unknown>>;
  const { labels, annotations } = (typeof metadata === 'object' && metadata !== null ? metadata : {}) as Readonly<
    Record<string, unknown>
  >;
  return JSON.stringify({ ...rest, labels, annotations }, inOrder);
}

/** Mappings have no order; two sources write them in their own. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where something stands is not what it says. */
function withoutPlaces(key: string, value: unknown): unknown {
  return key === 'at' || isEvidence(value) ? undefined : value;
}

function isEvidence(value: unknown): value is Evidence {
  return typeof value === 'object' && value !== null && 'source' in value && ('line' in value || 'api' in value);
}

/**
 * With each change of connections those changed objects that its proofs name; where they name none, the
 * two ends themselves and their namespaces, whose labels may have been changed.
 */
export function withCauses(
  { changes, peers }: Comparison,
  objects: readonly ObjectChange[],
): readonly ConnectionChange[] {
  const known = new Map(peers.map((peer) => [peer.id, peer]));
  const named = new Map<string, readonly ObjectChange[]>();
  const causesOf = (rule: string): readonly ObjectChange[] => {
    let found = named.get(rule);
    if (found === undefined) {
      const names = namesIn(rule);
      named.set(rule, (found = objects.filter((object) => names.has(nameOf(object)))));
    }
    return found;
  };
  return changes.map((change) => {
    const rules = [...change.proofBefore, ...change.proofAfter].map(({ rule }) => rule);
    const told = new Set(rules.flatMap(causesOf));
    if (told.size > 0) return { ...change, causes: [...told] };
    const ends = [known.get(change.from), known.get(change.to)];
    return { ...change, causes: objects.filter((object) => ends.some((peer) => belongs(object, peer))) };
  });
}

function nameOf({ kind, namespace, name }: ObjectChange): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** `NetworkPolicy shop/db` of `NetworkPolicy shop/db, ingress rule 1`: a kind and the word after it. */
function namesIn(rule: string): ReadonlySet<string> {
  const words = rule.split(' ').map((word) => word.replace(/[,;:.)]+$/, '').replace(/^\(+/, ''));
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

function belongs({ kind, namespace, name }: ObjectChange, peer: Peer | undefined): boolean {
  if (peer === undefined || peer.kind === 'ip') return false;
  if (kind === 'Namespace') return name === peer.namespace;
  return kind === peer.kind && name === peer.name && namespace === (peer.namespace ?? '');
}
