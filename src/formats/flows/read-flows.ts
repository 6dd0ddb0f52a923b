import { isCalico, readCalico } from './calico.ts';
import { isConntrack, readConntrack } from './conntrack.ts';
import type { Flow, FlowsRead, LineRead } from './flow.ts';
import { isMap } from '../json/json-map.ts';
import { isHubble, readHubble } from './hubble.ts';

export interface FlowLimits {
  /** Different connections that are kept. */
  readonly flows: number;
  /** Characters of one line. */
  readonly line: number;
  /** Faults that are told one by one. */
  readonly faults: number;
}

export const flowLimits: FlowLimits = { flows: 200_000, line: 1 << 20, faults: 100 };

/**
 * Observed connections of a text, one a line: flows of Hubble or flow logs of Calico as JSON, or the kernel's
 * table of connections as text. Each line is known by itself; an empty one is nothing.
 */
export function readFlows(text: string, limits: FlowLimits = flowLimits): FlowsRead {
  const flows = new Map<string, Flow>();
  const faults: { line: number; because: string }[] = [];
  const left = new Map<string, number>();
  const open = new Map<string, { readonly keys: readonly string[]; readonly line: number }>();
  let more = 0;
  let line = 0;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const stop = end === -1 ? text.length : end;
    line += 1;
    const own = stop - at > limits.line ? null : text.slice(at, stop).trim();
    at = stop + 1;
    if (own === '') continue;
    const read: LineRead = own === null ? { fault: 'is too long' } : readLine(own);
    if ('either' in read) {
      const keys = read.either.map((one) => JSON.stringify(one));
      if (open.size < limits.flows) open.set(keys.join(' '), { keys, line });
      else more += 1;
    } else if ('left' in read) left.set(read.left, (left.get(read.left) ?? 0) + 1);
    else if ('fault' in read) {
      if (faults.length < limits.faults) faults.push({ line, because: read.fault });
      else more += 1;
    } else {
      const key = JSON.stringify(read.flow);
      if (flows.has(key)) continue;
      if (flows.size < limits.flows) flows.set(key, { ...read.flow, line });
      else {
        faults.push({
          line,
          because: `there are more than ${limits.flows} different connections: the rest is left out`,
        });
        break;
      }
    }
  }
  for (const { keys, line: own } of open.values()) {
    if (keys.some((key) => flows.has(key))) left.set(seenOtherwise, (left.get(seenOtherwise) ?? 0) + 1);
    else if (faults.length < limits.faults)
      faults.push({ line: own, because: 'may be a connection or the answer to one: no other line tells' });
    else more += 1;
  }
  if (more > 0) faults.push({ line, because: `${more} more lines cannot be read` });
  return { flows: [...flows.values()], faults, left };
}

const seenOtherwise = 'told by another line';

function readLine(line: string): LineRead {
  if (!line.startsWith('{')) return isConntrack(line) ? readConntrack(line) : { fault: 'is no flow that is known' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { fault: 'is no JSON' };
  }
  if (!isMap(value)) return { fault: 'is no JSON object' };
  if (isHubble(value)) return readHubble(value);
  return isCalico(value) ? readCalico(value) : { fault: 'is no flow of Hubble or Calico' };
}
