import { readAddress, readBlock } from '../../../formats/packet-filter/addresses.ts';
import type { Route } from '../../../formats/packet-filter/evaluation.ts';
import type { Held, Interface } from '../../../formats/packet-filter/packet.ts';
import { unite } from '../../../formats/packet-filter/ranges.ts';
import type { Family, Range, Value } from '../../../formats/packet-filter/rule-set.ts';
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

const loopback: Readonly<Record<Family, Range>> = {
  4: { first: 0x7f00_0000, last: 0x7fff_ffff },
  6: { first: 1n, last: 1n },
};

/**
 * An address of the host, by which it is reached from outside. Where its addresses are not known, it is none
 * of the loopback and none of a container: where ports are led to (DNAT), and what rules keep to one bridge
 * (`-d 172.17.0.2 ! -i docker0`).
 */
export function ownAddress(firewall: Firewall, family: Family, containers: readonly Range[] = []): Held {
  const own = firewall.interfaces
    ?.filter(({ name }) => !isInner(name))
    .flatMap(({ addresses }) => addresses.flatMap((one) => readAddress(one) ?? []))
    .filter((one) => one.family === family);
  if (own?.length === 1) return { value: own[0]!.first };
  const isOf = ({ first }: Range): boolean => (typeof first === 'bigint') === (family === 6);
  return { value: undefined, not: unite([loopback[family], ...behind(firewall), ...containers].filter(isOf)) };
}

const known = new WeakMap<Firewall, readonly Range[]>();

function behind(firewall: Firewall): readonly Range[] {
  let found = known.get(firewall);
  if (found === undefined) {
    found = firewall.ruleSet.tables
      .flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))
      .flatMap(({ steps }) => {
        const led = steps.flatMap((step) =>
          step.kind === 'translate' && step.side === 'dst' && typeof step.address === 'object' ? [step.address] : [],
        );
        const kept = steps.some(
          (step) => step.kind === 'interface' && step.side === 'in' && step.negated && step.names.every(isInner),
        );
        if (!kept) return led;
        return led.concat(
          steps.flatMap((step) =>
            step.kind === 'field' && step.field === 'dst' && !step.negated && step.mask === undefined
              ? step.ranges.filter(({ first, last }) => first === last)
              : [],
          ),
        );
      });
    known.set(firewall, found);
  }
  return found;
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
