import type { Evidence } from '../model/evidence.ts';
import { defineFact } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';

/** A Kubernetes cluster as its API server describes itself. */
export interface Cluster {
  /** The kubeconfig's name for how it is reached. */
  readonly context: string;
  /** `https://host:6443`. */
  readonly server: string;
  /** Of the API server: `v1.37.2`, `v1.33.4-gke.1036000`. */
  readonly version: Seen<string>;
  /** `linux/amd64`. */
  readonly platform: Seen<string>;
  readonly at: Evidence;
}

export const cluster = defineFact<Cluster>('cluster');
