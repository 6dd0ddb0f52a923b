/** Random clusters under Cilium in which all there is to know is known. */
import { ports, randomCluster, type Dice } from '../random-cluster.ts';
import type { Cluster, Policy, Selector } from '../reference.ts';

const keys = ['app', 'tier', 'env'];
const values = ['a', 'b', 'c'];
const names = ['http', 'dns', 'web'];
const cidrs: readonly (readonly [string, readonly string[]])[] = [
  ['0.0.0.0/0', ['10.0.0.0/8', '8.8.8.0/24']],
  ['10.0.0.0/8', ['10.0.0.0/24', '10.0.0.1/32']],
  ['8.8.8.8/32', []],
  ['::/0', ['fd00::/8']],
  ['fd00::/64', ['fd00::1/128']],
];

function selector(dice: Dice, where: readonly string[], mayName: boolean): Selector {
  const key = (): string => `${dice.one(['', 'k8s:', 'any:'])}${dice.one(keys)}`;
  const found: Selector = {};
  if (dice.percent(50)) found.matchLabels = { [key()]: dice.one(values) };
  if (mayName && dice.percent(35)) {
    const name = dice.percent(60)
      ? { [`${dice.one(['', 'k8s:'])}io.kubernetes.pod.namespace`]: dice.one(where) }
      : dice.percent(50)
        ? { [`k8s:io.cilium.k8s.namespace.labels.${dice.one(keys)}`]: dice.one(values) }
        : { 'k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': dice.one(where) };
    found.matchLabels = { ...found.matchLabels, ...name };
  }
  if (dice.percent(30)) {
    const operator = dice.one(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    const values_ = operator.endsWith('In') ? { values: dice.some(1, 2, () => dice.one(values)) } : {};
    found.matchExpressions = [{ key: key(), operator, ...values_ }];
  }
  return found;
}

export function randomCilium(dice: Dice): Cluster {
  const { namespaces, pods } = randomCluster(dice);
  const where = Object.keys(namespaces);
  const port = (): Policy => {
    // Of ANY it is not certain whether SCTP is meant; `UDP` and `TCP` are asked about by themselves.
    const protocol = dice.one(['TCP', 'TCP', 'UDP', 'SCTP', 'ANY', undefined]);
    const first = dice.one(ports);
    const named = dice.percent(20) ? dice.one(names) : `${dice.percent(10) ? 0 : first}`;
    const end =
      named === `${first}` && dice.percent(40) ? { endPort: dice.one(ports.filter((one) => one >= first)) } : {};
    return { port: named, ...(protocol === undefined ? {} : { protocol }), ...end };
  };
  const rule = (side: 'from' | 'to', own: string | undefined, denies: boolean) => (): Policy => {
    const toPorts = dice.percent(55) ? { toPorts: dice.some(1, 2, () => ({ ports: dice.some(1, 2, port) })) } : {};
    switch (dice.below(denies && !('toPorts' in toPorts) ? 4 : 5)) {
      case 0:
      case 1:
        return { [`${side}Endpoints`]: dice.some(1, 2, () => selector(dice, where, true)), ...toPorts };
      case 2:
        return { [`${side}Entities`]: dice.some(1, 2, () => dice.one(['all', 'world', 'cluster'])), ...toPorts };
      case 3: {
        const [cidr, inside] = dice.one(cidrs);
        if (dice.percent(50)) return { [`${side}CIDR`]: [cidr, dice.one(cidrs)[0]], ...toPorts };
        return {
          [`${side}CIDRSet`]: [{ cidr, ...(inside.length === 0 ? {} : { except: [dice.one(inside)] }) }],
          ...toPorts,
        };
      }
      default:
        return toPorts;
    }
  };
  const spec = (own: string | undefined): Policy => {
    const asked = {
      ...(dice.percent(30) ? { ingress: dice.percent(50) } : {}),
      ...(dice.percent(30) ? { egress: dice.percent(50) } : {}),
    };
    return {
      endpointSelector: selector(dice, where, own === undefined),
      ...(dice.percent(25) ? { enableDefaultDeny: asked } : {}),
      ...(dice.percent(65) ? { ingress: dice.some(1, 3, rule('from', own, false)) } : {}),
      ...(dice.percent(55) ? { egress: dice.some(1, 3, rule('to', own, false)) } : {}),
      ...(dice.percent(25) ? { ingressDeny: dice.some(1, 2, rule('from', own, true)) } : {}),
      ...(dice.percent(25) ? { egressDeny: dice.some(1, 2, rule('to', own, true)) } : {}),
    };
  };
  const cilium = dice.some(0, 4, (): Policy => {
    const namespace = dice.percent(60) ? dice.one(where) : undefined;
    return {
      apiVersion: 'cilium.io/v2',
      kind: namespace === undefined ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy',
      metadata: namespace === undefined ? {} : { namespace },
      ...(dice.percent(85) ? { spec: spec(namespace) } : { specs: dice.some(1, 2, () => spec(namespace)) }),
    };
  });
  const plain = dice.some(0, 2, (): Policy => {
    const peers = (side: string): Policy => ({
      [side]: dice.some(0, 2, () =>
        dice.percent(50)
          ? { podSelector: { matchLabels: { [dice.one(keys)]: dice.one(values) } } }
          : { ipBlock: { cidr: dice.one(cidrs)[0] } },
      ),
    });
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { namespace: dice.one(where) },
      spec: {
        podSelector: { matchLabels: dice.percent(50) ? {} : { [dice.one(keys)]: dice.one(values) } },
        ...(dice.percent(50) ? { policyTypes: dice.one([['Ingress'], ['Egress'], ['Ingress', 'Egress']]) } : {}),
        ingress: dice.some(0, 2, () => peers('from')),
        egress: dice.some(0, 2, () => peers('to')),
      },
    };
  });
  const policies = [...cilium, ...plain];
  for (const [index, policy] of policies.entries()) policy.metadata.name = `policy-${index}`;
  return { namespaces, pods, policies };
}

export function settingsOf(mode: string): Policy {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cilium-config', namespace: 'kube-system' },
    data: { 'enable-policy': mode },
  };
}
