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
  /**
   * Its name on the engine, by which projects share it: `shop_default`. Undefined where it depends on the
   * name of the project, and nothing says that.
   */
  readonly realName?: Seen<string>;
  /** Compose: the project that declares it, as `Workload.project`. */
  readonly project?: Seen<string>;
  /**
   * Options of the driver as they stand: `com.docker.network.bridge.gateway_mode_ipv4`, `macvlan_mode`.
   * Undefined for a network that was made elsewhere.
   */
  readonly options?: Seen<Readonly<Record<string, string>>>;
  /** Containers on it have IPv6 addresses. */
  readonly ipv6?: Seen<boolean>;
  readonly subnets?: Seen<readonly Subnet[]>;
  /** Interface of the host that a bridge network is: `docker0`, `br-9a119a6fd56c`. */
  readonly bridge?: Seen<string>;
  /** Id on the engine. */
  readonly id?: Seen<string>;
  readonly at: Evidence;
}

export interface Subnet {
  /** `172.18.0.0/16` */
  readonly subnet: string;
  /** The address that the host has on it; undefined when none was named. */
  readonly gateway?: string;
}

export const network = defineFact<Network>('network');
