import { HttpError } from '../http/http-error.ts';
import type { Cluster } from './cluster.ts';

/** One kind of object that a server keeps. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** As in paths: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface Discovery {
  /** Each resource in the version that the server prefers. */
  readonly resources: readonly ApiResource[];
  /** Groups and versions that did not answer: an extension API server that is down, most often. */
  readonly unanswered: readonly { readonly groupVersion: string; readonly because: string }[];
}

/** `/apis/apps/v1/namespaces/x/deployments`; for all namespaces without one. */
export function pathOf({ group, version, resource }: ApiResource, namespace?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`}/${resource}`;
}

export function apiVersionOf({ group, version }: Pick<ApiResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/**
 * Everything the server serves: two requests (aggregated discovery, Kubernetes 1.26 and later), else one
 * for each group and version.
 *
 * @throws HttpError when neither form answers at all
 */
export async function discover(cluster: Cluster): Promise<Discovery> {
  const found: ApiResource[] = [];
  const unanswered: { groupVersion: string; because: string }[] = [];
  for (const root of ['/api', '/apis']) {
    const answer = record(await cluster.get(root, { accept: aggregated }));
    if (answer['kind'] === 'APIGroupDiscoveryList') takeAggregated(answer, found, unanswered);
    else await takeEach(cluster, root, answer, found, unanswered);
  }
  return { resources: preferred(found), unanswered };
}

function takeAggregated(
  answer: Readonly<Record<string, unknown>>,
  found: ApiResource[],
  unanswered: { groupVersion: string; because: string }[],
): void {
  // Of what the server does not say nothing would be listed, and nothing missed.
  if (!Array.isArray(answer['items'])) throw new HttpError('not-http', 'the answer lists no groups of APIs');
  for (const item of list(answer['items'])) {
    const group = text(record(item['metadata'])['name']);
    for (const one of list(item['versions'])) {
      const version = text(one['version']);
      if (one['freshness'] === 'Stale') {
        unanswered.push({ groupVersion: apiVersionOf({ group, version }), because: 'the server marks it as stale' });
      }
      for (const { resource, responseKind, scope, verbs } of list(one['resources'])) {
        const kind = text(record(responseKind)['kind']);
        found.push({
          group,
          version,
          resource: text(resource),
          kind,
          namespaced: scope === 'Namespaced',
          verbs: strings(verbs),
        });
      }
    }
  }
}

async function takeEach(
  cluster: Cluster,
  root: string,
  answer: Readonly<Record<string, unknown>>,
  found: ApiResource[],
  unanswered: { groupVersion: string; because: string }[],
): Promise<void> {
  if (!Array.isArray(answer[root === '/api' ? 'versions' : 'groups']))
    throw new HttpError('not-http', `${root}: the answer lists no groups of APIs`);
  const versions =
    root === '/api'
      ? strings(answer['versions']).map((version) => ({ group: '', version }))
      : list(answer['groups']).flatMap((group) => versionsOf(group));
  for (const { group, version } of versions) {
    const groupVersion = apiVersionOf({ group, version });
    let resources: readonly Record<string, unknown>[];
    try {
      const { resources: said } = record(await cluster.get(`${root}/${groupVersion}`));
      if (!Array.isArray(said)) throw new HttpError('not-http', 'the answer lists no kinds');
      resources = list(said);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      unanswered.push({ groupVersion, because: error.message });
      continue;
    }
    for (const { name, kind, namespaced, verbs } of resources) {
      if (text(name).includes('/')) continue;
      found.push({
        group,
        version,
        resource: text(name),
        kind: text(kind),
        namespaced: namespaced === true,
        verbs: strings(verbs),
      });
    }
  }
}

/** The preferred version first: it decides where a resource has several. */
function versionsOf(group: Readonly<Record<string, unknown>>): { group: string; version: string }[] {
  const name = text(group['name']);
  const first = text(record(group['preferredVersion'])['version']);
  const all = list(group['versions']).map((one) => text(one['version']));
  return [...new Set([first, ...all])].filter((one) => one !== '').map((version) => ({ group: name, version }));
}

/** Servers name versions in the order of preference. */
function preferred(found: readonly ApiResource[]): ApiResource[] {
  const byName = new Map<string, ApiResource>();
  for (const one of found) {
    if (one.resource === '' || one.kind === '' || one.version === '') continue;
    const key = `${one.resource}.${one.group}`;
    const before = byName.get(key);
    // A version may lack the verb that another one has.
    if (before === undefined || (!before.verbs.includes('list') && one.verbs.includes('list'))) byName.set(key, one);
  }
  return [...byName.values()];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}
function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
