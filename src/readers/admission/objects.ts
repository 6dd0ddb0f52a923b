import { resourceOf, isOwnKind, type Request } from '../../formats/admission/request.ts';
import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { Fact } from '../../model/fact.ts';

type ObjectFact = Fact<KubernetesObject>;

/** Kinds that are files for a program and never sent to an API server. */
const filesOnly =
  /^(kustomize\.config\.k8s\.io|kubelet\.config\.k8s\.io|kubeadm\.k8s\.io|kubeproxy\.config\.k8s\.io|kubescheduler\.config\.k8s\.io|apiserver\.config\.k8s\.io|apiserver\.k8s\.io|audit\.k8s\.io|client\.authentication\.k8s\.io|kind\.x-k8s\.io)\//;

/** Policies do not speak of themselves, nor of webhooks. */
const exempt = new Set([
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
]);

/** The request that would make an object; null for what no API server is asked to make. */
export function requestOf({ value, stage }: ObjectFact): Request | null {
  const { apiVersion, kind, namespace, labels, root } = value;
  if (filesOnly.test(apiVersion) || (apiVersion === 'v1' && kind === 'Config')) return null;
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  if (group === 'admissionregistration.k8s.io' && exempt.has(kind)) return null;
  const own = isOwnKind(group);
  const name = root.down('metadata', 'name').string().value ?? '';
  return {
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    resource: resourceOf(kind),
    resourceKnown: own,
    name,
    namespace,
    labels,
    // The items of a typed list may leave out what they are.
    data: { ...(root.value as Readonly<Record<string, unknown>>), apiVersion, kind },
    declared: stage === 'declared',
  };
}

/** Objects by what they are and are called, for namespaces and parameters. */
export class SeenObjects {
  readonly #byKind: ReadonlyMap<string, readonly ObjectFact[]>;
  #namespaces: ReadonlyMap<string, ObjectFact> | undefined;
  constructor(objects: readonly ObjectFact[]) {
    this.#byKind = Map.groupBy(objects, ({ value }) => `${value.apiVersion} ${value.kind}`);
  }
  namespace(name: string): ObjectFact | undefined {
    this.#namespaces ??= new Map(this.of('v1', 'Namespace').map((one): [string, ObjectFact] => [one.value.name, one]));
    return this.#namespaces.get(name);
  }
  of(apiVersion: string, kind: string): readonly ObjectFact[] {
    return this.#byKind.get(`${apiVersion} ${kind}`) ?? [];
  }
}
