import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Because } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';

/** How traffic of a Pod meets a mesh: a proxy of Istio beside it, ztunnel on its node, a proxy of Linkerd, or not at all. */
export type MemberKind = 'sidecar' | 'ambient' | 'linkerd' | 'none';

export interface Membership {
  /** One when it is known; else everything that it may be. */
  readonly may: readonly MemberKind[];
  /** A proxy that stands alone: what its ports take is said by Gateways. */
  readonly gateway: boolean;
  readonly because: Because;
  /** What would have to be known; only where `may` holds several. */
  readonly missing?: string;
}

/** What membership goes by, found once for all workloads of a stage. */
export interface Enrolment {
  readonly namespaces: ReadonlyMap<string, Fact<KubernetesObject>>;
  /** Revisions and tags of the injectors of Istio that were read; empty when none was. */
  readonly revisions: ReadonlySet<string>;
  /** Whether anything of it is among what was read. */
  readonly istio: boolean;
  readonly linkerd: boolean;
}

export function enrolment(
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
  uses: Pick<Enrolment, 'istio' | 'linkerd'>,
): Enrolment {
  const namespaces = new Map<string, Fact<KubernetesObject>>();
  for (const one of objectsOfKind(objects, 'Namespace'))
    if (one.stage === stage && one.value.apiVersion === 'v1') namespaces.set(one.value.name, one);
  const revisions = new Set<string>();
  for (const { stage: own, value } of objectsOfKind(objects, 'MutatingWebhookConfiguration')) {
    if (own !== stage || !/^istio-(sidecar-injector|revision-tag)/.test(value.name)) continue;
    for (const label of ['istio.io/rev', 'istio.io/tag'])
      if (value.labels[label] !== undefined) revisions.add(value.labels[label]);
  }
  return { namespaces, revisions, ...uses };
}

/** Namespaces that the injector of Istio leaves out whatever their labels say (its webhook and its code). */
const neverInjected = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/**
 * Whether and how a workload is in a mesh. A container of the proxy proves it; a Pod that runs without one is
 * not in it, whatever labels say, for the proxy is put in when a Pod is made. Templates and files go by the
 * labels and annotations of Pod and namespace (Istio: "Installing the sidecar", "Add workloads to the mesh";
 * Linkerd: "Automatic proxy injection").
 */
export function membershipOf(one: Fact<Workload>, enrolled: Enrolment): Membership {
  const { value, subject } = one;
  const { labels, annotations } = value;
  const gateway = isGateway(value);
  const known = (kind: MemberKind, rule: string, at: Evidence = value.at): Membership => ({
    may: [kind],
    gateway: gateway && kind === 'sidecar',
    because: {
      layer: 'mesh',
      rule: `${subject.kind} ${namespaceOf(value.namespace)}/${value.name}: ${rule}`,
      effect:
        kind === 'none'
          ? 'is not in the mesh'
          : `is in the mesh (${kind === 'linkerd' ? 'Linkerd' : `Istio, ${kind}`})`,
      at,
    },
  });
  const unsure = (may: readonly MemberKind[], missing: string, at: Evidence = value.at): Membership => {
    const rule = `${subject.kind} ${namespaceOf(value.namespace)}/${value.name}`;
    return { may, gateway, missing, because: { layer: 'mesh', rule, effect: 'may be in the mesh', at } };
  };
  if (value.orchestrator !== 'kubernetes') return known('none', 'no Pod of Kubernetes');
  for (const container of value.containers) {
    if (container.role === 'init' || container.role === 'ephemeral') continue;
    if (container.name === 'istio-proxy') return known('sidecar', 'has the container istio-proxy', container.at);
    if (container.name === 'linkerd-proxy') return known('linkerd', 'has the container linkerd-proxy', container.at);
  }
  if (value.hostNetwork.value === true) return known('none', 'is on the network of its node', value.hostNetwork.at);
  const families: MemberKind[] = [
    ...(enrolled.istio ? (['sidecar', 'ambient'] as const) : []),
    ...(enrolled.linkerd ? (['linkerd'] as const) : []),
  ];
  if (value.hostNetwork.value === undefined && families.length > 0)
    return unsure([...families, 'none'], `whether ${value.name} is on the network of its node`, value.hostNetwork.at);
  const strange = families.length === 0 ? null : unreadMetadata(value);
  if (strange !== null) return unsure([...families, 'none'], strange);
  const name = namespaceOf(value.namespace);
  const namespace = enrolled.namespaces.get(name);
  const ambient = ambientOf(labels, namespace);
  if (isMade(one)) {
    if (annotations['ambient.istio.io/redirection'] === 'enabled')
      return known('ambient', 'its traffic is redirected to ztunnel');
    if (ambient === true)
      return unsure(
        ['ambient', 'none'],
        `whether ztunnel takes the traffic of ${value.name}: its labels ask for it, and the annotation that says so is absent`,
      );
    return known('none', 'runs without a proxy');
  }
  const sidecar = neverInjected.has(name) ? false : sidecarOf(value, namespace, enrolled);
  if (sidecar === true)
    return known('sidecar', 'its labels or those of its namespace ask for a proxy', namespace?.at ?? value.at);
  const linkerd = annotations['linkerd.io/inject'] ?? namespace?.value.annotations['linkerd.io/inject'];
  if (typeof sidecar === 'string')
    return unsure(['sidecar', ambient === true ? 'ambient' : 'none'], sidecar, namespace?.at ?? value.at);
  if (ambient === true)
    return known('ambient', 'its labels or those of its namespace ask for ambient mode', namespace?.at ?? value.at);
  if (linkerd === 'enabled' || linkerd === 'ingress')
    return known('linkerd', 'its annotations or those of its namespace ask for a proxy', namespace?.at ?? value.at);
  if (namespace === undefined && families.length > 0) {
    const open = families.filter(
      (kind) =>
        !(kind === 'sidecar' && (sidecar === false || refuses(value))) &&
        !(kind === 'ambient' && ambient === false) &&
        !(kind === 'linkerd' && linkerd !== undefined),
    );
    if (open.length > 0)
      return unsure(
        [...open, 'none'],
        `the labels and annotations of the namespace ${name}, which is not among what was read`,
      );
  }
  return known('none', 'nothing that was read asks for a proxy');
}

/** Whether it is a Pod that the API server has taken, and injectors with it: of a cluster, or of a dump of one. */
export function isMade({ subject, stage, value }: Fact<Workload>): boolean {
  if (subject.kind !== 'Pod') return false;
  return stage !== 'declared' || value.object?.get('metadata').get('uid').exists === true;
}

/** What a controller is by the Pods that it made: they may differ, or be older than what its template says. */
export function membershipOfPods(pods: readonly Membership[]): Membership {
  const [first] = pods;
  const may = [...new Set(pods.flatMap((one) => one.may))];
  if (may.length === 1) return pods.find(({ may: own }) => own.length === 1)!;
  const open = pods.find(({ missing }) => missing !== undefined)?.missing;
  return {
    ...first!,
    may,
    missing: open ?? 'which of its Pods is meant: some have a proxy of the mesh, and some have none',
  };
}

/** Why labels and annotations of a Pod cannot be told: what has another shape is not taken for absent. */
function unreadMetadata({ template, name }: Workload): string | null {
  const metadata = template?.get('metadata');
  if (metadata === undefined || metadata.empty) return null;
  for (const key of ['labels', 'annotations']) {
    const map = metadata.get(key);
    if (map.empty) continue;
    if (!map.isMap) return `the ${key} of ${name}, which are no mapping`;
    const odd = map.entries().find(([own, value]) => own.includes('.io/') && value.text().value === undefined);
    if (odd !== undefined) return `${odd[0]} of ${name}, which is no text`;
  }
  return null;
}

function isGateway({ labels, annotations }: Workload): boolean {
  return (
    annotations['inject.istio.io/templates'] === 'gateway' ||
    ['gateway.networking.k8s.io/gateway-name', 'istio.io/gateway-name'].some((key) => labels[key] !== undefined) ||
    ['ingressgateway', 'egressgateway'].includes(labels.istio ?? '')
  );
}

/** The name of the Gateway that Istio made these Pods for. */
export function gatewayNameOf({ labels }: Workload): string | undefined {
  return labels['gateway.networking.k8s.io/gateway-name'] ?? labels['istio.io/gateway-name'];
}

const refuses = ({ labels, annotations }: Workload): boolean =>
  (labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject']) === 'false';

/** Undefined where nothing asks for it; a text where that is not known. */
function sidecarOf(
  value: Workload,
  namespace: Fact<KubernetesObject> | undefined,
  { revisions }: Enrolment,
): boolean | string | undefined {
  const { labels } = value;
  const injection = namespace?.value.labels['istio-injection'];
  if (refuses(value) || injection === 'disabled') return false;
  // `istio-injection` and the default revision go before `istio.io/rev` of the namespace.
  if (injection === 'enabled') return true;
  const revision = labels['istio.io/rev'] ?? namespace?.value.labels['istio.io/rev'];
  const asks = labels['sidecar.istio.io/inject'] === 'true';
  if (revision === undefined) return asks ? true : undefined;
  if (revision === 'default' || revisions.has(revision)) return true;
  return `whether a control plane of the revision or tag "${revision}" puts proxies in: its injector is not among what was read`;
}

/** Undefined where nothing asks for it and the namespace, which may, was not read. */
function ambientOf(
  labels: Readonly<Record<string, string>>,
  namespace: Fact<KubernetesObject> | undefined,
): boolean | undefined {
  const own = labels['istio.io/dataplane-mode'];
  if (own !== undefined) return own === 'ambient';
  return namespace === undefined ? undefined : namespace.value.labels['istio.io/dataplane-mode'] === 'ambient';
}

/** What a namespace asks for as a whole: what its Pods are unless they say otherwise. */
export function joinsMesh({ kind, labels }: KubernetesObject): boolean {
  return (
    kind === 'Namespace' &&
    (labels['istio-injection'] === 'enabled' ||
      (labels['istio.io/rev'] !== undefined && labels['istio-injection'] !== 'disabled') ||
      labels['istio.io/dataplane-mode'] === 'ambient')
  );
}

const ambientBypass = 'ambient.istio.io/bypass-inbound-capture';
const interception = 'sidecar.istio.io/interceptionMode';

/** Whether a port of a Pod is led past its proxy, by annotation or because it is the proxy's own. */
export function bypasses(
  { annotations }: Workload,
  kind: MemberKind,
  direction: 'in' | 'out',
  port: number,
): string | null {
  if (kind === 'ambient') return direction === 'in' && annotations[ambientBypass] === 'true' ? ambientBypass : null;
  if (kind === 'sidecar') {
    if (annotations[interception] === 'NONE') return interception;
    const traffic = (what: string): string | undefined => annotations[`traffic.sidecar.istio.io/${what}`];
    if (direction === 'out') return lists(traffic('excludeOutboundPorts'), port) ? 'excludeOutboundPorts' : null;
    if ([15020, 15021, 15090].includes(port)) return 'a port of the proxy itself';
    if (lists(traffic('excludeInboundPorts'), port)) return 'excludeInboundPorts';
    const only = traffic('includeInboundPorts');
    return only === undefined || only === '*' || lists(only, port) ? null : 'includeInboundPorts';
  }
  if (kind !== 'linkerd') return null;
  const key = direction === 'in' ? 'config.linkerd.io/skip-inbound-ports' : 'config.linkerd.io/skip-outbound-ports';
  return lists(annotations[key], port) ? key : null;
}

function lists(text: string | undefined, port: number): boolean {
  if (text === undefined) return false;
  return text.split(',').some((part) => {
    const [first = '', last = first] = part.trim().split('-');
    return /^\d+$/.test(first) && /^\d+$/.test(last) && Number(first) <= port && port <= Number(last);
  });
}

/** The ports at which any such annotation changes what holds. */
export function bypassPorts({ annotations }: Workload): number[] {
  const keys = [
    'traffic.sidecar.istio.io/excludeOutboundPorts',
    'traffic.sidecar.istio.io/excludeInboundPorts',
    'traffic.sidecar.istio.io/includeInboundPorts',
    'config.linkerd.io/skip-inbound-ports',
    'config.linkerd.io/skip-outbound-ports',
  ];
  return keys.flatMap((key) =>
    (annotations[key] ?? '').split(',').flatMap((part) => {
      const [first = '', last = first] = part.trim().split('-');
      return /^\d+$/.test(first) && /^\d+$/.test(last) ? [Number(first), Number(last) + 1] : [];
    }),
  );
}
