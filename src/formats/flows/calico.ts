import type { Protocol } from '../../model/connections.ts';
import { isMap, textOf, type Json } from '../json/json-map.ts';
import { given } from './hubble.ts';
import type { FlowEnd, LineRead } from './flow.ts';

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
  ['icmp', 'ICMP'],
  ['icmp6', 'ICMP'],
]);

export function isCalico(value: Json): boolean {
  return typeof value['action'] === 'string' && 'dest_port' in value && 'proto' in value;
}

/** One flow log of Calico (docs.tigera.io, "Flow log data types"): `reporter`, `source_*`, `dest_*`, `action`. */
export function readCalico(value: Json): LineRead {
  const action = String(value['action']).toLowerCase();
  if (action !== 'allow') return { left: `action ${action}` };
  const protocol = protocols.get(String(value['proto']).toLowerCase());
  if (protocol === undefined) return { left: 'no transport that policies speak of' };
  const port = protocol === 'ICMP' ? 8 : Number(value['dest_port']);
  if (!Number.isInteger(port) || port < 1 || port > 65535) return { fault: 'its destination port is none' };
  return { flow: { from: endOf(value, 'source'), to: endOf(value, 'dest'), protocol, port } };
}

/** `-` stands for what does not apply, `web-7d9f-*` for the Pods of one controller. */
function endOf(value: Json, side: 'source' | 'dest'): FlowEnd {
  const of = (name: string): string | undefined => {
    const text = textOf(value[`${side}_${name}`]);
    return text === '-' ? undefined : text;
  };
  const aggregated = of('name_aggr')?.replace(/-?\*$/, '');
  const isPod = of('type') === 'wep';
  const named = value[`${side}_labels`];
  const list = isMap(named) ? named['labels'] : named;
  const labels = (Array.isArray(list) ? list : []).flatMap((label): [string, string][] => {
    const [, key, text] = /^([^=]+)=(.*)$/.exec(String(label)) ?? [];
    return key === undefined || text === undefined ? [] : [[key, text]];
  });
  return {
    ...given('namespace', isPod ? of('namespace') : undefined),
    ...given('pod', isPod ? of('name') : undefined),
    ...(isPod && aggregated !== undefined ? { workload: { name: aggregated } } : {}),
    ...given('address', of('ip')),
    labels: Object.fromEntries(labels),
  };
}
