import { partAt } from '../../../src/formats/connections/connections.ts';
import type { Part } from '../../../src/model/connections.ts';
import type { Cni } from '../../../src/questions/network/reachability/layer.ts';
import { reachabilityOf } from '../../../src/questions/network/reachability/reachability.ts';
import { factsIn } from '../facts.ts';

/** Pods `web`, `db` and `edge` of namespace `shop` and `other` of namespace `x`, whose labels are `app: NAME`; `node` is on the network of its node. */
const pods = ['shop/web', 'shop/db', 'shop/edge', 'x/other', 'x/node']
  .map((id) => {
    const [namespace, name] = id.split('/');
    const host = name === 'node' ? 'hostNetwork: true, ' : '';
    const port = '{name: pg, containerPort: 5432}';
    return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {${host}containers: [{name: c, image: i, ports: [${port}]}]}, status: {podIPs: [{ip: 10.0.0.${name!.length}}]}}`;
  })
  .join('\n---\n');
const namespaces = ['shop', 'x']
  .map((name) => `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: {team: ${name}}}}`)
  .join('\n---\n');

/** What is said of traffic from one end to another, `shop/web` or `ip:8.8.8.8`. */
export function said(
  policies: string,
  cni: Cni | undefined,
  from: string,
  to: string,
  port = 5432,
  protocol: Part['protocol'] = 'TCP',
): Part {
  const reachability = reachabilityOf(
    factsIn(`${pods}\n---\n${namespaces}\n---\n${policies}`),
    cni === undefined ? {} : { cni },
  );
  const idOf = (end: string): string => (end.startsWith('ip:') ? end : `Pod/${end}`);
  return partAt(reachability.between(idOf(from), idOf(to)), protocol, port)!;
}
