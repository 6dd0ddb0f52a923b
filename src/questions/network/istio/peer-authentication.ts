import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import { inOrder } from '../selection/order.ts';
import { seen, type Seen } from '../../../model/seen.ts';

export type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET';

/** One PeerAuthentication of Istio: where it counts, and how mutual TLS is set. */
export interface PeerAuthentication {
  readonly fact: Fact<KubernetesObject>;
  /** `ignored`: it has a selector in the root namespace, where Istio does not look at it. */
  readonly level: 'mesh' | 'namespace' | 'workload' | 'ignored';
  readonly mode: Seen<Mode>;
  readonly ports: readonly { readonly port: string; readonly mode: Seen<Mode> }[];
}

/** `meshConfig.rootNamespace` by default. */
export const rootNamespace = 'istio-system';

/** Reads by the rules of Istio's own ComposePeerAuthentication (pilot/pkg/security/authn). */
export function peerAuthentications(objects: readonly Fact<KubernetesObject>[]): PeerAuthentication[] {
  return inOrder(
    objects.filter(
      ({ value }) => value.kind === 'PeerAuthentication' && value.apiVersion.startsWith('security.istio.io/'),
    ),
  ).map((fact) => {
    const spec = fact.value.root.get('spec');
    const selects = !spec.get('selector').empty && spec.down('selector', 'matchLabels').entries().length > 0;
    const root = fact.value.namespace === rootNamespace;
    const level = root ? (selects ? 'ignored' : 'mesh') : selects ? 'workload' : 'namespace';
    const ports = spec.get('portLevelMtls').entries();
    return {
      fact,
      level,
      mode: modeOf(spec.get('mtls').get('mode').string()),
      ports: ports.map(([port, value]) => ({ port, mode: modeOf(value.get('mode').string()) })),
    };
  });
}

function modeOf(text: Seen<string>): Seen<Mode> {
  if (text.value === undefined)
    return text.why === undefined ? seen<Mode>('UNSET', text.at) : seen<Mode>(undefined, text.at, text.why);
  return ['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'].includes(text.value)
    ? seen<Mode>(text.value as Mode, text.at)
    : seen<Mode>(undefined, text.at, `"${text.value}" is no mode`);
}

/**
 * The mode that holds in a namespace: its own, else that of the mesh. Undefined when neither is
 * stated among what was read, or several disagree (Istio takes the oldest, which files do not tell).
 */
export function modeIn(all: readonly PeerAuthentication[], stage: Stage, namespace: string): Seen<Mode> | undefined {
  const at = (level: 'namespace' | 'mesh'): PeerAuthentication[] =>
    all.filter(
      ({ fact, level: own, mode }) =>
        own === level &&
        fact.stage === stage &&
        mode.value !== 'UNSET' &&
        (level === 'mesh' || fact.value.namespace === namespace),
    );
  for (const level of ['namespace', 'mesh'] as const) {
    const found = at(level);
    const [first] = found;
    if (first !== undefined) return found.every(({ mode }) => mode.value === first.mode.value) ? first.mode : undefined;
  }
  return undefined;
}

/** Whether a Pod stays out of the mesh that its namespace joins: it says so, or is on the node's network, where no sidecar is put. */
export function leavesMesh({ labels, annotations, hostNetwork }: Workload): boolean {
  return (
    hostNetwork.value === true ||
    [labels, annotations].some((own) => own['sidecar.istio.io/inject'] === 'false') ||
    labels['istio.io/dataplane-mode'] === 'none'
  );
}

/** Whether a Namespace object says that its Pods join the mesh (sidecars or ambient). */
export function joinsMesh({ kind, labels }: KubernetesObject): boolean {
  return (
    kind === 'Namespace' &&
    (labels['istio-injection'] === 'enabled' ||
      (labels['istio.io/rev'] !== undefined && labels['istio-injection'] !== 'disabled') ||
      labels['istio.io/dataplane-mode'] === 'ambient')
  );
}
