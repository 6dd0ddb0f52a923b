import type { ApiResource } from '../../io/kubernetes/discovery.ts';
import type { HttpError } from '../../io/http/http-error.ts';
import type { Gap } from '../../model/gap.ts';
import { keyOf, type Wanted } from './wanted.ts';

export const source = 'kubernetes';

/** A kind that this user may not list: in one namespace, or anywhere. */
export interface Refusal {
  readonly wanted: Wanted;
  /** Null: in all namespaces, or in none because it lives in none. */
  readonly namespace: string | null;
  /** What the server said. */
  readonly because: string;
}

/** Kinds named in one message; the rest is counted. */
const named = 12;

/** One gap for each place, not one for each kind: what is to be granted there is one rule or few. */
export function refusalGaps(refusals: readonly Refusal[]): Gap[] {
  const byKind = Map.groupBy(refusals, ({ wanted }) => keyOf(wanted.resource));
  // Kinds that are refused in the same places are told together.
  const groups = Map.groupBy(byKind.values(), (all) =>
    JSON.stringify(all.map(({ namespace }) => namespace ?? '').toSorted((a, b) => (a < b ? -1 : 1))),
  );
  return [...groups.values()].map((kinds) => {
    const wanted = kinds.map(([first]) => first!.wanted);
    const namespaces = kinds[0]!.flatMap(({ namespace }) => (namespace === null ? [] : [namespace]));
    const resources = wanted.map(({ resource }) => resource);
    const where = namespaces.length === 0 ? '' : ` in ${namespacesOf(namespaces)}`;
    const user = /User "[^"]{1,200}"/.exec(kinds[0]![0]!.because)?.[0] ?? 'this user';
    return {
      code: 'CLUSTER_FORBIDDEN',
      source,
      subject: `${listOf(resources.map(keyOf))}${where}`,
      because: `${user} may not list them${namespaces.length === 0 ? ' in the whole cluster' : ' there'}`,
      toKnow: `${permission(resources, namespaces)} \`plimsoll kubernetes role\` prints all that is needed.`,
      touches: [...new Set(wanted.flatMap(({ touches }) => touches))].toSorted(),
    };
  });
}

/** The rule to grant, as a Role or ClusterRole has it. */
function permission(resources: readonly ApiResource[], namespaces: readonly string[]): string {
  const rules = [...Map.groupBy(resources, ({ group }) => group)].map(
    ([group, all]) =>
      `apiGroups: [${JSON.stringify(group)}], resources: [${all.map(({ resource }) => resource).join(', ')}], verbs: [list]`,
  );
  const kind = namespaces.length === 0 ? 'a ClusterRole and ClusterRoleBinding' : 'a Role and RoleBinding';
  const where = namespaces.length === 0 ? '' : ` in ${namespacesOf(namespaces)}`;
  return `Grant by ${kind}${where}: ${rules.map((rule) => `{${rule}}`).join(', ')}.`;
}

function namespacesOf(names: readonly string[]): string {
  return `${names.length === 1 ? 'namespace' : 'namespaces'} ${listOf(names)}`;
}

function listOf(names: readonly string[]): string {
  return names.length <= named
    ? names.join(', ')
    : `${names.slice(0, named).join(', ')} and ${names.length - named} more`;
}

/** A kind that could not be listed for another reason than a missing permission. */
export function unreadGap(wanted: Wanted, namespace: string | undefined, path: string, error: HttpError): Gap {
  const tooMuch = error.kind === 'too-large';
  return {
    code: tooMuch ? 'CLUSTER_LIMIT' : 'CLUSTER_UNREAD',
    source,
    subject: `${keyOf(wanted.resource)}${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
    because: error.message,
    toKnow: tooMuch
      ? `Write them to files with \`kubectl get ${keyOf(wanted.resource)} -A -o json\`, in parts, and ask about the folder.`
      : `Ask again; \`kubectl get --raw ${path}\` shows what the server answers.`,
    touches: wanted.touches,
    at: { source, api: `GET ${path}` },
  };
}

export function unansweredGap(groupVersion: string, because: string, touches: readonly string[]): Gap {
  return {
    code: 'CLUSTER_API_UNANSWERED',
    source,
    subject: groupVersion,
    because,
    toKnow: `See with \`kubectl get apiservice\` which extension API server is down, and mend or remove it.`,
    touches,
  };
}

export function undiscoveredGap(because: string, touches: readonly string[]): Gap {
  return {
    code: 'CLUSTER_UNREAD',
    source,
    subject: 'the kinds that the cluster serves',
    because,
    toKnow: 'Let the user read them: the ClusterRole system:discovery is bound to system:authenticated unless removed.',
    touches,
  };
}

export function namespacesUnknownGap(looked: string, because: string, touches: readonly string[]): Gap {
  return {
    code: 'CLUSTER_FORBIDDEN',
    source,
    subject: 'all namespaces but one',
    because: `namespaces may not be listed (${because}), so only ${looked} was looked at`,
    toKnow:
      'Grant by a ClusterRole and ClusterRoleBinding: {apiGroups: [""], resources: [namespaces], verbs: [list]}, and what is to be listed in each. `plimsoll kubernetes role` prints all that is needed.',
    touches,
  };
}

/** The user decided, so no answer turns for it; but a reader must see that anyone on the way could have answered. */
export function unverifiedGap(server: string): Gap {
  return {
    code: 'CLUSTER_UNVERIFIED',
    source,
    subject: server,
    because: 'insecure-skip-tls-verify is set, so whoever is on the way may have answered in its place',
    toKnow:
      'Put the authority of its certificate into the kubeconfig (`certificate-authority-data`) and remove the switch.',
    touches: [],
  };
}
