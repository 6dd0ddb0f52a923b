import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { podsOf, type PodOf } from '../../../facts/pod.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { About, Fact } from '../../../model/fact.ts';

/** A namespace that holds workloads, at one stage. */
export interface Inhabited extends About {
  readonly namespace: string;
  /** The first by its name, as evidence: the order of facts says nothing. */
  readonly first: PodOf;
  readonly pods: readonly PodOf[];
}

/** Namespaces that Kubernetes itself makes, for its own parts. */
export const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

const known = new WeakMap<readonly Fact<Workload>[], readonly Inhabited[]>();

/** Every namespace with Pods, but those of the system. */
export function inhabited(workloads: readonly Fact<Workload>[]): readonly Inhabited[] {
  let found = known.get(workloads);
  if (found === undefined) {
    const groups = Map.groupBy(
      podsOf(workloads).filter(({ workload: { namespace } }) => !systemNamespaces.has(namespace ?? '')),
      ({ stage, subject, workload: { namespace } }) => `${stage}\0${subject.source}\0${namespace ?? 'default'}`,
    );
    found = [...groups.values()].map((pods) => {
      const first = pods.reduce((a, b) =>
        b.subject.name < a.subject.name || (b.subject.name === a.subject.name && nameOf(b) < nameOf(a)) ? b : a,
      );
      const namespace = first.workload.namespace ?? 'default';
      const subject = { source: first.subject.source, kind: 'Namespace', name: namespace };
      return { subject, stage: first.stage, namespace, first, pods };
    });
    known.set(workloads, found);
  }
  return found;
}

function nameOf({ subject, workload: { at } }: PodOf): string {
  return `${subject.name}\0${subject.kind}\0${at.file}\0${at.line}`;
}

const groups = new WeakMap<readonly Fact<KubernetesObject>[], ReadonlyMap<string, readonly Fact<KubernetesObject>[]>>();
const none: readonly Fact<KubernetesObject>[] = [];

/**
 * The objects of a namespace, where it was read.
 *
 * @param objects of one kind, as `objectsOfKind` gives them: the same list each time
 */
export function within(
  objects: readonly Fact<KubernetesObject>[],
  { stage }: Pick<About, 'stage'>,
  namespace: string,
): readonly Fact<KubernetesObject>[] {
  let found = groups.get(objects);
  if (found === undefined) {
    found = Map.groupBy(objects, (one) => `${one.stage} ${one.value.namespace}`);
    groups.set(objects, found);
  }
  return found.get(`${stage} ${namespace}`) ?? none;
}
