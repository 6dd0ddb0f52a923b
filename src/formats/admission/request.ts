/** An object that would be created: what a policy is held against. */
export interface Request {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural and in small letters, as the API names it. */
  readonly resource: string;
  /** False where the plural was guessed: a kind of others may be named otherwise. */
  readonly resourceKnown: boolean;
  readonly name: string;
  /** Empty for what lies in no namespace. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, unknown>>;
  /** True for what is declared in a file: the server has not filled in anything yet. */
  readonly declared: boolean;
}

/** API groups and versions whose objects are Go structs to the API server. */
const ownGroups = /^(|apps|batch|policy|autoscaling|events\.k8s\.io|[a-z-]+(\.[a-z]+)*\.k8s\.io)$/;

export function isOwnKind(group: string): boolean {
  return ownGroups.test(group) && !/(^|\.)(gateway\.networking|snapshot\.storage|metrics|x-k8s)\./.test(group);
}

/** Plurals that are not made by the rule. */
const plurals: Readonly<Record<string, string>> = {
  Endpoints: 'endpoints',
  NetworkPolicy: 'networkpolicies',
  ComponentStatus: 'componentstatuses',
};

/** `networkpolicies` of `NetworkPolicy`: the plural that the API machinery guesses for a kind. */
export function resourceOf(kind: string): string {
  const own = Object.hasOwn(plurals, kind) ? plurals[kind] : undefined;
  if (own !== undefined) return own;
  const lower = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/** Groups and versions in which the API server keeps the same resource, beside the one named. */
const equivalents: Readonly<Record<string, readonly (readonly [group: string, version: string])[]>> = {
  horizontalpodautoscalers: [
    ['autoscaling', 'v1'],
    ['autoscaling', 'v2'],
  ],
  events: [
    ['', 'v1'],
    ['events.k8s.io', 'v1'],
  ],
};

export function equivalentsOf({ group, version, resource }: Request): readonly (readonly [string, string])[] {
  const all = Object.hasOwn(equivalents, resource) ? equivalents[resource]! : [];
  if (!all.some(([ownGroup]) => ownGroup === group)) return [];
  return all.filter(([otherGroup, otherVersion]) => otherGroup !== group || otherVersion !== version);
}
