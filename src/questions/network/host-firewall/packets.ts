import { readAddress, readBlock } from '../../../formats/packet-filter/addresses.ts';
import type { Route } from '../../../formats/packet-filter/evaluate.ts';
import type { Held, Interface } from '../../../formats/packet-filter/packet.ts';
import type { Family, Value } from '../../../formats/packet-filter/rule-set.ts';
import type { Firewall } from './firewalls.ts';

/** Interfaces that lead to containers and virtual machines, and the loopback: nothing comes from outside by them. */
export const innerInterfaces =
  'lo docker0 docker_gwbridge br-+ veth+ virbr+ cni+ cali+ flannel+ cilium+ lxc+ podman+ tap+ vnet+'.split(' ');

function isInner(name: string): boolean {
  return innerInterfaces.some((one) => (one.endsWith('+') ? name.startsWith(one.slice(0, -1)) : one === name));
}

/** The way in from other machines. */
export function outerInterface({ interfaces }: Firewall): Interface {
  const outer = interfaces?.filter(({ name }) => !isInner(name)) ?? [];
  return outer.length === 1 ? { name: outer[0]!.name } : { except: innerInterfaces };
}

/** A network of containers on the host. */
export interface InnerNetwork {
  /** Its interface on the host; undefined: not known. */
  readonly bridge: string | undefined;
  /** `172.18.0.0/16` */
  readonly subnets: readonly string[];
}

/** How the host sends packets on, as far as it is known. */
export function routeOf(firewall: Firewall, from: Route['from'], inner: readonly InnerNetwork[] = []): Route {
  const own = firewall.interfaces?.flatMap(({ addresses }) => addresses.flatMap((one) => readAddress(one) ?? []));
  const networks = inner.map(({ bridge, subnets }) => ({
    bridge,
    blocks: subnets.flatMap((one) => readBlock(one) ?? []),
  }));
  const within = (family: Family, value: Value): (typeof networks)[number] | undefined =>
    networks.find(({ blocks }) =>
      blocks.some((one) => one.family === family && one.first <= value && value <= one.last),
    );
  return {
    from,
    local: (family, { value }: Held) => {
      if (value === undefined) return undefined;
      if (family === 4 ? Number(value) >>> 24 === 127 : value === 1n) return true;
      if (own?.some((one) => one.family === family && one.first === value) === true) return true;
      if (own !== undefined || within(family, value) !== undefined) return false;
      return undefined;
    },
    out: (family, { value }) => {
      const network = value === undefined ? undefined : within(family, value);
      if (network?.bridge !== undefined) return { name: network.bridge };
      return network === undefined && value !== undefined ? outerInterface(firewall) : { except: ['lo'] };
    },
  };
}
