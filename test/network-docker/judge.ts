import { parseBlock } from '../../src/formats/connections/blocks.ts';
import { partAt } from '../../src/formats/connections/connections.ts';
import type { Connections, Part } from '../../src/model/connections.ts';
import { dockerEndpoints } from '../../src/questions/network/reachability/docker/endpoints.ts';
import { addressEndpoint } from '../../src/questions/network/reachability/endpoints/outside.ts';
import type { Endpoint } from '../../src/questions/network/reachability/layer.ts';
import { reachabilityOf } from '../../src/questions/network/reachability/reachability.ts';
import { hostPort, outsidePort, tcpPorts, udpPorts, type Lab } from './lab.ts';

const quick = 200;
const slow = 2000;

/** One question put to the kernel and to us. */
export interface Trial {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly reached: boolean;
  readonly ours: Part;
}

/** Tries every pair of ends on every port that somebody listens on. */
export async function tryAll(lab: Lab): Promise<Trial[]> {
  const reach = reachabilityOf(lab.facts);
  const ends = new Map<string, Endpoint>(dockerEndpoints(lab.facts).map((one) => [nameOf(one), one]));
  ends.set('far', addressEndpoint([parseBlock('203.0.113.2/32')!]));
  const trials: Promise<Trial>[] = [];
  const agents = [...lab.agents.keys()];
  for (const from of agents) {
    for (const to of agents) {
      const [source, target] = [ends.get(from)!, ends.get(to)!];
      if (reach.layers.every((layer) => layer.between(source, target) === undefined)) continue;
      const said = reach.between(source, target);
      for (const [protocol, port] of portsOf(lab, to)) trials.push(attempt(lab, from, to, protocol, port, said));
    }
    // Those of one machine together, those of the next after them.
    await Promise.all(trials);
  }
  return Promise.all(trials);
}

function nameOf({ peer }: Endpoint): string {
  return peer.kind === 'Neighbours' ? 'near' : peer.name;
}

function portsOf(lab: Lab, to: string): [Trial['protocol'], number][] {
  if (to === 'near' || to === 'far') return [['TCP', outsidePort], ['UDP', outsidePort]]; // prettier-ignore
  if (isHost(lab, to)) return [['TCP', hostPort], ['UDP', hostPort]]; // prettier-ignore
  return [...tcpPorts.map((port) => ['TCP', port] as const), ...udpPorts.map((port) => ['UDP', port] as const)].map(
    (one) => [...one],
  );
}

function isHost(lab: Lab, name: string): boolean {
  return lab.agents.get(name) === lab.agents.get('host');
}

async function attempt(
  lab: Lab,
  from: string,
  to: string,
  protocol: Trial['protocol'],
  port: number,
  said: Connections,
): Promise<Trial> {
  const ours = partAt(said, protocol, port)!;
  const agent = lab.agents.get(from)!;
  const names = [...lab.agents].filter(([, other]) => other === lab.agents.get(to)).map(([name]) => name);
  const targets = targetsOf(lab, from, to, protocol, port);
  const reached = async (wait: number): Promise<boolean> => {
    const answers = await Promise.all(targets.map(async ({ host, at }) => agent.probe(protocol, host, at, wait)));
    return answers.some((name) => names.includes(name));
  };
  // A packet of this lab takes less than a millisecond. What should come through is given more time, for the
  // machine may be busy.
  const first = await reached(quick);
  return { from, to, protocol, port, ours, reached: first || (ours.verdict === 'allowed' && (await reached(slow))) };
}

/** Every address and port by which it might be reached. */
function targetsOf(lab: Lab, from: string, to: string, protocol: string, port: number): { host: string; at: number }[] {
  if (to === 'near') return [{ host: '10.77.0.2', at: port }, { host: 'fd77::2', at: port }]; // prettier-ignore
  if (to === 'far') return [{ host: '203.0.113.2', at: port }];
  const loopback =
    lab.agents.get(from) === lab.agents.get(to) || isHost(lab, from) || from === 'near' ? ['127.0.0.1'] : [];
  const host = [...lab.hostAddresses, ...loopback];
  if (isHost(lab, to)) return host.map((address) => ({ host: address, at: port }));
  const owner = [...lab.agents].find(([, agent]) => agent === lab.agents.get(to))![0];
  const direct = [
    ...(lab.addresses.get(owner) ?? []),
    ...(lab.agents.get(from) === lab.agents.get(to) ? loopback : []),
  ];
  const published = (lab.published.get(owner) ?? []).filter((one) => one.port === port && one.protocol === protocol);
  return [
    ...direct.map((address) => ({ host: address, at: port })),
    ...published.flatMap(({ hostPort: at }) => host.map((address) => ({ host: address, at }))),
  ];
}

/** How a trial reads in a list of differences. */
export function describe({ from, to, protocol, port, reached, ours }: Trial): string {
  const because = ours.because.map(({ rule, effect }) => `${rule} ${effect}`).join('; ');
  return `${from} -> ${to} ${protocol} ${port}: ${reached ? 'reached' : 'not reached'}, said to be ${ours.verdict} (${because || ours.missing?.join('; ')})`;
}
