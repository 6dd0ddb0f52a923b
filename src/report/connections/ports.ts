import {
  protocols,
  type Because,
  type ConnectionVerdict,
  type Connections,
  type Part,
} from '../../model/connections.ts';
import type { PortRun } from '../../model/network-report.ts';

/** What one verdict holds for, for one reason, over all protocols. */
export interface Traffic {
  readonly verdict: ConnectionVerdict;
  readonly ports: readonly PortRun[];
  readonly because: readonly Because[];
  readonly missing: readonly string[];
}

const told = new WeakMap<Connections, readonly Traffic[]>();
const texts = new WeakMap<Connections, string>();

/** The parts of a pair by verdict and reason: the same rule of TCP and UDP is told once. Pairs share their lists. */
export function trafficOf(parts: Connections): readonly Traffic[] {
  let found = told.get(parts);
  if (found === undefined) {
    const groups = Map.groupBy(parts, ({ verdict, because, missing = [] }) =>
      JSON.stringify([verdict, because.map(numberOf), missing]),
    );
    found = [...groups.values()].map((group) => {
      const [{ verdict, because, missing = [] }] = group as [Part, ...Part[]];
      return {
        verdict,
        ports: group.map(({ protocol, first, last }) => ({ protocol, first, last })),
        because,
        missing,
      };
    });
    told.set(parts, found);
  }
  return found;
}

const numbers = new WeakMap<Because, number>();
let steps = 0;

/** A number of its own for each step of a proof: layers make what they say once, and text of it is long. */
function numberOf(step: Because): number {
  let found = numbers.get(step);
  if (found === undefined) numbers.set(step, (found = steps++));
  return found;
}

/** The ports of a pair that are allowed, for people; empty when there are none. */
export function allowedText(parts: Connections): string {
  let found = texts.get(parts);
  if (found === undefined) texts.set(parts, (found = portsText(portsOf(parts, 'allowed'))));
  return found;
}

/** What one verdict holds for, whatever the reasons; neighbouring runs are one. */
export function portsOf(parts: Connections, verdict: ConnectionVerdict): readonly PortRun[] {
  const runs: PortRun[] = [];
  for (const { protocol, first, last, verdict: own } of parts) {
    if (own !== verdict) continue;
    const before = runs.at(-1);
    if (before?.protocol === protocol && before.last + 1 === first) runs[runs.length - 1] = { ...before, last };
    else runs.push({ protocol, first, last });
  }
  return runs;
}

const named = ['TCP', 'UDP', 'SCTP'] as const;

/** `every port`, `TCP 80, 443; UDP 53`, `every TCP port; ICMP`: ports for people. */
export function portsText(runs: readonly PortRun[]): string {
  const whole = protocols.filter((protocol) => runs.some((run) => run.protocol === protocol && isWhole(run)));
  const rest = protocols.filter((protocol) => !whole.includes(protocol));
  const parts: string[] = [];
  if (whole.length === protocols.length) return 'every port';
  const ports = whole.filter((protocol) => protocol !== 'ICMP');
  if (ports.length === named.length) parts.push('every TCP, UDP and SCTP port');
  else if (ports.length > 0) parts.push(`every ${ports.join(' and ')} port`);
  for (const protocol of rest) {
    const own = runs.filter((run) => run.protocol === protocol);
    if (own.length === 0) continue;
    const numbers = own.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
    parts.push(protocol === 'ICMP' ? `ICMP type ${numbers}` : `${protocol} ${numbers}`);
  }
  if (whole.includes('ICMP')) parts.push('ICMP');
  return parts.join('; ');
}

function isWhole({ protocol, first, last }: PortRun): boolean {
  return protocol === 'ICMP' ? first === 0 && last === 255 : first === 1 && last === 65535;
}
