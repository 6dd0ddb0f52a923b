import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { HttpError } from '../../io/http/http-error.ts';
import { Cluster } from '../../io/kubernetes/cluster.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Gap } from '../../model/gap.ts';
import { readConfigz } from '../../readers/configuration/configz.ts';
import { source } from './gaps.ts';

/** Nodes whose kubelet is asked; in a larger cluster they are much alike, and the rest is told. */
const maxNodes = 200;
/** A kubelet that is slow is not waited for as an API server is. */
const patience = { firstByte: 10_000, retries: 1 };
/** The checks that go by the configuration of kubelets. */
const touches = [707, 715, 716, 717].map((id) => `hardening/guides/HRD-${id}`);

/** Nodes among what was read. Of one that does not say it is ready the API server waits in vain for an answer. */
export class KnownNodes {
  readonly ready: string[] = [];
  readonly others: string[] = [];

  /** Looks at a sighting on its way. */
  note(sighting: Sighting): void {
    if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) return;
    const { kind, apiVersion, name, root } = sighting.fact.value as KubernetesObject;
    if (kind !== 'Node' || apiVersion !== 'v1') return;
    const conditions = root.down('status', 'conditions').items();
    const isReady = conditions.some((one) => one.get('type').value === 'Ready' && one.get('status').value === 'True');
    (isReady ? this.ready : this.others).push(name);
  }
}

/**
 * How each kubelet is configured, by its own word. That takes `get` on `nodes/proxy`, a right that leads
 * to every Pod of the node: it is used where this user has it, and asked for by no role of Plimsoll's.
 * Where none was read nothing is told; where one was, each other one is a gap, for it may be otherwise.
 */
export async function* lookAtKubelets(cluster: Cluster, nodes: KnownNodes): AsyncGenerator<Sighting> {
  const hasty = new Cluster(cluster.access, cluster.signal, { ...cluster.limits, ...patience });
  let told = false;
  for (const node of nodes.ready.slice(0, maxNodes)) {
    const path = pathOf(node);
    try {
      yield* readConfigz(await hasty.get(path), { source, node, api: `GET ${path}` });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      // Who may not ask the first node may ask none, most likely.
      if (!told && (error.status === 401 || error.status === 403)) return;
      yield { gap: unanswered(node, path, error.message) };
    }
    told = true;
  }
  if (!told) return;
  for (const node of nodes.others.slice(0, maxNodes))
    yield { gap: unanswered(node, pathOf(node), 'the node is not ready') };
  const more = Math.max(0, nodes.ready.length - maxNodes) + Math.max(0, nodes.others.length - maxNodes);
  if (more > 0) {
    const because = `there are ${nodes.ready.length + nodes.others.length} nodes, and ${maxNodes} at most are asked`;
    yield { gap: unanswered(`${more} more`, '/api/v1/nodes', because) };
  }
}

function pathOf(node: string): string {
  return `/api/v1/nodes/${encodeURIComponent(node)}/proxy/configz`;
}

function unanswered(node: string, path: string, because: string): Gap {
  return {
    code: 'KUBELET_UNREAD',
    source,
    subject: `Node ${node}`,
    because: `its kubelet was not asked how it is configured: ${because}`,
    toKnow: 'Ask the node itself: `plimsoll hardening audit host:` as root there.',
    touches,
    at: { source, api: `GET ${path}` },
  };
}
