import { Failure } from '../model/failure.ts';
import { doubtsOf } from '../model/network-report.ts';
import type { Gap } from '../model/gap.ts';
import { protocols, type Connections, type Protocol } from '../model/connections.ts';
import type { Endpoint } from '../questions/network/reachability/layer.ts';
import type { Reachability } from '../questions/network/reachability/reachability.ts';
import { distance, type Arguments, type Option } from './arguments.ts';

/** Names that a failure lists. */
const shownNames = 10;

export const portOptions: readonly Option[] = [
  { name: 'port', short: 'p', value: 'N', help: 'the port of the destination; of ICMP, the type' },
  { name: 'protocol', value: 'PROTOCOL', choices: protocols, help: 'TCP unless given' },
];

/** The end that a word of the command line names: a workload, or addresses. */
export function peerNamed(text: string, reach: Reachability, gaps: readonly Gap[]): Endpoint {
  const found = reach.find(text);
  const [first] = found;
  if (first === undefined) throw unknownPeer(text, reach, gaps);
  if (found.length === 1) return first;
  const ids = found.slice(0, shownNames).map(({ peer }) => peer.id);
  const rest = found.length > ids.length ? ` and ${found.length - ids.length} more` : '';
  throw new Failure('PEER_AMBIGUOUS', `${JSON.stringify(text)} may be ${ids.join(', ')}${rest}; name one of them.`);
}

function unknownPeer(text: string, reach: Reachability, gaps: readonly Gap[]): Failure {
  const wanted = text.toLowerCase();
  const last = wanted.split('/').at(-1) ?? wanted;
  const near = reach.endpoints
    .map(({ peer }) => peer)
    .filter(({ kind, name }) => kind !== 'ip' && distance(name.toLowerCase().slice(0, 80), last.slice(0, 80)) <= 2)
    .slice(0, 3)
    .map(({ id }) => id);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  const [doubt] = doubtsOf(gaps);
  const unread = doubt === undefined ? '' : ` It may stand in what could not be read: ${doubt.subject}.`;
  return new Failure(
    'UNKNOWN_PEER',
    `There is no workload ${JSON.stringify(text)} in what was seen.${hint}${unread} \`plimsoll network map\` shows all.`,
  );
}

/** The protocol and port that are asked about; null for the port when none was given. */
export function portAsked(given: Arguments): { readonly protocol: Protocol; readonly port: number | null } {
  const protocol = protocols.find((name) => name === given.text('protocol')) ?? 'TCP';
  const text = given.text('port');
  if (text === undefined) return { protocol, port: null };
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  const [least, most] = protocol === 'ICMP' ? [0, 255] : [1, 65535];
  if (!(port >= least && port <= most))
    throw new Failure(
      'BAD_ARGUMENT',
      `--port is ${JSON.stringify(text)}, but takes a whole number from ${least} to ${most}.`,
    );
  return { protocol, port };
}

/** FROM and TO, with the targets that follow them. */
export function endsOf(
  given: Arguments,
  command: string,
): readonly [from: string, to: string, targets: readonly string[]] {
  const [from, to, ...targets] = given.words;
  if (from === undefined || to === undefined)
    throw new Failure(
      'BAD_ARGUMENT',
      `Name who connects and to whom: FROM and TO. See \`plimsoll ${command} --help\`.`,
    );
  return [from, to, targets];
}

/** Parts in which no step is told twice: addresses of both families have their own, which say the same. */
export function toldOnce(parts: Connections): Connections {
  return parts.map((part) => ({
    ...part,
    because: [...new Map(part.because.map((step) => [JSON.stringify(step), step])).values()],
  }));
}

/** The one part of each list that holds the port, cut to it. */
export function cutTo(parts: Connections, protocol: Protocol, port: number): Connections {
  const part = parts.find((one) => one.protocol === protocol && one.first <= port && port <= one.last);
  return part === undefined ? [] : [{ ...part, first: port, last: port }];
}
