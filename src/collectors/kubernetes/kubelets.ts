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

/** Nodes among what was read that say they are ready: of others the API server waits in vain for an answer. */
export class ReadyNodes {
  readonly names: string[] = [];

  /** Looks at a sighting on its way. */
  note(sighting: Sighting): void {
    if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) return;
    const { kind, apiVersion, name, root } = sighting.fact.value as KubernetesObject;
    if (kind !== 'Node' || apiVersion !== 'v1') return;
    const conditions = root.down('status', 'conditions').items();
    if (conditions.some((one) => one.get('type').value === 'Ready' && one.get('status').value === 'True'))
      this.names.push(name);
  }
}

/**
 * How each kubelet is configured, by its own word. That takes `get` on `nodes/proxy`, a right that leads
 * to every Pod of the node: it is used where this user has it, and asked for by no role of Plimsoll's.
 */
export async function* lookAtKubelets(cluster: Cluster, nodes: readonly string[]): AsyncGenerator<Sighting> {
  const hasty = new Cluster(cluster.access, cluster.signal, { ...cluster.limits, ...patience });
  for (const node of nodes.slice(0, maxNodes)) {
    const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/configz`;
    try {
      yield* readConfigz(await hasty.get(path), { source, node, api: `GET ${path}` });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      // Who may not ask one node may ask none.
      if (error.status === 401 || error.status === 403) return;
      yield { gap: unanswered(node, path, error.message) };
    }
  }
  if (nodes.length > maxNodes) {
    const because = `there are ${nodes.length} nodes, and the kubelets of ${maxNodes} were asked`;
    yield { gap: unanswered(`${nodes.length - maxNodes} more`, '/api/v1/nodes', because) };
  }
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
