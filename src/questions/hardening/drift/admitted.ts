import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { parseQuantity } from '../../../formats/kubernetes-quantity/quantity.ts';
import type { Located } from '../../../model/located.ts';
import type { Pairwise } from './compare.ts';
import { canonical, imageText } from './setting.ts';
import type { Objects, Thing } from './things.ts';

/** What of the differences between a Pod and its template admission or a controller makes by itself. */
export interface Admitted {
  readonly drift: readonly Pairwise[];
  /** What was put in, in words. */
  readonly expected: readonly string[];
  /** What may have been put in; why it is not known. */
  readonly unclear: readonly string[];
}

/** What is known of those who change Pods. */
export class Admission {
  readonly #live: Objects;
  readonly #webhooks: readonly Located[];
  readonly #policies: boolean;
  readonly #limitRanges: ReadonlyMap<string, readonly Thing[]>;
  readonly #namespaces: ReadonlyMap<string, Thing>;
  /** Of each container's name, what its containers are in all Pods. */
  readonly #alike = new Map<string, Set<string>>();

  constructor(live: Objects) {
    this.#live = live;
    this.#webhooks = live.all
      .filter(({ kind }) => kind === 'MutatingWebhookConfiguration')
      .flatMap(({ root }) => root.get('webhooks').items());
    this.#policies = live.all.some(({ kind }) => kind === 'MutatingAdmissionPolicy');
    this.#limitRanges = Map.groupBy(
      live.all.filter(({ groupKind }) => groupKind === '/LimitRange'),
      ({ namespace }) => namespace,
    );
    this.#namespaces = new Map(
      live.all.filter(({ groupKind }) => groupKind === '/Namespace').map((one) => [one.name, one]),
    );
    for (const { groupKind, root } of live.all) {
      if (groupKind !== '/Pod') continue;
      for (const container of containersOf(root)) {
        const name = String(container.get('name').value);
        this.#alike.set(name, (this.#alike.get(name) ?? new Set()).add(likenessOf(container)));
      }
    }
  }

  /**
   * @param pod the Pod
   * @param owner what made it; null for a Pod that was declared itself
   */
  of(pod: Thing, owner: Thing | null, differences: readonly Pairwise[]): Admitted {
    const drift: Pairwise[] = [];
    const expected = new Set<string>();
    const unclear: string[] = [];
    const injected = this.#injected(pod, differences, expected, unclear);
    const token = differences.find((one) => isTokenVolume(one) && mayHaveToken(pod))?.name;
    const tokenName = token === undefined ? null : /\[(.*)\]/.exec(token)![1]!;
    const added = new Set(
      injected.size === 0 ? [] : differences.filter((one) => isAddedVolume(one)).map((one) => nameIn(one)),
    );
    // A scratch space may be handed to the Pod's own containers (Vault does); a secret or token is the sidecar's.
    const shared = new Set(
      differences.filter((one) => added.has(nameIn(one)) && isScratch(one)).map((one) => nameIn(one)),
    );
    for (const one of differences) {
      if (one.name === 'container' && one.live !== undefined && one.declared === undefined) {
        if (!injected.has(one.container!)) {
          // Added to a Pod that runs, by a person: nothing injects these.
          const isDebug = (one.live.at as Located).path.includes('ephemeralContainers');
          const why = isDebug ? null : this.#mayInject(pod, one.container!);
          if (why === null) drift.push(one);
          else unclear.push(why);
        }
        continue;
      }
      if (one.declared === undefined && isOwn(one, tokenName, pod, owner)) continue;
      if (one.declared === undefined && this.#isLimit(one, pod, expected)) continue;
      // AlwaysPullImages, which is stricter than any template.
      if (one.name === 'imagePullPolicy' && one.live?.text === 'Always') continue;
      if (owner?.groupKind === 'apps/DaemonSet' && one.name === 'affinity') continue;
      if (isAddedVolume(one) && added.has(nameIn(one))) continue;
      if (one.declared === undefined && one.name.startsWith('volumeMounts[') && shared.has(volumeOf(one))) continue;
      drift.push(one);
    }
    return { drift, expected: [...expected], unclear };
  }

  /** Containers that are a mesh's: its webhook is there, works on this Pod, and all Pods have the same one. */
  #injected(
    pod: Thing,
    differences: readonly Pairwise[],
    expected: Set<string>,
    unclear: string[],
  ): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { name, container, declared, live } of differences) {
      if (name !== 'container' || container === null || declared !== undefined || live === undefined) continue;
      const family = families.find(([, own]) => own.test(container));
      if (family === undefined) continue;
      const webhook = this.#webhooksOn(pod).find((one) => family[2].test(nameOf(one)));
      if (webhook === undefined) continue;
      found.add(container);
      if ((this.#alike.get(container)?.size ?? 0) > 1)
        unclear.push(
          `container ${container} is not the same in all Pods that have one: which of them ${family[0]} put in is not known`,
        );
      else expected.add(`container ${container}, put in by the webhook ${nameOf(webhook)}`);
    }
    return found;
  }

  /** Why a container that the template has not may have been put in; null when nobody is there who would. */
  #mayInject(pod: Thing, container: string): string | null {
    const family = families.find(([, own]) => own.test(container));
    const all = this.#live.lists('MutatingWebhookConfiguration', '');
    if (!all)
      return `container ${container} is not of its template; whether a webhook puts it in is not known, for these were not all seen`;
    if (family !== undefined) return null;
    const [webhook] = this.#webhooksOn(pod);
    if (webhook !== undefined)
      return `container ${container} is not of its template; the webhook ${nameOf(webhook)} may have put it in`;
    return this.#policies
      ? `container ${container} is not of its template; a MutatingAdmissionPolicy may have put it in`
      : null;
  }

  #webhooksOn(pod: Thing): readonly Located[] {
    const labels = pod.fact.value.labels;
    const namespace = this.#namespaces.get(pod.namespace)?.fact.value.labels ?? {};
    return this.#webhooks.filter(
      (hook) =>
        hook.get('rules').items().some(isOfPods) &&
        selectedBy(hook.get('namespaceSelector'), { 'kubernetes.io/metadata.name': pod.namespace, ...namespace }) &&
        selectedBy(hook.get('objectSelector'), labels),
    );
  }

  /** A limit that the LimitRange of the namespace gives to containers that say none. */
  #isLimit({ name, live }: Pairwise, pod: Thing, expected: Set<string>): boolean {
    const resource = /^resources\.limits\.(.+)$/.exec(name)?.[1];
    if (resource === undefined) return false;
    for (const range of this.#limitRanges.get(pod.namespace) ?? []) {
      for (const one of range.root.down('spec', 'limits').items()) {
        const text = one.down('default', resource).text().value;
        const value = text === undefined ? undefined : parseQuantity(text);
        if (one.get('type').value !== 'Container' || value === undefined) continue;
        if (String(Number(value.toPrecision(12))) !== live?.text) continue;
        expected.add(`limits of ${resource}, by LimitRange ${range.name}`);
        return true;
      }
    }
    return false;
  }
}

/** Who puts what into Pods: containers by their names, the webhook by its name. */
const families: readonly (readonly [name: string, container: RegExp, webhook: RegExp])[] = [
  ['Istio', /^(istio-(proxy|init|validation)|enable-core-dump)$/, /istio/i],
  ['Linkerd', /^linkerd-(proxy|init|network-validator|debug)$/, /linkerd/i],
  ['Vault', /^vault-agent(-init)?$/, /vault/i],
  ['Kuma', /^kuma-(sidecar|init|validation)$/, /kuma/i],
  ['Consul', /^(consul-dataplane|consul-connect-inject-init)$/, /consul/i],
];

function nameOf(webhook: Located): string {
  return webhook.get('name').text().value ?? '(unnamed)';
}

function isOfPods(rule: Located): boolean {
  const has = (key: string, ...wanted: string[]): boolean =>
    (rule.get(key).strings().value ?? []).some((one) => wanted.includes(one));
  return (
    has('apiGroups', '', '*') && has('resources', 'pods', '*', '*/*', 'pods/*') && has('operations', 'CREATE', '*')
  );
}

/** A selector that cannot be read selects nothing: what it puts in stays unexplained. */
function selectedBy(at: Located, labels: Readonly<Record<string, string>>): boolean {
  const { value } = readSelector(at);
  return value !== undefined && selects(value, labels);
}

function* containersOf(pod: Located): Generator<Located> {
  for (const key of ['initContainers', 'containers']) yield* pod.down('spec', key).items();
}

/** What a container may do to its node, and whose program it is. */
function likenessOf(container: Located): string {
  const security = container.get('securityContext');
  const image = imageText(String(container.get('image').value))
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '');
  return canonical([
    image,
    security.get('privileged').value === true,
    security.down('capabilities', 'add').value ?? [],
    container.get('command').value ?? [],
  ]);
}

/** What the API server, a controller or the kubelet adds to every Pod. */
function isOwn(one: Pairwise, token: string | null, pod: Thing, owner: Thing | null): boolean {
  const { name, live } = one;
  const at = live?.at as Located;
  if (name === 'nodeName' || name === 'priorityClassName' || name.startsWith('imagePullSecrets[')) return true;
  if (name.startsWith('tolerations '))
    return String((Object(at.value) as { key?: unknown }).key).startsWith('node.kubernetes.io/');
  if (name.startsWith('labels[')) return ownLabels.test(nameIn(one));
  if (token !== null && name === `volumes[${token}]`) return true;
  if (token !== null && name === `volumeMounts[${tokenPath}]`) {
    const { name: volume, readOnly } = Object(at.value) as Record<string, unknown>;
    return volume === token && readOnly === true;
  }
  if (name === 'env[JOB_COMPLETION_INDEX]') return owner?.groupKind === 'batch/Job';
  if (name.startsWith('volumes[') && owner?.groupKind === 'apps/StatefulSet') {
    const volume = nameIn(one);
    const claims = owner.root.down('spec', 'volumeClaimTemplates').items();
    const claim = at.down('persistentVolumeClaim', 'claimName').value;
    return claims.some((each) => each.down('metadata', 'name').value === volume) && claim === `${volume}-${pod.name}`;
  }
  return false;
}

const ownLabels =
  /^(pod-template-hash|pod-template-generation|controller-revision-hash|controller-uid|job-name|batch\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|statefulset\.kubernetes\.io\/pod-name|topology\.kubernetes\.io\/.*|service\.istio\.io\/.*|security\.istio\.io\/tlsMode|linkerd\.io\/.*)$/;

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The volume that the ServiceAccount plugin adds: these sources, and no token for anybody else. */
function isTokenVolume({ name, declared, live }: Pairwise): boolean {
  if (declared !== undefined || live === undefined || !/^volumes\[kube-api-access-[a-z0-9]{5}\]$/.test(name))
    return false;
  const at = live.at as Located;
  const sources = at.down('projected', 'sources').items();
  return (
    at.entries().every(([key]) => key === 'name' || key === 'projected') &&
    sources.length > 0 &&
    sources.every(({ value }) => tokenSources.has(canonical(value)))
  );
}

const tokenSources: ReadonlySet<string> = new Set(
  [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    // OpenShift's.
    { configMap: { name: 'openshift-service-ca.crt', items: [{ key: 'service-ca.crt', path: 'service-ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ].map((one) => canonical(one)),
);

/** A Pod that says no gets none from the API server. */
function mayHaveToken({ root }: Thing): boolean {
  return root.down('spec', 'automountServiceAccountToken').value !== false;
}

/** A volume of no node: what a mesh brings for itself. */
function isAddedVolume({ name, declared, live }: Pairwise): boolean {
  if (!/^volumes\[[^\]]*\]$/.test(name) || declared !== undefined || live === undefined) return false;
  const at = live.at as Located;
  return ['emptyDir', 'projected', 'configMap', 'secret', 'downwardAPI', 'csi'].some((kind) => at.get(kind).exists);
}

function isScratch({ name, live }: Pairwise): boolean {
  return name.startsWith('volumes[') && (live?.at as Located | undefined)?.get('emptyDir').exists === true;
}

function nameIn({ name }: Pairwise): string {
  return /\[(.*)\]$/.exec(name)?.[1] ?? '';
}

function volumeOf({ live }: Pairwise): string {
  return (live?.at as Located | undefined)?.get('name').text().value ?? '';
}
