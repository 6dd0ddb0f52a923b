import { groupOf, objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../../facts/workload.ts';
import { readSelector, selects } from '../../../../formats/label-selector/selector.ts';
import { readYaml } from '../../../../formats/yaml/read-yaml.ts';
import type { Because } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { seen, type Seen } from '../../../../model/seen.ts';
import { inOrder } from '../../selection/order.ts';
import { namespaceOf } from '../../selection/policies.ts';
import type { Decision } from './decide.ts';
import { addressesIn, textMatches, type Request } from './rule-match.ts';
import { all, any, not, type Truth } from './truth.ts';

/** What the policies of Linkerd hold, of one stage. */
export interface LinkerdPolicies {
  readonly servers: readonly Fact<KubernetesObject>[];
  /** ServerAuthorizations and AuthorizationPolicies. */
  readonly authorizations: readonly Fact<KubernetesObject>[];
  readonly authentications: readonly Fact<KubernetesObject>[];
  readonly routes: readonly Fact<KubernetesObject>[];
  /** `proxy.defaultInboundPolicy` of the installation; undefined when that was not read. */
  readonly byDefault: Seen<string> | undefined;
  readonly clusterNetworks: readonly string[];
  /** What identities of accounts end in: `identity.linkerd.cluster.local`. */
  readonly identities: string;
}

const group = 'policy.linkerd.io';
/** What Linkerd takes for its cluster when it was not told (`clusterNetworks` of its Helm chart). */
const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8'];

export function linkerdPolicies(objects: readonly Fact<KubernetesObject>[], stage: Stage): LinkerdPolicies {
  const of = (...kinds: string[]): Fact<KubernetesObject>[] =>
    inOrder(
      kinds.flatMap((kind) =>
        objectsOfKind(objects, kind).filter((one) => one.stage === stage && groupOf(one.value) === group),
      ),
    );
  const config = objectsOfKind(objects, 'ConfigMap').find(
    ({ stage: own, value }) => own === stage && value.name === 'linkerd-config',
  );
  const values = config && valuesOf(config);
  const stated =
    values?.down('proxy', 'defaultInboundPolicy').text().value ??
    values?.down('policyController', 'defaultAllowPolicy').text().value;
  const networks = values?.get('clusterNetworks').text().value;
  return {
    servers: of('Server'),
    authorizations: of('ServerAuthorization', 'AuthorizationPolicy'),
    authentications: of('MeshTLSAuthentication', 'NetworkAuthentication'),
    routes: of('HTTPRoute'),
    byDefault:
      config && values ? seen(stated ?? 'all-unauthenticated', config.value.root.down('data', 'values').at) : undefined,
    clusterNetworks: networks === undefined ? privateNetworks : networks.split(','),
    identities: `identity.${config?.value.namespace ?? 'linkerd'}.${values?.get('identityTrustDomain').text().value ?? 'cluster.local'}`,
  };
}

function valuesOf(config: Fact<KubernetesObject>): Located | undefined {
  const text = config.value.root.down('data', 'values').string().value;
  if (text === undefined) return undefined;
  const { documents, problems } = readYaml(text, config.at.file ?? 'linkerd-config', config.at.source, 'core');
  return problems.length > 0 ? undefined : documents[0]?.root;
}

/** The default policy of a workload: its annotation, else that of its namespace, else that of the installation. */
export function defaultPolicy(
  workload: Fact<Workload>,
  namespace: Fact<KubernetesObject> | undefined,
  { byDefault }: LinkerdPolicies,
): Seen<string> {
  const key = 'config.linkerd.io/default-inbound-policy';
  const own = workload.value.annotations[key];
  if (own !== undefined) return seen(own, workload.value.at);
  const inherited = namespace?.value.annotations[key];
  if (inherited !== undefined) return seen(inherited, namespace!.at);
  return (
    byDefault ??
    seen<string>(undefined, workload.value.at, 'the default policy of Linkerd, which its installation states')
  );
}

/**
 * What Linkerd says of a connection to a port of a meshed workload. A Server takes the port out of the default
 * policy: what no authorization of it lets in meets its `accessPolicy`, which denies unless it is stated
 * (Linkerd: "Authorization Policy").
 *
 * @param near the Servers of its namespace
 */
export function decideLinkerd(
  workload: Fact<Workload>,
  namespace: Fact<KubernetesObject> | undefined,
  policies: LinkerdPolicies,
  near: readonly Fact<KubernetesObject>[],
  request: Request,
): Decision {
  const servers = near.map((server) => ({ server, holds: serverHolds(server, workload, request.port) }));
  const certain = servers.filter(({ holds }) => holds === true);
  const unsure = servers.find(({ holds }) => typeof holds === 'string');
  const [first] = certain;
  if (first === undefined) {
    const fallback = byPolicy(defaultPolicy(workload, namespace, policies), request, policies);
    if (unsure === undefined || fallback.verdict === 'unknown') return fallback;
    return undecided([stepOf(unsure.server, 'may hold here')], unsure.holds as string);
  }
  if (certain.length > 1)
    return undecided(
      certain.map(({ server }) => stepOf(server, 'selects the port')),
      'which of several Servers that overlap holds',
    );
  const { server } = first;
  const granted = policies.authorizations.map((one) => ({ one, truth: grants(one, server, policies, request) }));
  const by = granted.find(({ truth }) => truth === true);
  if (by !== undefined)
    return {
      verdict: 'allowed',
      because: [stepOf(server, 'selects the port'), stepOf(by.one, 'authorizes')],
      missing: [],
    };
  const access = server.value.root.get('spec').get('accessPolicy');
  const policy = access.empty ? seen('deny', access.noted('absent: Linkerd takes deny')) : access.text();
  const rest = byPolicy(
    policy,
    request,
    policies,
    stepOf(server, 'selects the port and denies what is not authorized'),
  );
  const open = granted.find(({ truth }) => typeof truth === 'string');
  if (open === undefined || rest.verdict === 'allowed') return rest;
  return undecided([stepOf(server, 'selects the port'), stepOf(open.one, 'may authorize')], open.truth as string);
}

function undecided(because: readonly Because[], missing: string): Decision {
  return { verdict: 'unknown', because, missing: [missing] };
}

function stepOf({ value, at }: Fact<KubernetesObject>, effect: string): Because {
  return { layer: 'mesh', rule: `${value.kind} ${namespaceOf(value.namespace)}/${value.name}`, effect, at };
}

function byPolicy(
  policy: Seen<string>,
  request: Request,
  { clusterNetworks }: LinkerdPolicies,
  server?: Because,
): Decision {
  const step = (effect: string, at: Evidence = policy.at): Because[] => {
    if (server !== undefined && policy.value === 'deny') return [server];
    return [{ layer: 'mesh', rule: `default policy ${policy.value ?? '(not known)'} of Linkerd`, effect, at }];
  };
  if (policy.value === undefined) return undecided(step('decides'), policy.why ?? 'the default policy of Linkerd');
  // A Pod is in its cluster, whatever address it was given.
  const inCluster = (): Truth =>
    request.pod === true || any(clusterNetworks.map((block) => addressesIn(block.trim(), request.addresses)));
  const known: Truth = typeof request.identity === 'string' ? request.identity : request.identity !== null;
  let truth: Truth;
  switch (policy.value) {
    case 'all-unauthenticated':
    case 'audit':
      truth = true;
      break;
    case 'all-authenticated':
      truth = known;
      break;
    case 'cluster-authenticated':
      truth = all([known, inCluster()]);
      break;
    case 'cluster-unauthenticated':
      truth = inCluster();
      break;
    case 'deny':
      truth = false;
      break;
    default:
      return undecided(step('decides'), `what the policy "${policy.value}" of Linkerd means`);
  }
  if (typeof truth === 'string') return undecided(step('decides'), truth);
  return { verdict: truth ? 'allowed' : 'denied', because: step(truth ? 'allows' : 'denies'), missing: [] };
}

function serverHolds(server: Fact<KubernetesObject>, { value }: Fact<Workload>, port: number): Truth {
  if (namespaceOf(server.value.namespace) !== namespaceOf(value.namespace)) return false;
  const spec = server.value.root.get('spec');
  if (spec.get('podSelector').empty) return false;
  const selector = readSelector(spec.get('podSelector'));
  if (selector.value === undefined)
    return `whom Server ${server.value.name} selects: ${selector.why ?? 'its selector cannot be read'}`;
  if (!selects(selector.value, value.labels)) return false;
  const at = spec.get('port').value;
  // Only ports that the Pod states are looked at.
  for (const container of value.containers)
    for (const one of container.spec?.get('ports').items() ?? []) {
      const number = one.get('containerPort').value;
      if (number === port && (at === number || at === one.get('name').value)) return true;
    }
  if (at === port) return `whether Linkerd takes port ${port}, which the Pod does not state`;
  return false;
}

function grants(
  one: Fact<KubernetesObject>,
  server: Fact<KubernetesObject>,
  policies: LinkerdPolicies,
  request: Request,
): Truth {
  const spec = one.value.root.get('spec');
  if (namespaceOf(one.value.namespace) !== namespaceOf(server.value.namespace)) return false;
  return one.value.kind === 'ServerAuthorization'
    ? serverAuthorization(spec, server, policies, request)
    : authorizationPolicy(one, spec, server, policies, request);
}

function serverAuthorization(
  spec: Located,
  server: Fact<KubernetesObject>,
  policies: LinkerdPolicies,
  request: Request,
): Truth {
  const named = spec.down('server', 'name');
  const selector = readSelector(spec.down('server', 'selector'));
  const meant: Truth = named.exists
    ? named.value === server.value.name
    : spec.down('server', 'selector').empty
      ? false
      : selector.value === undefined
        ? 'which Servers a ServerAuthorization selects'
        : selects(selector.value, server.value.labels);
  const client = spec.get('client');
  const networks = client.get('networks');
  const from = networks.empty ? true : inNetworks(networks, request);
  const tls = client.get('meshTLS');
  const who: Truth =
    client.get('unauthenticated').value === true || tls.get('unauthenticatedTLS').value === true
      ? client.get('unauthenticated').value === true
        ? true
        : identified(request, policies, () => true)
      : tls.empty
        ? false
        : identified(
            request,
            policies,
            (identities) =>
              (tls.get('identities').strings().value ?? []).some((pattern) =>
                identities.some((id) => textMatches(pattern, id)),
              ) ||
              tls
                .get('serviceAccounts')
                .items()
                .some((account) => isAccount(account, server, request)),
          );
  return all([meant, from, who]);
}

function authorizationPolicy(
  one: Fact<KubernetesObject>,
  spec: Located,
  server: Fact<KubernetesObject>,
  policies: LinkerdPolicies,
  request: Request,
): Truth {
  const target = spec.get('targetRef');
  const kind = target.get('kind').text().value;
  const name = target.get('name').text().value;
  let meant: Truth = false;
  if (kind === 'Server') meant = name === server.value.name;
  else if (kind === 'Namespace') meant = name === namespaceOf(server.value.namespace);
  else if (kind === 'HTTPRoute' || kind === 'GRPCRoute') {
    const route = policies.routes.find(
      ({ value }) => value.name === name && namespaceOf(value.namespace) === namespaceOf(server.value.namespace),
    );
    const parents = route?.value.root.get('spec').get('parentRefs').items();
    const elsewhere =
      parents !== undefined &&
      parents.every(
        (parent) => parent.get('kind').value === 'Server' && parent.get('name').value !== server.value.name,
      );
    meant = elsewhere ? false : `which requests are made: ${one.value.name} speaks of the ${kind} ${name ?? ''}`;
  } else meant = `what AuthorizationPolicy ${one.value.name} targets`;
  const required = spec.get('requiredAuthenticationRefs');
  if (!required.isList || required.items().length === 0)
    return all([meant, `whom AuthorizationPolicy ${one.value.name} authenticates: it names nothing`]);
  return all([meant, ...required.items().map((ref) => authenticates(ref, one, policies, request))]);
}

function authenticates(
  ref: Located,
  policy: Fact<KubernetesObject>,
  policies: LinkerdPolicies,
  request: Request,
): Truth {
  const kind = ref.get('kind').text().value;
  const name = ref.get('name').text().value;
  const namespace = ref.get('namespace').text().value ?? namespaceOf(policy.value.namespace);
  if (kind === 'ServiceAccount') return identified(request, policies, () => isAccountNamed(name, namespace, request));
  const found = policies.authentications.find(
    ({ value }) => value.kind === kind && value.name === name && namespaceOf(value.namespace) === namespace,
  );
  if (found === undefined)
    return `what the ${kind ?? 'authentication'} ${namespace}/${name ?? ''} holds, which is not among what was read`;
  const spec = found.value.root.get('spec');
  if (kind === 'NetworkAuthentication') return inNetworks(spec.get('networks'), request);
  const patterns = spec.get('identities').strings().value ?? [];
  const refs = spec.get('identityRefs').items();
  const byRef = (at: Located): boolean => {
    const own = at.get('namespace').text().value ?? namespaceOf(found.value.namespace);
    if (at.get('kind').value === 'Namespace')
      return typeof request.identity === 'object' && request.identity?.namespace === at.get('name').value;
    return isAccountNamed(at.get('name').text().value, own, request);
  };
  return identified(
    request,
    policies,
    (ids) => patterns.some((pattern) => ids.some((id) => textMatches(pattern, id))) || refs.some(byRef),
  );
}

function inNetworks(networks: Located, request: Request): Truth {
  return any(
    networks.items().map((network) => {
      const except = network.get('except').strings().value ?? [];
      return all([
        addressesIn(network.get('cidr').text().value ?? '', request.addresses),
        not(any(except.map((block) => addressesIn(block, request.addresses)))),
      ]);
    }),
  );
}

/** Of one without identity nothing holds that asks for one. */
function identified(
  { identity }: Request,
  { identities }: LinkerdPolicies,
  holds: (identities: readonly string[]) => boolean,
): Truth {
  if (typeof identity === 'string') return identity;
  if (identity === null) return false;
  return holds([`${identity.serviceAccount}.${identity.namespace}.serviceaccount.${identities}`]);
}

function isAccount(at: Located, server: Fact<KubernetesObject>, request: Request): boolean {
  return isAccountNamed(
    at.get('name').text().value,
    at.get('namespace').text().value ?? namespaceOf(server.value.namespace),
    request,
  );
}

function isAccountNamed(name: string | undefined, namespace: string, { identity }: Request): boolean {
  return (
    typeof identity === 'object' &&
    identity !== null &&
    identity.namespace === namespace &&
    identity.serviceAccount === name
  );
}
