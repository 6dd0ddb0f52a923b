import type { Network } from '../../../../facts/network.ts';
import { goBoolean } from '../../../../formats/command-line/flags.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import { isUntold, type Mechanics, type Truth } from './mechanics.ts';

/** What a network does with the packets of its containers. */
export interface Net {
  /** Equal for networks of one engine that are one. */
  readonly key: string;
  /** As a person calls it: `Network shop/back`. */
  readonly title: string;
  /** `bridge`, `overlay`, `lan` for macvlan and ipvlan, whose containers stand on a network outside. */
  readonly kind: 'bridge' | 'overlay' | 'lan' | 'unknown';
  readonly internal: Truth;
  /** Its containers reach each other. */
  readonly joins: Truth;
  readonly isDefaultBridge: boolean;
  readonly ipv6: Truth;
  /** How the host leads to it, by family. Those of a network that is none of bridges are `nat`. */
  readonly modes: Readonly<Record<4 | 6, GatewayMode | undefined>>;
  /** The host has an address on it. */
  readonly hasHost: Truth;
  readonly masquerades: Truth;
  /** Where ports are published for which no address is named; undefined: not known. */
  readonly defaultAddress: string | undefined;
  /** Some interfaces of the host let packets to published ports through. */
  readonly trustsInterfaces: boolean;
  /** A subnet that machines on the internet may have a route to (2000::/3). */
  readonly hasGlobalSubnet: boolean;
  readonly at: Evidence;
}

/** docs: engine/network/port-publishing, "Gateway modes". */
export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated';
const gatewayModes: readonly string[] = ['nat', 'nat-unprotected', 'routed', 'isolated'];

/** A network that was read. `key` as in `Net`; `title` without its kind. */
export function netOf(network: Network, key: string, title: string, engine: Mechanics): Net {
  const options = network.options?.value;
  const untold = { missing: `the options of network ${title} (\`docker network inspect\`)` };
  const kind = kindOf(network.driver.value);
  const option = (name: string): string | undefined => options?.[`com.docker.network.bridge.${name}`];
  const truth = (name: string, otherwise: boolean): Truth => {
    const written = option(name);
    if (written === undefined) return options === undefined ? untold : otherwise;
    return goBoolean(written) ?? { missing: `what ${name}=${written} of network ${title} means` };
  };
  const isDefaultBridge = option('default_bridge') === 'true';
  const mode = (family: 4 | 6): GatewayMode | undefined => {
    if (kind !== 'bridge') return 'nat';
    const written = option(`gateway_mode_ipv${family}`);
    if (written === undefined) return options === undefined ? undefined : 'nat';
    return gatewayModes.includes(written) ? (written as GatewayMode) : undefined;
  };
  const modes = { 4: mode(4), 6: mode(6) };
  return {
    key,
    title: `Network ${title}`,
    kind,
    internal: network.internal.value ?? untold,
    joins: joins(network, kind, untold, options),
    isDefaultBridge,
    ipv6: network.ipv6?.value ?? untold,
    modes,
    hasHost: hasHost(modes[4], truth('inhibit_ipv4', false), options === undefined ? untold : true),
    masquerades: truth('enable_ip_masquerade', true),
    defaultAddress:
      option('host_binding_ipv4') ??
      (isDefaultBridge ? engine.defaultAddress : options === undefined ? undefined : '0.0.0.0'),
    trustsInterfaces: (option('trusted_host_interfaces') ?? '') !== '',
    hasGlobalSubnet: network.subnets?.value?.some(({ subnet }) => /^[23][\da-f]{3}:/i.test(subnet)) === true,
    at: network.at,
  };
}

/** The bridge that every engine has, where a Compose file joins it by `network_mode: bridge`. */
export function defaultBridge(key: string, engine: Mechanics, at: Evidence): Net {
  return {
    key,
    title: 'Network bridge',
    kind: 'bridge',
    internal: false,
    joins: engine.icc,
    isDefaultBridge: true,
    ipv6: { missing: '`ipv6` of the engine (daemon.json)' },
    modes: { 4: 'nat', 6: 'nat' },
    hasHost: true,
    masquerades: true,
    defaultAddress: engine.defaultAddress,
    trustsInterfaces: false,
    hasGlobalSubnet: false,
    at,
  };
}

/** A network of the engine that nothing was read of. */
export function unreadNet(key: string, title: string, at: Evidence): Net {
  const untold = { missing: `what network ${title} is (\`docker network inspect ${title}\`)` };
  return {
    key,
    title: `Network ${title}`,
    kind: 'unknown',
    internal: untold,
    joins: untold,
    isDefaultBridge: false,
    ipv6: untold,
    modes: { 4: undefined, 6: undefined },
    hasHost: untold,
    masquerades: untold,
    defaultAddress: undefined,
    trustsInterfaces: false,
    hasGlobalSubnet: false,
    at,
  };
}

function kindOf(driver: string | undefined): Net['kind'] {
  if (driver === 'bridge' || driver === 'overlay') return driver;
  return driver === 'macvlan' || driver === 'ipvlan' ? 'lan' : 'unknown';
}

function joins(
  network: Network,
  kind: Net['kind'],
  untold: Truth,
  options: Readonly<Record<string, string>> | undefined,
): Truth {
  if (kind === 'overlay') return true;
  if (kind === 'bridge') return network.interContainer.value ?? untold;
  if (kind === 'unknown' || options === undefined) return untold;
  // Modes of the kernel's own devices: in `private` they do not see each other, in `vepa` the switch decides.
  const mode = options['macvlan_mode'] ?? options['ipvlan_flag'] ?? 'bridge';
  if (mode === 'private') return false;
  return mode === 'bridge' ? true : { missing: `what the switch outside does with ${mode} (${network.name})` };
}

function hasHost(mode: GatewayMode | undefined, inhibited: Truth, otherwise: Truth): Truth {
  if (mode === 'isolated') return false;
  if (inhibited !== false && !isUntold(otherwise))
    return { missing: 'which address the host has on a network made with inhibit_ipv4' };
  return otherwise;
}
