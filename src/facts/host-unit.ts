import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A unit of systemd as its files state it (systemd.unit(5)): what the service will be started with. */
export interface HostUnit {
  /** `docker.service` */
  readonly name: string;
  /** The unit's own file; null where only drop-ins or nothing were found. */
  readonly file: string | null;
  /** Files of `NAME.d/`, in the order in which they count. */
  readonly dropIns: readonly string[];
  /** True when the unit is a link to /dev/null, or empty: it can never be started. */
  readonly masked: boolean;
  /** Values by `Section.Key` in their order; an empty assignment has taken those before it away. */
  readonly settings: Readonly<Record<string, readonly UnitValue[]>>;
  /**
   * Words of the last `ExecStart`, with variables of `Environment` and `EnvironmentFile` put in.
   * Undefined when there is none, or a variable has a value that is not known here.
   */
  readonly command: Seen<readonly string[]>;
  readonly at: Evidence;
}

export interface UnitValue {
  readonly value: string;
  readonly at: Evidence;
}

export const hostUnit = defineFact<HostUnit>('host-unit');
