import type { Port, Workload } from '../../../../facts/workload.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Protocol } from '../../../../model/connections.ts';
import { reachOf, type Reach } from '../../exposure/address.ts';
import type { Net } from './bridge-network.ts';
import type { Ports } from './claims.ts';
import type { Truth } from './mechanics.ts';
import type { Site } from './sites.ts';

/** A run of ports of a container that its engine publishes. */
export interface Publication extends Ports {
  readonly reach: Reach;
  /** Address of the host that it is bound to, `0.0.0.0` and `::` for all; undefined: not known. */
  readonly address: string | undefined;
  /** Port of the host that leads to `first`; the next ones lead to the next. 0 where the engine will choose one. */
  readonly hostPort: number;
  /** Families of the host's addresses that it is published on. */
  readonly families: readonly (4 | 6)[];
  /** As a person wrote it: `127.0.0.1:8080:80/tcp`. */
  readonly title: string;
  readonly at: Evidence;
}

const protocolOf = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const satisfies Record<Port['protocol'], Protocol>;

/** What is published of a workload. Runs of ports that one line of a file or an answer gives are one. */
export function publicationsOf(value: Workload, nets: readonly Net[], site: Site): Publication[] {
  const found: Publication[] = [];
  const published = value.containers.flatMap(({ ports }) => ports).filter(({ hostPort }) => hostPort !== null);
  for (const port of published.toSorted((a, b) => a.containerPort - b.containerPort)) {
    const address = port.addressByDefault === true ? defaultAddress(nets, site) : (port.hostAddress ?? undefined);
    const protocol = protocolOf[port.protocol];
    const before = found.at(-1);
    if (
      before !== undefined &&
      before.protocol === protocol &&
      before.address === address &&
      before.last + 1 === port.containerPort &&
      follows(before, port.hostPort ?? 0) &&
      before.at.line === port.at.line &&
      before.at.place === port.at.place &&
      before.at.column === port.at.column
    ) {
      found[found.length - 1] = { ...before, last: port.containerPort };
      continue;
    }
    const plain = port.addressByDefault === true ? '' : `${port.hostAddress ?? ''}:`;
    found.push({
      protocol,
      first: port.containerPort,
      last: port.containerPort,
      address,
      hostPort: port.hostPort ?? 0,
      reach: address === undefined ? 'unread' : reachOf(address),
      families: familiesOf(address, port.addressByDefault === true),
      title: `${plain}${port.hostPort === 0 ? '' : `${port.hostPort}:`}${port.containerPort}/${port.protocol}`,
      at: port.at,
    });
  }
  return found;
}

/** Ports that the engine will choose are as good as any. */
function follows({ hostPort, first, last }: Publication, next: number): boolean {
  return hostPort === 0 ? next === 0 : next === hostPort + last - first + 1;
}

/** No address is every address of both families; `0.0.0.0`, written, is those of IPv4. */
function familiesOf(address: string | undefined, byDefault: boolean): (4 | 6)[] {
  if (address === undefined || (byDefault && address === '0.0.0.0')) return [4, 6];
  return [address.includes(':') ? 6 : 4];
}

/** The network that leads outside decides; where several may, and differ, it is not known. */
function defaultAddress(nets: readonly Net[], site: Site): string | undefined {
  const outward = nets.filter((net) => net.internal !== true && net.kind !== 'lan');
  const addresses = new Set(outward.map((net) => net.defaultAddress));
  if (addresses.size === 0) return site.engine.defaultAddress;
  return addresses.size === 1 ? [...addresses][0] : undefined;
}

/** Whether its engine publishes ports of a container with these networks at all: some network leads outside. */
export function publishes(nets: readonly Net[]): Truth {
  const outward = nets.filter((net) => net.kind === 'bridge' || net.kind === 'overlay');
  if (outward.some((net) => net.internal === false)) return true;
  const untold = nets.find((net) => net.kind === 'unknown' || (net.kind !== 'lan' && net.internal !== true));
  return untold === undefined ? false : { missing: `what ${untold.title} is` };
}
