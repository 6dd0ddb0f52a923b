import type { Workload } from '../../../../facts/workload.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { isMade } from './membership.ts';

/** `Deployment/shop/web`. */
export function idOf({ subject, value }: Fact<Workload>): string {
  return `${subject.kind}/${namespaceOf(value.namespace)}/${subject.name}`;
}

/** A Pod may stand two controllers deep: below a ReplicaSet of a Deployment, or a Job of a CronJob. */
export function podsByController(
  workloads: readonly Fact<Workload>[],
  stage: Stage,
): ReadonlyMap<string, readonly Fact<Workload>[]> {
  const found = new Map<string, Fact<Workload>[]>();
  const here = workloads.filter((one) => one.stage === stage && one.value.orchestrator === 'kubernetes');
  const made = here.filter(isMade);
  if (made.length === 0) return found;
  const byName = new Map(here.map((one) => [idOf(one), one]));
  for (const pod of made) {
    let [at, depth] = [pod as Fact<Workload> | undefined, 0];
    while (at !== undefined && (depth += 1) <= 3) {
      const owner = ownerOf(at);
      if (owner === undefined) break;
      const pods = found.get(owner);
      if (pods === undefined) found.set(owner, [pod]);
      else pods.push(pod);
      at = byName.get(owner);
    }
  }
  return found;
}

function ownerOf({ value }: Fact<Workload>): string | undefined {
  const metadata = value.object?.get('metadata');
  if (metadata === undefined || metadata.lacks('ownerReferences')) return undefined;
  const owner = metadata
    .get('ownerReferences')
    .items()
    .find((one) => one.get('controller').value === true);
  const [kind, name] = [owner?.get('kind').text().value, owner?.get('name').text().value];
  return kind === undefined || name === undefined ? undefined : `${kind}/${namespaceOf(value.namespace)}/${name}`;
}
