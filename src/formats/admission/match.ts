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
  const excluded = rulesMatch(matches.excluded, matches, request);
  if (excluded !== false) return excluded === true ? false : excluded;
  const matched = matches.rules.length === 0 ? true : rulesMatch(matches.rules, matches, request);
  if (matched === false) return false;
  const inNamespace = namespaceMatches(matches, request, namespaceLabels);
  return inNamespace === true ? matched : inNamespace;
}

/** Whether any rule speaks of the request, as it is or as another version of the same resource. */
function rulesMatch(rules: readonly ResourceRule[], { equivalent }: MatchResources, request: Request): Match {
  const { group, version, kind, resourceKnown } = request;
  const forms = (own: Request, pairs: readonly (readonly [string, string])[]): boolean =>
    rules.some((rule) => ruleMatches(rule, own, pairs));
  if (forms(request, [[group, version]])) return true;
  // What is matched as another version is also converted to it, and its fields are others then.
  if (equivalent && forms(request, equivalentsOf(request)))
    return { unknown: `the API server would hold the policy against another version of the ${kind}` };
  if (resourceKnown) return false;
  // The plural of a custom kind is a guess, and which versions of it are served is not known.
  const anyName = rules.map((rule) => ({ ...rule, resources: ['*'] }));
  if (anyName.some((rule) => ruleMatches(rule, request, [[group, version]])))
    return { unknown: `how the API names ${kind} in the plural is not known` };
  const anyVersion = rules.map((rule) => ({ ...rule, versions: ['*'] }));
  return equivalent && anyVersion.some((rule) => ruleMatches(rule, request, [[group, version]]))
    ? { unknown: `whether the API serves ${kind} in other versions too is not known` }
    : false;
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

function ruleMatches(rule: ResourceRule, request: Request, forms: readonly (readonly [string, string])[]): boolean {
  if (!oneOf(rule.operations, 'CREATE') || !scopeMatches(rule, request)) return false;
  if (rule.names.length > 0 && !rule.names.includes(request.name)) return false;
  if (!rule.resources.some((name) => resourceMatches(name, request.resource))) return false;
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
