import type { Workload } from '../../../facts/workload.ts';
import type { About, Fact } from '../../../model/fact.ts';

/** The workloads that one source tells of one cluster or Compose host, as one subject. */
export interface Cluster extends About {
  readonly workloads: readonly Fact<Workload>[];
  /** One of them as evidence: the first by name. */
  readonly first: Fact<Workload>;
}

/** Groups what is declared or admitted in Kubernetes, or declared in Compose; running containers belong to their engine. */
export function clustersOf(workloads: readonly Fact<Workload>[], orchestrator: 'kubernetes' | 'compose'): Cluster[] {
  const own = workloads.filter(({ value }) => value.orchestrator === orchestrator);
  const groups = Map.groupBy(own, ({ stage, subject }) => `${stage} ${subject.source}`);
  return [...groups.values()].map((group) => {
    const first = group.reduce((a, b) => (keyOf(b) < keyOf(a) ? b : a));
    const kind = orchestrator === 'kubernetes' ? 'Cluster' : 'Compose';
    return {
      stage: first.stage,
      subject: { source: first.subject.source, kind, name: first.stage },
      workloads: group,
      first,
    };
  });
}

/** By name and place: what is said first of several must not depend on the order they came in. */
export function keyOf({ subject, value }: Fact<Workload>): string {
  const { file, line } = value.at;
  return [subject.kind, subject.namespace, subject.name, file, String(line ?? 0).padStart(9, '0')].join(' ');
}
