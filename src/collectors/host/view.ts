import type { HostProcess } from '../../facts/host-process.ts';
import type { HostUnit } from '../../facts/host-unit.ts';
import type { RootView } from '../../io/root-view.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { About, Fact } from '../../model/fact.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Account } from '../../readers/host/identities.ts';

export const source = 'host';

/** A host as its parts look at it. */
export interface HostView {
  readonly files: RootView;
  /** False for a root file system: nothing runs there that could be seen. */
  readonly live: boolean;
  /** A path of that host as a person here can open it. */
  shown(path: string): string;
  readonly accounts: readonly Account[];
  /** Names of groups by id. */
  readonly groupNames: ReadonlyMap<number, string>;
  /** Programs on the host itself and in containers; empty for a root file system. */
  readonly processes: readonly Fact<HostProcess>[];
  /** The unit as its files state it. */
  unit(name: string): Fact<HostUnit> | null;
  /** Addresses at which an engine was asked that is on this host. */
  readonly engineAddresses: readonly string[];
  /** True when an engine was asked that this root file system is to stand for. */
  readonly engineAsked: boolean;
  readonly signal: AbortSignal;
}

/** What one guide looks at beyond what every host shows. */
export type HostPart = (view: HostView) => Iterable<Sighting>;

export function evidenceOf(view: Pick<HostView, 'shown'>, path: string, note?: string): Evidence {
  const at = { source, file: view.shown(path) };
  return note === undefined ? at : { ...at, note };
}

/** The subject of a fact of this host. A root file system goes by its path, so that two are two hosts. */
export function aboutHost(view: Pick<HostView, 'shown' | 'live'>, kind: string, name: string): About {
  if (view.live) return { subject: { source, kind, name }, stage: 'running' };
  return { subject: { source, kind, namespace: view.shown(''), name }, stage: 'declared' };
}
