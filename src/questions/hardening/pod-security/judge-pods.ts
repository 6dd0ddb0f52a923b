import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Finding } from './controls.ts';
import { describeFindings } from './findings.ts';
import { objectOf, podSpecOf } from './pod-spec.ts';

/** Judges every Pod of Kubernetes by the controls of a level: what is broken weighs more than what cannot be told. */
export function* judgePods(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  controls: (workload: Workload, spec: Located) => readonly Finding[],
): Generator<Judgement> {
  for (const one of workloads) {
    if (one.value.orchestrator !== 'kubernetes') continue;
    const object = objectOf(one, objects);
    if (object === null) {
      yield unknown(one, one.value.at, 'the object itself was not seen');
      continue;
    }
    const findings = controls(one.value, podSpecOf(object));
    const broken = findings.filter(({ known }) => known);
    if (broken.length > 0) yield fail(one, placesOf(broken), describeFindings(broken));
    else if (findings.length > 0) yield unknown(one, placesOf(findings), describeFindings(findings));
    else yield pass(one, one.value.at);
  }
}

function placesOf(findings: readonly Finding[]): Finding['at'][] {
  return findings.map(({ at }) => at);
}
