/** What the API server answers about a NetworkPolicy and what we read, brought to one form. */
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { parseBlock } from '../../src/formats/connections/blocks.ts';
import type { Selector } from '../../src/formats/label-selector/selector.ts';
import { fact } from '../../src/model/fact.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { readNetworkPolicy } from '../../src/questions/network/reachability/kubernetes/network-policy.ts';
import type {
  NetworkPolicy,
  PolicyRule,
  ReadPolicy,
} from '../../src/questions/network/reachability/kubernetes/policy.ts';
import type { Plain } from '../real/kubernetes-client.ts';

/** Read as an object of a file is. */
export function ours(object: Plain): ReadPolicy {
  const root = Located.root(object, apiPlace('test', 'dry run'));
  const namespace = root.down('metadata', 'namespace').string().value ?? '';
  const name = root.down('metadata', 'name').string().value ?? '';
  const { apiVersion, kind } = object;
  const value: KubernetesObject = { apiVersion, kind, name, namespace, labels: {}, annotations: {}, root };
  return readNetworkPolicy(
    fact(kubernetesObject, { subject: { source: 'test', kind, name }, stage: 'declared' }, value, root.at),
  );
}

/** What a policy does, as plain data: our reading. */
export function asRead(policy: NetworkPolicy): Plain {
  const rules = (all: readonly PolicyRule[]): Plain =>
    all.map(({ peers, ports }) => ({
      peers:
        peers === 'all'
          ? []
          : peers.map((peer) =>
              peer.kind === 'block'
                ? { block: peer.block, except: peer.except }
                : { namespaces: peer.namespaces && asked(peer.namespaces), pods: asked(peer.pods) },
            ),
      ports: ports === 'all' ? [] : ports.map(({ protocol, range }) => ({ protocol, range })),
    }));
  const { isolates, pods, ingress, egress } = policy;
  return { pods: asked(pods), isolates, ingress: rules(ingress), egress: rules(egress) };
}

/** The same of what the server answers, defaults filled in. */
export function asServed({ spec }: Plain): Plain {
  const rules = (all: Plain, side: string): Plain =>
    (all ?? []).map((rule: Plain) => ({
      peers: (rule[side] ?? []).map(({ ipBlock, namespaceSelector, podSelector }: Plain) =>
        ipBlock === undefined
          ? {
              namespaces: namespaceSelector === undefined ? null : served(namespaceSelector),
              pods: served(podSelector),
            }
          : { block: parseBlock(ipBlock.cidr), except: (ipBlock.except ?? []).map(parseBlock) },
      ),
      ports: (rule.ports ?? []).map(({ protocol, port, endPort }: Plain) => ({
        protocol,
        range: typeof port === 'string' ? port : { first: port ?? 1, last: endPort ?? port ?? 65_535 },
      })),
    }));
  const types: readonly string[] = spec.policyTypes;
  return {
    pods: served(spec.podSelector),
    isolates: { ingress: types.includes('Ingress'), egress: types.includes('Egress') },
    ingress: rules(spec.ingress, 'from'),
    egress: rules(spec.egress, 'to'),
  };
}

function asked(selector: Selector): readonly string[] {
  return selector.map(({ key, operator, values }) => `${key} ${operator} ${values.join(',')}`).toSorted();
}

function served(selector: Plain): readonly string[] {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  const texts: string[] = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key} In ${String(value)}`),
    ...matchExpressions.map(({ key, operator, values = [] }: Plain) => `${key} ${operator} ${values.join(',')}`),
  ];
  return texts.toSorted();
}
