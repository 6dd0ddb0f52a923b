import type { Protocol } from '../../model/connections.ts';
import type { LineRead } from './flow.ts';

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
  ['icmp', 'ICMP'],
  ['icmpv6', 'ICMP'],
]);

/** Whether a line is one of `conntrack -L` or of `/proc/net/nf_conntrack`. */
export function isConntrack(line: string): boolean {
  return /^(?:ipv[46]\s+\d+\s+)?[a-z0-9]+\s+\d+\s.*\bsrc=\S+ dst=\S+/.test(line);
}

/**
 * One entry of the kernel's table (conntrack(8)): the packets of the opener, then those of the answer, whose
 * source is who really answers, behind any Service.
 */
export function readConntrack(line: string): LineRead {
  const name = /^(?:ipv[46]\s+\d+\s+)?([a-z0-9]+)/.exec(line)?.[1] ?? '';
  const protocol = protocols.get(name);
  if (protocol === undefined) return { left: 'no transport that policies speak of' };
  if (line.includes('[UNREPLIED]')) return { left: 'without an answer' };
  const [opener, answer] = [...line.matchAll(/\bsrc=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?(?: type=(\d+))?/g)];
  if (opener === undefined || answer === undefined) return { fault: 'has not both directions' };
  const port = Number(protocol === 'ICMP' ? (opener[5] ?? 8) : answer[3]);
  if (!Number.isInteger(port) || port < 0 || port > 65535) return { fault: 'its port is none' };
  return { flow: { from: { address: opener[1]! }, to: { address: answer[1]! }, protocol, port } };
}
