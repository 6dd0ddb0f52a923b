import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Because } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { seen, type Seen } from '../../../../model/seen.ts';
import { contradicting } from '../../selection/contradicting.ts';
import { inOrder } from '../../selection/order.ts';
import { oldest } from './age.ts';
import type { ControlPlane } from './control-plane.ts';
import { selectsLabels, workloadSelector, type WorkloadSelector } from './workload-selector.ts';

export type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET';

/** One PeerAuthentication of Istio: where it counts, and how mutual TLS is set. */
export interface PeerAuthentication {
  readonly fact: Fact<KubernetesObject>;
  /** `ignored`: it has a selector in the root namespace, where Istio does not look at it. */
  readonly level: 'mesh' | 'namespace' | 'workload' | 'ignored';
  readonly mode: Seen<Mode>;
  readonly selects: WorkloadSelector;
  /** By the port of the container; counts at the level of a workload only. */
  readonly ports: readonly { readonly port: string; readonly mode: Seen<Mode> }[];
}

/** Reads by the rules of Istio's own ComposePeerAuthentication (pilot/pkg/security/authn). */
export function peerAuthentications(
  objects: readonly Fact<KubernetesObject>[],
  plane: Pick<ControlPlane, 'rootNamespace'>,
): PeerAuthentication[] {
  const own = inOrder(
    objectsOfKind(objects, 'PeerAuthentication').filter(({ value }) =>
      value.apiVersion.startsWith('security.istio.io/'),
    ),
  );
  const doubted = contradicting(own);
  return own.map((fact) => {
    const spec = fact.value.root.get('spec');
    const selects = workloadSelector(spec.get('selector'));
    const narrow = selects === 'unread' || selects.length > 0;
    const root = fact.value.namespace === plane.rootNamespace;
    return {
      fact,
      level: root ? (narrow ? 'ignored' : 'mesh') : narrow ? 'workload' : 'namespace',
      mode: doubted.has(fact)
        ? seen<Mode>(undefined, fact.at, 'others by its name say something else')
        : modeOf(spec.get('mtls').get('mode').string()),
      selects,
      ports: spec
        .get('portLevelMtls')
        .entries()
        .map(([port, value]) => ({ port, mode: modeOf(value.get('mode').string()) })),
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

/** How a port of a workload takes mutual TLS: demands it, takes plain text beside it, or does not take it. */
export type Tls = 'strict' | 'permissive' | 'off' | 'unknown';

export interface EffectiveMode {
  readonly mode: Tls;
  /** No PeerAuthentication that was read decides: Istio takes PERMISSIVE, unless one stands elsewhere. */
  readonly assumed: boolean;
  readonly because: readonly Because[];
  /** Of `unknown`. */
  readonly missing?: string;
  /** Where the deciding mode stands; absent when none does. */
  readonly at?: Evidence;
}

/** Whom a mode is asked for; without labels for whatever has no policy of its own in the namespace. */
export interface Asked {
  readonly stage: Stage;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** In ambient mode a tunnel is always taken: nothing can be switched off. */
  readonly ambient?: boolean;
}

/**
 * The mode of a port: of the port, else the workload, the namespace, the mesh, else PERMISSIVE. At each level the
 * oldest policy alone counts. Where that cannot be told every one of them may be it, and the mode is known
 * only if they come to the same.
 */
export function effectiveMode(
  policies: readonly PeerAuthentication[],
  plane: ControlPlane,
  asked: Asked,
  port: number | undefined,
): EffectiveMode {
  if (plane.doubt !== undefined) return unknownMode(plane.doubt, plane.at);
  const { stage, namespace, labels } = asked;
  const at = (level: PeerAuthentication['level']): readonly (PeerAuthentication | undefined)[] => {
    const found = policies.filter(
      (one) =>
        one.level === level && one.fact.stage === stage && (level === 'mesh' || one.fact.value.namespace === namespace),
    );
    if (level !== 'workload') return oldestOrNone(found);
    if (labels === undefined) return [undefined];
    const certain = found.filter(({ selects }) => selectsLabels(selects, labels) === true);
    const unsure = found.filter(({ selects }) => selects === 'unread');
    return unsure.length === 0 ? oldestOrNone(certain) : [...oldestOrNone(certain), ...unsure];
  };
  const outcomes = new Map<string, EffectiveMode>();
  for (const mesh of at('mesh'))
    for (const own of at('namespace'))
      for (const workload of at('workload')) {
        const one = compose([mesh, own, workload], port, asked.ambient === true);
        outcomes.set(one.mode, one);
      }
  const [first, ...rest] = outcomes.values();
  if (rest.length === 0) return first!;
  const told = [first!, ...rest];
  return {
    mode: 'unknown',
    assumed: false,
    because: told.flatMap(({ because }) => because),
    missing: 'which of several PeerAuthentications is the oldest, or selects it: they disagree, and the oldest counts',
    ...(first?.at === undefined ? {} : { at: first.at }),
  };
}

const oldestOrNone = (found: readonly PeerAuthentication[]): readonly (PeerAuthentication | undefined)[] =>
  found.length === 0 ? [undefined] : oldest(found, ({ fact }) => fact);

function compose(
  levels: readonly (PeerAuthentication | undefined)[],
  port: number | undefined,
  ambient: boolean,
): EffectiveMode {
  let decided: { readonly policy: PeerAuthentication; readonly mode: Seen<Mode>; readonly of: string } | undefined;
  const settings = levels.flatMap((policy) => {
    if (policy === undefined) return [];
    const own = [{ policy, mode: policy.mode, of: '' }];
    const single =
      policy.level === 'workload' && port !== undefined
        ? policy.ports.find((one) => one.port === String(port))
        : undefined;
    return single === undefined ? own : [...own, { policy, mode: single.mode, of: ` port ${port}` }];
  });
  let inherited: Tls = 'permissive';
  for (const setting of settings) {
    const { mode, policy } = setting;
    if (mode.value === undefined)
      return unknownMode(`PeerAuthentication ${nameOf(policy)}: ${mode.why ?? 'its mode cannot be read'}`, mode.at);
    if (mode.value === 'UNSET') continue;
    if (ambient && mode.value === 'DISABLE' && inherited === 'strict')
      return unknownMode(
        `whether Istio obeys DISABLE of PeerAuthentication ${nameOf(policy)} in ambient mode: its documentation says that it is ignored there`,
        mode.at,
      );
    inherited = { STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: ambient ? 'permissive' : 'off' }[
      mode.value
    ] as Tls;
    decided = setting;
  }
  if (decided === undefined) return { mode: 'permissive', assumed: true, because: [] };
  const effect = {
    strict: 'demands mutual TLS',
    permissive: 'takes plain text beside mutual TLS',
    off: 'takes plain text only',
    unknown: '',
  }[inherited];
  return {
    mode: inherited,
    assumed: false,
    because: [
      {
        layer: 'mesh',
        rule: `PeerAuthentication ${nameOf(decided.policy)}${decided.of} (${decided.mode.value})`,
        effect,
        at: decided.mode.at,
      },
    ],
    at: decided.mode.at,
  };
}

function unknownMode(missing: string, at: Evidence | undefined): EffectiveMode {
  return { mode: 'unknown', assumed: false, because: [], missing, ...(at === undefined ? {} : { at }) };
}

export function nameOf({ fact }: Pick<PeerAuthentication, 'fact'>): string {
  return `${fact.value.namespace}/${fact.value.name}`;
}
