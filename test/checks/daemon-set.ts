import type { Container, Workload } from '../../src/facts/workload.ts';
import type { Fact } from '../../src/model/fact.ts';
import { container, workloadFact, type Plain } from './table.ts';

/** A DaemonSet with one container. */
export function daemonSet(one: Plain<Container>, given: Plain<Workload> = {}): Fact<Workload> {
  const made = workloadFact({ ...given, containers: [container(one)] });
  return { ...made, subject: { ...made.subject, kind: 'DaemonSet' } };
}
