import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A network of Docker or Compose. */
export interface Network {
  readonly name: string;
  readonly driver: Seen<string>;
  /** No way out to other networks. */
  readonly internal: Seen<boolean>;
  /** Containers on it reach each other (`com.docker.network.bridge.enable_icc`). */
  readonly interContainer: Seen<boolean>;
  /** Overlay networks: traffic between hosts is encrypted (`--opt encrypted`). */
  readonly encrypted: Seen<boolean>;
  readonly external: Seen<boolean>;
  readonly at: Evidence;
}

export const network = defineFact<Network>('network');
