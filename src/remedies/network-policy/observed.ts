import { overlaps, parseAddress, privateBlocks } from '../../formats/connections/blocks.ts';
import type { Flow, FlowEnd } from '../../formats/flows/flow.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { workloadPeer, type Need, type NeedPeer } from './need.ts';

/** Flows as needs, and those of which it is not known whose they are. */
export interface ObservedNeeds {
  readonly needs: readonly Need[];
  readonly unclear: readonly { readonly line: number; readonly because: string }[];
}

/** @param file where the flows stand, for people */
export function observedNeeds(flows: readonly Flow[], endpoints: readonly Endpoint[], file: string): ObservedNeeds {
  const needs: Need[] = [];
  const unclear: { line: number; because: string }[] = [];
  const known = new Map<string, NeedPeer | string>();
  const peerOf = (end: FlowEnd): NeedPeer | string => {
    const key = JSON.stringify(end);
    let peer = known.get(key);
    if (peer === undefined) known.set(key, (peer = findPeer(end, endpoints)));
    return peer;
  };
  for (const { from, to, protocol, port, line } of flows) {
    const [source, destination] = [peerOf(from), peerOf(to)];
    const fault = [source, destination].find((one) => typeof one === 'string');
    if (typeof source === 'string' || typeof destination === 'string') {
      unclear.push({ line, because: String(fault) });
      continue;
    }
    if (source.kind !== 'workload' && destination.kind !== 'workload') continue;
    const at = { source: 'flows', file, line };
    const ports = [{ protocol, first: port, last: port }];
    needs.push({ from: source, to: destination, ports, why: 'was seen on the wire', at, observed: true });
  }
  return { needs, unclear };
}

/** The workload that an end was, or its address; a text where it is a Pod of nobody that was read. */
function findPeer(end: FlowEnd, endpoints: readonly Endpoint[]): NeedPeer | string {
  const { namespace, pod, workload, labels = {}, address } = end;
  if (namespace !== undefined) {
    const own = endpoints.filter((one) => one.pod?.namespace === namespace);
    const byName = own.filter(({ peer }) => isOf(peer.name, peer.kind, pod, workload));
    const found =
      byName.length === 1 ? byName : (byName.length > 1 ? byName : own).filter((one) => carries(one, labels));
    if (found.length === 1) return workloadPeer(found[0]!);
    const name = `${namespace}/${pod ?? workload?.name ?? '?'}`;
    return found.length === 0 ? `${name} is of no workload that was read` : `${name} may be of several workloads`;
  }
  if (address === undefined) return 'an end of it has neither a Pod nor an address';
  const block = parseAddress(address);
  if (block === null) return `${address} is no address`;
  const inside = endpoints.filter(({ pod: view }) => view?.addresses?.some((own) => overlaps(own, block)));
  if (inside.length === 1) return workloadPeer(inside[0]!);
  if (inside.length > 1) return `${address} is of several workloads`;
  // Hubble and Calico say of a Pod that it is one; the kernel does not.
  const mayBeInside =
    end.labels === undefined &&
    privateBlocks.some((own) => overlaps(own, block)) &&
    endpoints.some(({ pod: view }) => view?.hostNetwork !== 'yes' && (view?.addresses ?? []).length === 0);
  if (mayBeInside) return `${address} may be of a workload whose addresses were not read`;
  return { kind: 'blocks', blocks: [`${address}/${address.includes(':') ? 128 : 32}`] };
}

/** Pods are called after their controllers: `web-7d9f6c-abcde`, `db-0`, `job-28461230-x2x4z`. */
function isOf(name: string, kind: string, pod: string | undefined, workload: FlowEnd['workload']): boolean {
  const generated = /^(?:-[a-z0-9]{1,10}){1,3}$/;
  const made = (text: string): boolean =>
    text === name || (kind !== 'Pod' && text.startsWith(`${name}-`) && generated.test(text.slice(name.length)));
  if (workload !== undefined)
    return workload.kind === undefined || workload.kind === kind
      ? made(workload.name)
      : made(workload.name) && kind !== 'Pod';
  return pod !== undefined && made(pod);
}

function carries({ pod }: Endpoint, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(pod!.labels);
  if (wanted.length === 0 || Object.keys(labels).length === 0) return false;
  return wanted.every(([key, value]) => labels[key] === value);
}
