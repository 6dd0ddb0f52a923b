import { cluster as clusterFact } from '../../facts/cluster.ts';
import { HttpError } from '../../io/http/http-error.ts';
import { accessTo } from '../../io/kubernetes/access.ts';
import { Cluster, type ClusterLimits } from '../../io/kubernetes/cluster.ts';
import { discover } from '../../io/kubernetes/discovery.ts';
import { listAll } from '../../io/kubernetes/objects.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { fact } from '../../model/fact.ts';
import { Failure } from '../../model/failure.ts';
import type { Gap } from '../../model/gap.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { foreignPolicyTouches } from '../../readers/kubernetes/needed-kinds.ts';
import {
  namespacesUnknownGap,
  refusalGaps,
  source,
  unansweredGap,
  undiscoveredGap,
  unverifiedGap,
  type Refusal,
} from './gaps.ts';
import { KnownNodes, lookAtKubelets } from './kubelets.ts';
import { Lister, type Namespaces } from './lister.ts';
import { ObjectReader } from './object-reader.ts';
import { keyOf, touchesOfGroup, wantedOf, wantedUnseen, type Wanted } from './wanted.ts';

export interface KubernetesTarget {
  /** A context of the kubeconfig; undefined for the current one, or the cluster this runs in. */
  readonly context?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits?: Partial<ClusterLimits>;
}

/** Kinds listed at once: enough to hide the way to the server, too few to press it. */
const usualJobs = 4;
/** Namespaces that are tried one by one; beyond them a list of all is what must be granted. */
const maxNamespaces = 2000;

/**
 * Looks at a cluster through its API server: the objects of every kind that checks need and of every
 * extension, as they were admitted. Nothing is written, and of a Secret nothing is kept but its names, and
 * the certificates in it, which are public.
 */
export const kubernetesCollector: Collector<KubernetesTarget> = { name: source, collect };

async function* collect(target: KubernetesTarget, context: CollectorContext): AsyncGenerator<Sighting> {
  const cluster = await connect(target, context);
  try {
    yield* new Look(cluster, context).all();
  } finally {
    cluster.close();
  }
}

/** @throws Failure when the cluster may not be asked, or there is no way to ask it */
export async function connect(target: KubernetesTarget, context: CollectorContext): Promise<Cluster> {
  if (context.offline === true)
    throw new Failure('CLUSTER_UNREACHABLE', 'A cluster is asked over the network, and --offline was given.');
  const { environment, limits } = target;
  const access = await accessTo({ context: target.context, environment, signal: context.signal });
  return new Cluster(access, context.signal, limits);
}

/** A server without these is no Kubernetes, or not the whole of one: that it has none proves nothing. */
const essential: readonly (readonly [group: string, resource: string])[] = [
  ['', 'namespaces'],
  ['', 'pods'],
  ['apps', 'deployments'],
  ['batch', 'jobs'],
  ['networking.k8s.io', 'networkpolicies'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings'],
];

class Look {
  readonly #cluster: Cluster;
  readonly #context: CollectorContext;
  #namespaces: Promise<Namespaces> | undefined;

  constructor(cluster: Cluster, context: CollectorContext) {
    this.#cluster = cluster;
    this.#context = context;
  }

  async *all(): AsyncGenerator<Sighting> {
    const { server, verified } = this.#cluster.access;
    this.#context.progress(`asking ${server.host}`);
    if (!verified) yield { gap: unverifiedGap(server.origin) };
    yield* this.#version();
    const { wanted, gaps, discovered } = await this.#wanted();
    for (const gap of gaps) yield { gap };
    const lister = new Lister(this.#cluster, () => (this.#namespaces ??= this.#findNamespaces()));
    const refusals: Refusal[] = [];
    const reader = new ObjectReader(source);
    const nodes = new KnownNodes();
    let done = 0;
    let byNamespace = false;
    for await (const [one, listed] of inOrder(wanted, this.#context.jobs ?? usualJobs, (each) =>
      lister.list(each, reader.keeper(each.resource), discovered),
    )) {
      this.#context.progress(`${++done} of ${wanted.length} kinds`);
      for (const gap of listed.gaps) yield { gap };
      refusals.push(...listed.refusals);
      byNamespace ||= listed.byNamespace;
      for (const sighting of reader.read(one.resource, listed)) {
        nodes.note(sighting);
        yield sighting;
      }
    }
    for (const gap of refusalGaps(refusals)) yield { gap };
    if (byNamespace) yield* this.#unseenNamespaces(wanted);
    yield* reader.rest();
    yield* lookAtKubelets(this.#cluster, nodes);
  }

  /** The first thing asked: whatever is wrong with the way there shows here. */
  async *#version(): AsyncGenerator<Sighting> {
    const { server, context } = this.#cluster.access;
    const path = '/version';
    let answer: unknown;
    try {
      answer = await this.#cluster.get(path);
    } catch (error) {
      if (error instanceof HttpError && error.status === 403) return;
      throw this.#failureOf(error);
    }
    const root = Located.root(answer, apiPlace(source, `GET ${path}`));
    const about = { subject: { source, kind: 'Cluster', name: context }, stage: 'running' } as const;
    const value = {
      context,
      server: server.origin,
      version: root.get('gitVersion').string(),
      platform: root.get('platform').string(),
      at: root.at,
    };
    yield { fact: fact(clusterFact, about, value, root.at) };
  }

  async #wanted(): Promise<{ wanted: readonly Wanted[]; gaps: readonly Gap[]; discovered: boolean }> {
    try {
      const { resources, unanswered } = await discover(this.#cluster);
      const gaps = unanswered.map(({ groupVersion, because }) =>
        unansweredGap(
          groupVersion,
          because,
          touchesOfGroup(groupVersion.includes('/') ? groupVersion.split('/')[0]! : ''),
        ),
      );
      // A group that does not answer has its own gap.
      const silent = new Set(unanswered.map(({ groupVersion }) => groupVersion.replace(/\/?[^/]*$/, '')));
      const missing = essential.filter(
        ([group, name]) => !silent.has(group) && !resources.some((one) => one.group === group && one.resource === name),
      );
      if (missing.length === 0) return { wanted: wantedOf(resources), gaps, discovered: true };
      const names = missing.map(([group, resource]) => keyOf({ group, resource })).join(', ');
      const because = `the server lists the kinds that it serves, and these are not among them: ${names}`;
      return { wanted: wantedUnseen(), gaps: [...gaps, undiscoveredGap(because, ['*'])], discovered: false };
    } catch (error) {
      const failure = this.#failureOf(error);
      if (!(error instanceof HttpError) || error.status === 401) throw failure;
      return {
        wanted: wantedUnseen(),
        gaps: [undiscoveredGap(error.message, foreignPolicyTouches)],
        discovered: false,
      };
    }
  }

  async #findNamespaces(): Promise<Namespaces> {
    try {
      const { items } = await listAll(this.#cluster, '/api/v1/namespaces');
      const names = items.flatMap((item) => {
        const { metadata } = Object(item) as { metadata?: { name?: unknown } };
        return typeof metadata?.name === 'string' ? [metadata.name] : [];
      });
      if (names.length <= maxNamespaces) return { names, incomplete: null };
      const incomplete = `there are ${names.length}, and ${maxNamespaces} at most are tried one by one`;
      return { names: names.slice(0, maxNamespaces), incomplete };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      return { names: [this.#cluster.access.namespace ?? 'default'], incomplete: error.message };
    }
  }

  async *#unseenNamespaces(wanted: readonly Wanted[]): AsyncGenerator<Sighting> {
    const { names, incomplete } = (await this.#namespaces)!;
    if (incomplete === null) return;
    const touches = wanted.filter(({ resource }) => resource.namespaced).flatMap((one) => one.touches);
    const looked = names.length === 1 ? `namespace ${names[0]}` : `the first ${names.length} of them`;
    yield { gap: namespacesUnknownGap(looked, incomplete, [...new Set(touches)].toSorted()) };
  }

  /** What ends the command; the error itself when it is none of the cluster. */
  #failureOf(error: unknown): unknown {
    if (!(error instanceof HttpError)) return error;
    const { server, context } = this.#cluster.access;
    if (error.status === 401)
      return new Failure(
        'CLUSTER_DENIED',
        `The API server ${server.origin} does not know the user of context ${JSON.stringify(context)} (HTTP 401). Log in again.`,
      );
    return new Failure('CLUSTER_UNREACHABLE', `The cluster of context ${JSON.stringify(context)}: ${error.message}.`, {
      cause: error,
    });
  }
}

/** Does several at once and gives the results in order. */
async function* inOrder<T, R>(
  all: readonly T[],
  jobs: number,
  act: (one: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const begun: Promise<R>[] = [];
  for (const [index, one] of all.entries()) {
    while (begun.length < all.length && begun.length < index + jobs) {
      const next = act(all[begun.length]!);
      // It is awaited in its turn; until then its failure is nobody's.
      next.catch(() => {});
      begun.push(next);
    }
    yield [one, await begun[index]!];
  }
}
