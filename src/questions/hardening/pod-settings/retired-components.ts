import type { Severity } from '../../../model/severity.ts';

export interface RetiredComponent {
  readonly name: string;
  /** Matches the image by registry and repository, mirrors of it included. */
  readonly image: RegExp;
  /** The month after which its makers mend nothing. */
  readonly since: string;
  readonly harm: string;
  readonly instead: string;
  readonly severity: Severity;
  readonly source: string;
}

/** Components of clusters that their makers have ended. */
const retiredComponents: readonly RetiredComponent[] = [
  {
    name: 'Tiller of Helm 2',
    image: /\/tiller$/,
    since: '2020-11',
    harm: 'whoever reaches its port installs what he likes, mostly as administrator of the cluster',
    instead: 'Move to Helm 3 or later, which has no server, and remove Tiller with its bindings.',
    severity: 'critical',
    source: 'https://helm.sh/blog/helm-v2-deprecation-timeline/',
  },
  {
    name: 'ingress-nginx',
    image: /\/(ingress-nginx\/(controller|controller-chroot|kube-webhook-certgen)|nginx-ingress-controller)$/,
    since: '2026-03',
    harm: 'all traffic from outside goes through it, and it reads the Secrets of all namespaces',
    instead: 'Move to the Gateway API or to another ingress controller.',
    severity: 'high',
    source: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
  },
  {
    name: 'Weave Net',
    image: /\/(weaveworks\/)?weave-(kube|npc)$/,
    since: '2024-06',
    harm: 'it runs privileged on every node and carries the traffic of all Pods',
    instead: 'Move to a network plugin that is looked after.',
    severity: 'high',
    source: 'https://github.com/weaveworks/weave',
  },
  {
    name: 'kiam',
    image: /\/uswitch\/kiam$/,
    since: '2024-03',
    harm: 'it hands out roles of the cloud',
    instead: 'Use the identities that the cloud gives to ServiceAccounts.',
    severity: 'high',
    source: 'https://github.com/uswitch/kiam',
  },
  {
    name: 'kaniko',
    image: /\/kaniko-project\/(executor|warmer)$/,
    since: '2025-06',
    harm: 'it runs the steps of builds as root',
    instead: 'Build with BuildKit or Buildah, or take a fork that is looked after.',
    severity: 'medium',
    source: 'https://github.com/GoogleContainerTools/kaniko',
  },
  {
    name: 'Heapster',
    image: /\/heapster(-(amd64|arm64|arm))?$/,
    since: '2018-11',
    harm: 'it reads the state of all nodes',
    instead: 'Use metrics-server.',
    severity: 'medium',
    source: 'https://github.com/kubernetes-retired/heapster',
  },
];

/** A word that is in the name of each, so that nearly all images are looked at once. */
const mayBe = /tiller|ingress-nginx|nginx-ingress|weave-|kiam|kaniko|heapster/;

/** @param path registry and repository of an image */
export function retiredComponentOf(path: string): RetiredComponent | undefined {
  return mayBe.test(path) ? retiredComponents.find(({ image }) => image.test(path)) : undefined;
}
