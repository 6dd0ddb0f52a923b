import type { CollectorContext } from '../../model/collector.ts';
import { discover } from '../../io/kubernetes/discovery.ts';
import { HttpError } from '../../io/http/http-error.ts';
import { Failure } from '../../model/failure.ts';
import { connect, type KubernetesTarget } from './kubernetes.ts';
import { wantedOf, wantedUnseen, type Wanted } from './wanted.ts';

/** One rule of a ClusterRole. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly ['list'];
}

/**
 * The rules that a look at a cluster needs, and no more: for the kinds that the cluster serves, its
 * extensions among them; without a target for every kind that a check of Plimsoll reads.
 *
 * @throws Failure when the cluster cannot be asked
 */
export async function neededRules(target: KubernetesTarget | null, context: CollectorContext): Promise<RoleRule[]> {
  return rulesOf(target === null ? wantedUnseen() : await served(target, context));
}

async function served(target: KubernetesTarget, context: CollectorContext): Promise<readonly Wanted[]> {
  const cluster = await connect(target, context);
  try {
    return wantedOf((await discover(cluster)).resources);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new Failure('CLUSTER_UNREACHABLE', `What the cluster serves cannot be read: ${error.message}.`, {
      cause: error,
    });
  } finally {
    cluster.close();
  }
}

function rulesOf(wanted: readonly Wanted[]): RoleRule[] {
  return [...Map.groupBy(wanted, ({ resource }) => resource.group)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, all]) => ({
      apiGroups: [group],
      resources: all.map(({ resource }) => resource.resource).toSorted(),
      verbs: ['list'],
    }));
}
