import type { Evidence } from '../model/evidence.ts';
import type { Fact } from '../model/fact.ts';
import { objectsOfKind, type KubernetesObject } from './kubernetes-object.ts';

/** How Cilium is told to treat policies: ConfigMap `cilium-config`. */
export interface CiliumSettings {
  /** undefined: not among what was read, or several that differ. */
  readonly at?: Evidence;
  /**
   * `default`: an Endpoint is open until a policy selects it. `always`: closed until one opens it.
   * `never`: no policy is enforced.
   */
  readonly mode: 'default' | 'always' | 'never' | undefined;
  /** Policies are only watched (`policy-audit-mode`). */
  readonly audits: boolean;
  /** Blocks of addresses mean Pods and nodes too (`policy-cidr-match-mode`); by default neither. */
  readonly blocksMean: { readonly pods: boolean; readonly nodes: boolean };
  /** NetworkPolicies of Kubernetes are read (`enable-k8s-networkpolicy`); by default they are. */
  readonly readsNetworkPolicies: boolean;
}

const standard: CiliumSettings = {
  mode: undefined,
  audits: false,
  blocksMean: { pods: false, nodes: false },
  readsNetworkPolicies: true,
};

/** @param objects of one stage */
export function ciliumSettings(objects: readonly Fact<KubernetesObject>[]): CiliumSettings {
  const found = objectsOfKind(objects, 'ConfigMap').filter(
    ({ value }) => value.apiVersion === 'v1' && value.name === 'cilium-config',
  );
  const read = found.map((one) => settingsOf(one));
  const [first] = read;
  if (first === undefined) return standard;
  const isSame = read.every((one) => JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...first, at: 0 }));
  return isSame ? first : standard;
}

function settingsOf({ value, at }: Fact<KubernetesObject>): CiliumSettings {
  const data = value.root.get('data').record();
  const mode = data['enable-policy'] ?? 'default';
  const matching = (data['policy-cidr-match-mode'] ?? '').split(/[\s,]+/);
  return {
    at,
    mode: mode === 'default' || mode === 'always' || mode === 'never' ? mode : undefined,
    audits: data['policy-audit-mode'] === 'true',
    blocksMean: { pods: matching.includes('pods'), nodes: matching.includes('nodes') },
    readsNetworkPolicies: data['enable-k8s-networkpolicy'] !== 'false',
  };
}
