import { isMap, textOf, type Json } from '../json/json-map.ts';
import type { FlowEnd, LineRead } from './flow.ts';

/** Verdicts after which the packet went on (cilium api/v1/flow/flow.proto, `Verdict`). */
const passed = new Set(['FORWARDED', 'REDIRECTED', 'AUDIT']);

export function isHubble(value: Json): boolean {
  const flow = inner(value);
  return typeof flow['verdict'] === 'string' && isMap(flow['l4'] ?? flow['IP'] ?? flow['source']);
}

/** One flow of `hubble observe -o jsonpb` (with `flow` around it) or `-o json`. */
export function readHubble(value: Json): LineRead {
  const flow = inner(value);
  if (typeof flow['verdict'] !== 'string') return { fault: 'has no verdict' };
  if (!passed.has(flow['verdict'])) return { left: `verdict ${flow['verdict']}` };
  // Unknown for what connection tracking has not seen begin: then it may be a reply.
  const reply = flow['is_reply'] ?? flow['reply'];
  if (reply === true) return { left: 'replies' };
  const l4 = isMap(flow['l4']) ? flow['l4'] : {};
  const [source, destination] = [endOf(flow, 'source'), endOf(flow, 'destination')];
  for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
    const ports = l4[protocol];
    if (!isMap(ports)) continue;
    const port = Number(ports['destination_port']);
    if (!Number.isInteger(port) || port < 1 || port > 65535) return { fault: 'its destination port is none' };
    const one = { from: source, to: destination, protocol, port };
    const flags = isMap(ports['flags']) ? ports['flags'] : {};
    const begins = protocol === 'TCP' && flags['SYN'] === true && flags['ACK'] !== true;
    if (typeof reply !== 'boolean' && !begins) {
      const back = Number(ports['source_port']);
      return { either: [one, { from: destination, to: source, protocol, port: back }] };
    }
    return { flow: one };
  }
  for (const name of ['ICMPv4', 'ICMPv6']) {
    const message = l4[name];
    if (!isMap(message)) continue;
    const type = Number(message['type'] ?? 0);
    if (!Number.isInteger(type) || type < 0 || type > 255) return { fault: 'its type of ICMP is none' };
    return { flow: { from: source, to: destination, protocol: 'ICMP', port: type } };
  }
  return { left: 'no transport that policies speak of' };
}

function inner(value: Json): Json {
  return isMap(value['flow']) ? value['flow'] : value;
}

function endOf(flow: Json, side: 'source' | 'destination'): FlowEnd {
  const end = isMap(flow[side]) ? flow[side] : {};
  const addresses = isMap(flow['IP']) ? flow['IP'] : {};
  const labels = Array.isArray(end['labels']) ? end['labels'] : [];
  const [workload] = Array.isArray(end['workloads']) ? end['workloads'].filter(isMap) : [];
  const name = textOf(workload?.['name']);
  const kind = textOf(workload?.['kind']);
  return {
    ...given('namespace', textOf(end['namespace'])),
    ...given('pod', textOf(end['pod_name'])),
    ...(name === undefined ? {} : { workload: { name, ...given('kind', kind) } }),
    ...given('address', textOf(addresses[side])),
    labels: Object.fromEntries(
      labels.flatMap((label): [string, string][] => {
        // Of the namespace and of Cilium itself: no labels of the Pod.
        const [, key, value] =
          /^k8s:(?!io\.(?:cilium|kubernetes\.pod\.namespace))([^=]+)=(.*)$/.exec(String(label)) ?? [];
        return key === undefined || value === undefined ? [] : [[key, value]];
      }),
    ),
  };
}

/** One entry, or none: absent values are absent keys. */
export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
