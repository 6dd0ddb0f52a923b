import type { MatchResources, ResourceRule } from './policy.ts';
import { equivalentsOf, type Request } from './request.ts';
import { selects, selectsAll } from './selector.ts';

/** Whether a policy or binding speaks of a request; a reason where that cannot be told. */
export type Match = boolean | { readonly unknown: string };

/**
 * The rules of k8s.io/apiserver/pkg/admission/plugin/policy/matching for the creation of an object.
 *
 * @param namespaceLabels undefined when the namespace was not seen
 */
export function matchesRequest(
  matches: MatchResources,
  request: Request,
  namespaceLabels: Readonly<Record<string, string>> | undefined,
): Match {
  if (!selects(matches.objects, request.labels)) return false;
  if (matches.excluded.some((rule) => ruleMatches(rule, request, matches.equivalent))) return false;
  const rules = matches.rules.filter((rule) => ruleMatches(rule, request, matches.equivalent));
  if (matches.rules.length > 0 && rules.length === 0) {
    if (request.resourceKnown) return false;
    // The plural of a custom kind is a guess: a rule that fits but for it may be meant.
    const near = matches.rules.some((rule) => ruleMatches({ ...rule, resources: ['*'] }, request, matches.equivalent));
    return near ? { unknown: `how the API names ${request.kind} in the plural is not known` } : false;
  }
  return namespaceMatches(matches, request, namespaceLabels);
}

function namespaceMatches(
  { namespaces }: MatchResources,
  request: Request,
  labels: Readonly<Record<string, string>> | undefined,
): Match {
  if (selectsAll(namespaces)) return true;
  // A namespace is selected by its own labels; what lies in none is never left out by this selector.
  if (isNamespace(request)) return selects(namespaces, request.labels);
  if (request.namespace === '') return true;
  if (labels !== undefined) return selects(namespaces, labels);
  // Each namespace carries its name as a label, and a selector may ask for nothing else.
  const own = { 'kubernetes.io/metadata.name': request.namespace };
  const keys = [...Object.keys(namespaces.labels), ...namespaces.expressions.map(({ key }) => key)];
  if (keys.every((key) => key in own)) return selects(namespaces, own);
  return { unknown: `the labels of the namespace ${request.namespace} were not seen` };
}

function isNamespace({ group, resource }: Request): boolean {
  return group === '' && resource === 'namespaces';
}

function ruleMatches(rule: ResourceRule, request: Request, equivalent: boolean): boolean {
  if (!oneOf(rule.operations, 'CREATE') || !scopeMatches(rule, request)) return false;
  if (rule.names.length > 0 && !rule.names.includes(request.name)) return false;
  if (!rule.resources.some((name) => resourceMatches(name, request.resource))) return false;
  const forms: readonly (readonly [string, string])[] = [
    [request.group, request.version],
    ...(equivalent ? equivalentsOf(request) : []),
  ];
  return forms.some(([group, version]) => oneOf(rule.groups, group) && oneOf(rule.versions, version));
}

function oneOf(items: readonly string[], wanted: string): boolean {
  return items.includes('*') || items.includes(wanted);
}

/** A name or a star, with a subresource or without: what is created is no subresource. */
function resourceMatches(pattern: string, resource: string): boolean {
  const [name, subresource = ''] = pattern.split('/', 2);
  return (name === '*' || name === resource) && (subresource === '*' || subresource === '');
}

function scopeMatches({ scope }: ResourceRule, request: Request): boolean {
  if (scope === '*') return true;
  const inNamespace = request.namespace !== '' && !isNamespace(request);
  return scope === 'Namespaced' ? inNamespace : !inNamespace;
}
