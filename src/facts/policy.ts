import { defineFact } from '../model/fact.ts';
import type { Seen } from '../model/seen.ts';
import type { Evidence } from '../model/evidence.ts';

/** As `--cni` names them. */
export const networkPluginNames = ['kubernetes', 'cilium', 'calico', 'ovn', 'none'] as const;
export type NetworkPluginName = (typeof networkPluginNames)[number];

/** What the user decided, from plimsoll.yaml: the measure for checks that cannot know it alone. */
export interface Policy {
  /**
   * Registries and repositories that images may come from: `ghcr.io/acme/` (a prefix ends in `/`),
   * `docker.io/library/nginx` (exactly this repository). Undefined value: none was given.
   */
  readonly trustedSources: Seen<readonly string[]>;
  /** Days that logs must be kept at least and at most. */
  readonly retentionDays: Seen<{ readonly least?: number; readonly most?: number }>;
  /** Users that may command a container engine, which makes them root of its host. Undefined value: none were named. */
  readonly engineUsers?: Seen<readonly string[]>;
  /**
   * The network plugin of the cluster that files are meant for: by whose rules policies are read, and that they are
   * enforced; `none` enforces none. Undefined value: none was named. What is seen goes before it.
   */
  readonly networkPlugin?: Seen<NetworkPluginName>;
  readonly at: Evidence;
}

export const policy = defineFact<Policy>('policy');
