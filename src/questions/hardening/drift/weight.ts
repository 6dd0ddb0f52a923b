import type { DriftEffect } from '../../../model/drift.ts';
import { absent } from './setting.ts';

/** A setting on both sides in its text; `absent` where a side has none. */
interface Change {
  readonly name: string;
  readonly declared: string;
  readonly live: string;
}
type Weigh = (change: Change) => DriftEffect;

const neutral: Weigh = () => 'neutral';
const more = (than: boolean, less: boolean): DriftEffect =>
  than === less ? 'neutral' : than ? 'weakens' : 'strengthens';
/** The one value that is safe; whatever else it is, is less. */
const safe =
  (value: string): Weigh =>
  ({ declared, live }) =>
    more(live !== value, declared !== value);
const unsafe =
  (value: string): Weigh =>
  ({ declared, live }) =>
    more(live === value, declared === value);
const whereAdded: Weigh = ({ declared, live }) => more(live !== absent, declared !== absent);
const whereGone: Weigh = ({ declared, live }) => more(live === absent, declared === absent);
const rank =
  (...worstFirst: readonly string[]): Weigh =>
  ({ declared, live }) => {
    const [a, b] = [worstFirst.indexOf(declared), worstFirst.indexOf(live)];
    return a === b || a === -1 || b === -1 ? 'neutral' : b < a ? 'weakens' : 'strengthens';
  };

/** No limit is the largest. */
const limit: Weigh = ({ declared, live }) => {
  const [a, b] = [declared, live].map((text) => (text === absent || text === 'none' ? Infinity : Number(text)));
  return Number.isNaN(a) || Number.isNaN(b) || a === b ? 'neutral' : b! > a! ? 'weakens' : 'strengthens';
};

/** Root, or whatever the image says, which is root unless it says otherwise. */
const user: Weigh = ({ declared, live }) => {
  const mayBeRoot = (text: string): boolean => ['0', 'root', absent, 'not said'].includes(text);
  return more(mayBeRoot(live), mayBeRoot(declared));
};

/** Another program weakens, for nobody has looked at it; another version may be either. */
const image: Weigh = ({ declared, live }) => {
  const [a, b] = [declared, live].map((text) => ({
    name: text.replace(/@.*$/, '').replace(/:[^/:]*$/, ''),
    firm: text.includes('@') ? 2 : text.endsWith(':latest') ? 0 : 1,
  })) as [{ name: string; firm: number }, { name: string; firm: number }];
  if (a.name !== b.name) return 'weakens';
  return a.firm === b.firm ? 'neutral' : b.firm < a.firm ? 'weakens' : 'strengthens';
};

const hostPath: Weigh = ({ declared, live }) => {
  if (declared === absent || live === absent) return whereAdded({ name: '', declared, live });
  return live === declared || live.startsWith(`${declared.replace(/\/+$/, '')}/`) ? 'strengthens' : 'weakens';
};

const podSecurityLevels = rank(absent, '=privileged', '=baseline', '=restricted');

/** The first row that fits decides; the rows follow the checks of the catalogue. */
const table: readonly (readonly [name: RegExp, weigh: Weigh])[] = [
  [/^(hostPID|hostPid|hostIPC|hostIpc|hostNetwork|shareProcessNamespace)$/, unsafe('true')],
  [/^hostUsers$/, safe('false')],
  [/(^|\.)privileged$/, unsafe('true')],
  [/\.hostProcess$/, unsafe('true')],
  [/(\.allowPrivilegeEscalation|^gaining privileges)$/, safe('false')],
  [/(\.readOnlyRootFilesystem|^read-only root)$/, safe('true')],
  [/\.runAsNonRoot$/, safe('true')],
  [/(\.runAsUser|\.runAsGroup|^user|^group)$/, user],
  [/supplementalGroups /, whereAdded],
  [/capabilities\.add /, whereAdded],
  [/capabilities\.drop /, whereGone],
  [/^capabilities added$/, ({ declared, live }) => sets(declared, live)],
  [/^capabilities dropped$/, ({ declared, live }) => sets(live, declared)],
  // Left out, the runtime may confine it; `Unconfined` it may not.
  [/(seccompProfile|appArmorProfile)\.type$/, ({ declared, live }) => fewer(confined(live), confined(declared))],
  [/^(seccomp|AppArmor)$/, ({ declared, live }) => more(live.includes('unconfined'), declared.includes('unconfined'))],
  [/\.seLinuxOptions\.type$/, unsafe('spc_t')],
  [/\.procMount$/, unsafe('Unmasked')],
  [/sysctls\[/, whereAdded],
  [/^(sysctls|devices)$/, ({ declared, live }) => sets(declared, live)],
  [/^volumes\[.*\]\.hostPath(\.path)?$/, hostPath],
  [/^volumes\[.*\]$/, (one) => more(/hostPath/.test(one.live), /hostPath/.test(one.declared))],
  [/^mounts of the host$/, ({ declared, live }) => sets(declared, live)],
  [/volumeMounts\[.*\]\.readOnly$/, safe('true')],
  [/\.recursiveReadOnly$/, safe('Enabled')],
  [/\.mountPropagation$/, unsafe('Bidirectional')],
  [/^volumeDevices\[/, whereAdded],
  [/^(ports\[|port )/, ({ declared, live }) => more(!closed(live), !closed(declared))],
  [/(^|\.)limits\.|^(memory|CPU|process) limit$|^hard\.|\.max\./, limit],
  [/^image$/, image],
  [/^imagePullPolicy$/, safe('Always')],
  [/^automountServiceAccountToken$/, safe('false')],
  [/^runtimeClassName$/, whereGone],
  [/^container$/, ({ live }) => (live === absent ? 'neutral' : 'weakens')],
  [/^kind$/, unsafe('ephemeralContainers')],
  [/^networks$/, ({ declared, live }) => sets(declared, live)],
  [/^rule /, whereAdded],
  [/^subject /, whereAdded],
  [/^(ingress|egress) /, whereAdded],
  [/^policyTypes$/, ({ declared, live }) => fewer(live.length, declared.length)],
  [/^type$/, rank('LoadBalancer', 'NodePort', 'ClusterIP')],
  [/^externalIPs /, whereAdded],
  [/^loadBalancerSourceRanges /, neutral],
  [/^labels\[pod-security\.kubernetes\.io\/(enforce|audit|warn)\]$/, podSecurityLevels],
  [/^(labels|annotations)\[(istio-injection|istio\.io\/rev|linkerd\.io\/inject)\]$/, whereGone],
  [/^webhooks\[.*\]$/, ({ declared, live }) => more(live === absent, declared === absent)],
  [/\.failurePolicy$|^failurePolicy$/, unsafe('Ignore')],
  [/^validationActions Deny$/, whereGone],
];

/** Whether the checks of the catalogue would judge the live side worse. */
export function effectOf(change: Change): DriftEffect {
  return table.find(([name]) => name.test(change.name))?.[1](change) ?? 'neutral';
}

/** Lists in words: what the second has beyond the first weakens, what it lacks strengthens. */
function sets(declared: string, live: string): DriftEffect {
  const [a, b] = [declared, live].map(
    (text) => new Set(text === 'none' || text === absent ? [] : text.split(', ')),
  ) as [Set<string>, Set<string>];
  if ([...b].some((one) => !a.has(one))) return 'weakens';
  return [...a].some((one) => !b.has(one)) ? 'strengthens' : 'neutral';
}

function confined(text: string): number {
  return text === 'Unconfined' ? 0 : text === absent ? 1 : 2;
}

function fewer(live: number, declared: number): DriftEffect {
  return live === declared ? 'neutral' : live < declared ? 'weakens' : 'strengthens';
}

function closed(text: string): boolean {
  return text === absent || text === 'not on the host';
}

const worse: readonly DriftEffect[] = ['weakens', 'neutral', 'strengthens'];

export function worstOf(effects: readonly DriftEffect[]): DriftEffect | null {
  return worse.find((one) => effects.includes(one)) ?? null;
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';
const restricting = new Set([
  '/LimitRange',
  '/Namespace',
  '/ResourceQuota',
  'networking.k8s.io/NetworkPolicy',
  `${admission}/ValidatingAdmissionPolicy`,
  `${admission}/ValidatingAdmissionPolicyBinding`,
  `${admission}/ValidatingWebhookConfiguration`,
]);
const granting = new Set([
  'networking.k8s.io/Ingress',
  `${admission}/MutatingAdmissionPolicy`,
  `${admission}/MutatingWebhookConfiguration`,
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => `${rbac}/${kind}`),
]);

/** What it means that one side alone has an object of this kind. */
export function effectOfPresence(groupKind: string, state: 'undeclared' | 'missing', runs: boolean): DriftEffect {
  if (state === 'missing')
    return restricting.has(groupKind) ? 'weakens' : granting.has(groupKind) ? 'strengthens' : 'neutral';
  return runs || granting.has(groupKind) ? 'weakens' : 'neutral';
}
