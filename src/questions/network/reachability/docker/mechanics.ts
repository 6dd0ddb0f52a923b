import type { Engine } from '../../../../facts/engine.ts';
import type { Because } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Seen } from '../../../../model/seen.ts';

/** Yes or no, or what would tell. */
export type Truth = true | false | Untold;
export interface Untold {
  readonly missing: string;
}

export const isUntold = (truth: Truth): truth is Untold => typeof truth === 'object';

/** What an engine does to packets, as far as it differs between engines and between their versions. */
export interface Mechanics {
  /** Writes packet-filter rules for IPv4 (`iptables`; with Engine 29 perhaps by nftables). */
  readonly filters: Truth;
  /** Writes them for IPv6 as well. */
  readonly filters6: Truth;
  /** By tables of nftables and not by iptables (`firewall-backend`, Engine 29). */
  readonly nftables: Truth;
  /** A process on the host takes connections of containers to published ports and makes them anew. */
  readonly proxies: Truth;
  readonly forwards: Truth;
  readonly rootless: Truth;
  readonly icc: Truth;
  /** Published ports are open at the address of the container too. */
  readonly directRouting: Truth;
  /** Where ports of the default bridge are published when no address is named; undefined: not known. */
  readonly defaultAddress: string | undefined;
  /** Whether its version is this one or a later one; as 28.02 for 28.2. */
  since(version: number): Truth;
  /** The step of a proof that says whose rules these are, and what was taken of it. */
  readonly because: Because;
  readonly at: Evidence;
}

/** What an engine does that was read. */
export function mechanicsOf({ value: engine, at }: Fact<Engine>): Mechanics {
  const version = versionNumber(engine.version.value);
  const truth = (setting: Seen<boolean> | undefined, name: string): Truth =>
    setting?.value ?? { missing: `${name} of the engine (daemon.json, or \`ask docker:\` as root on its host)` };
  return {
    filters: truth(engine.iptables, '`iptables`'),
    filters6: truth(engine.ip6tables, '`ip6tables`'),
    nftables:
      version !== undefined && version < 29
        ? false
        : engine.firewallBackend?.value === undefined
          ? { missing: '`firewall-backend` of the engine (`docker info`)' }
          : engine.firewallBackend.value.startsWith('nftables'),
    proxies: truth(engine.userlandProxy, '`userland-proxy`'),
    forwards: truth(engine.ipForward, '`ip-forward`'),
    rootless: truth(engine.rootless, 'whether it is rootless'),
    icc: truth(engine.interContainer, '`icc`'),
    directRouting:
      version !== undefined && version < 28.02 ? false : truth(engine.allowDirectRouting, '`allow-direct-routing`'),
    defaultAddress: engine.defaultAddress?.value,
    since: (wanted) =>
      version === undefined ? { missing: 'the version of the engine (`docker version`)' } : version >= wanted,
    because: {
      layer: 'docker',
      rule: `Engine ${engine.address}, version ${engine.version.value ?? 'not known'}`,
      effect: 'filters',
      at: engine.version.value === undefined ? at : engine.version.at,
    },
    at,
  };
}

/**
 * What is taken of an engine that is not there yet: Compose files do not say which engine will run them.
 * Its configuration is taken as Docker ships it; its version is not guessed.
 */
export function assumedMechanics(at: Evidence): Mechanics {
  const untold = { missing: 'the version of the engine that will run it (`docker version`)' };
  return {
    filters: true,
    filters6: untold,
    nftables: false,
    proxies: true,
    forwards: true,
    rootless: false,
    icc: true,
    directRouting: false,
    defaultAddress: '0.0.0.0',
    since: () => untold,
    because: {
      layer: 'docker',
      rule: 'an engine with the daemon.json that Docker ships, on a host whose own rules deny nothing more',
      effect: 'is assumed',
      at,
    },
    at,
  };
}

/** `28.3.2` is 28.03, `20.10.24+dfsg1` is 20.1. */
function versionNumber(text: string | undefined): number | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,2})(?!\d)/.exec(text ?? '');
  return match === null ? undefined : Number(match[1]) + Number(match[2]) / 100;
}
