import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Because } from '../../../../model/connections.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { inOrder } from '../../selection/order.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { oldest } from './age.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Lead } from './services.ts';
import { selectsLabels, workloadSelector, type WorkloadSelector } from './workload-selector.ts';

/** How a proxy sends: as it sees fit (`auto`), or as a DestinationRule says. */
export type ClientMode = 'auto' | 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

export interface ClientTls {
  readonly mode: ClientMode | 'unread';
  /** Absent where no rule speaks of TLS. */
  readonly because?: Because;
}

export interface DestinationRule {
  readonly fact: Fact<KubernetesObject>;
  readonly namespace: string;
  /** Whole: short names are completed by the namespace of the rule. `*.shop.svc.cluster.local` may stand for many. */
  readonly host: string;
  readonly exportTo: readonly string[];
  /** Of the clients that it holds for, in its own namespace; undefined: of all. */
  readonly clients: WorkloadSelector | undefined;
  readonly spec: Located;
}

/** networking/v1/destination_rule.proto; short names as ResolveShortnameToFQDN of pilot/pkg/model completes them. */
export function destinationRules(objects: readonly Fact<KubernetesObject>[], plane: ControlPlane): DestinationRule[] {
  return inOrder(
    objectsOfKind(objects, 'DestinationRule').filter(({ value }) =>
      value.apiVersion.startsWith('networking.istio.io/'),
    ),
  ).map((fact) => {
    const spec = fact.value.root.get('spec');
    const namespace = namespaceOf(fact.value.namespace);
    const written = spec.get('host').text().value ?? '';
    const exportTo = spec.get('exportTo').strings().value ?? [];
    const clients = spec.get('workloadSelector');
    return {
      fact,
      namespace,
      host: written === '*' || written.includes('.') ? written : `${written}.${namespace}.svc.cluster.local`,
      exportTo: exportTo.length === 0 ? plane.exportTo : exportTo,
      clients: clients.empty ? undefined : workloadSelector(clients),
      spec,
    };
  });
}

/** A client as rules choose among clients. */
export interface Client {
  readonly stage: Stage;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How a client's proxy sends to a port of a Service. The first namespace decides that has a rule for its host:
 * the client's, the Service's, the root namespace (Istio: "Cross namespace configuration"); within it the most
 * exact host. Several results: which of them holds is not known.
 */
export function clientTls(
  rules: readonly DestinationRule[],
  plane: ControlPlane,
  client: Client,
  lead: Lead,
  server: Readonly<Record<string, string>>,
): readonly ClientTls[] {
  const fitting = rulesFor(rules, plane, client, lead);
  if (fitting.length === 0) return [{ mode: 'auto' }];
  const found: ClientTls[] = [];
  for (const rule of fitting) {
    found.push(tlsOf(rule, rule.spec.get('trafficPolicy'), lead.port, ''));
    for (const subset of rule.spec.get('subsets').items()) {
      // A subset holds for what a VirtualService sends to it, and for Pods that have its labels.
      const own = subset.get('trafficPolicy');
      if (!own.empty && pairsFit(subset.get('labels'), server) && !settingsOf(own, lead.port).empty)
        found.push(tlsOf(rule, own, lead.port, ` subset ${subset.get('name').text().value ?? ''}`));
    }
  }
  const byMode = new Map(found.map((one) => [one.mode, one]));
  return [...byMode.values()];
}

function pairsFit(at: Located, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(at.record()).every(([key, value]) => labels[key] === value);
}

/** The rules that decide: several when their order cannot be told and each may be the one. */
export function rulesFor(
  rules: readonly DestinationRule[],
  { rootNamespace }: ControlPlane,
  { stage, namespace, labels }: Client,
  { host, service }: Pick<Lead, 'host' | 'service'>,
): readonly DestinationRule[] {
  const mine = rules.filter(({ fact, host: pattern }) => fact.stage === stage && hostMatches(pattern, host));
  if (mine.length === 0) return [];
  const seenFrom = (rule: DestinationRule): boolean =>
    rule.clients === undefined &&
    rule.exportTo.some((to) => to === '*' || to === namespace || (to === '.' && rule.namespace === namespace));
  const levels = [
    mine.filter(
      (rule) =>
        rule.namespace === namespace && rule.clients !== undefined && selectsLabels(rule.clients, labels) !== false,
    ),
    namespace === rootNamespace
      ? []
      : mine.filter((rule) => rule.namespace === namespace && rule.clients === undefined),
    mine.filter((rule) => rule.namespace === namespaceOf(service.value.namespace) && seenFrom(rule)),
    mine.filter((rule) => rule.namespace === rootNamespace && seenFrom(rule)),
  ];
  const level = levels.find((found) => found.length > 0) ?? [];
  const longest = Math.max(...level.map(({ host: pattern }) => weight(pattern)));
  const exact = level.filter(({ host: pattern }) => weight(pattern) === longest);
  // Only a selector that cannot be read leaves open whether the next level decides.
  const unsure = exact.some(({ clients }) => clients === 'unread');
  return unsure ? [...exact, ...levels.slice(1).flat()] : oldest(exact, ({ fact }) => fact);
}

const weight = (pattern: string): number => (pattern.startsWith('*') ? pattern.length - 1 : 1_000_000);

/** A leading `*` stands for any beginning. */
export function hostMatches(pattern: string, host: string): boolean {
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern.toLowerCase() === host.toLowerCase();
}

/** Settings of a port replace those of the host as a whole, what they leave out included. */
function settingsOf(policy: Located, port: number): Located {
  const own = policy
    .get('portLevelSettings')
    .items()
    .find((one) => one.down('port', 'number').value === port);
  return (own ?? policy).get('tls');
}

function tlsOf(rule: DestinationRule, policy: Located, port: number, part: string): ClientTls {
  const tls = settingsOf(policy, port);
  if (tls.empty) return tls.exists || policy.empty || policy.isMap ? { mode: 'auto' } : { mode: 'unread' };
  const mode = tls.get('mode');
  // The first of the values of the protocol buffer is what an absent one reads as.
  const value = mode.empty ? 'DISABLE' : mode.value;
  const known = ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'].includes(value as string);
  return {
    mode: known && tls.isMap ? (value as ClientMode) : 'unread',
    because: {
      layer: 'mesh',
      rule: `DestinationRule ${rule.namespace}/${rule.fact.value.name}${part} (${known ? (value as string) : 'unreadable mode'})`,
      effect:
        value === 'DISABLE'
          ? 'sends plain text'
          : value === 'ISTIO_MUTUAL'
            ? 'sends mutual TLS'
            : 'sends TLS of its own',
      at: mode.empty ? tls.at : mode.at,
    },
  };
}
