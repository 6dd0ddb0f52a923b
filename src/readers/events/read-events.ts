import type { Event } from '../../facts/event.ts';
import { openAuditd, isAuditd } from './auditd.ts';
import { isDocker, readDocker } from './docker.ts';
import { eventOf, type LineRead } from './draft.ts';
import { isFalco, readFalco } from './falco.ts';
import { isMap, parseJson, type Json } from './json-value.ts';
import { openDocuments, type Documents } from './json-documents.ts';
import { isKubernetesAudit, readKubernetesAudit } from './kubernetes-audit.ts';
import { isSysdig, readSysdig } from './sysdig.ts';
import { isTetragon, readTetragon } from './tetragon.ts';
import { isTracee, readTracee } from './tracee.ts';

export interface EventLimits {
  /** Characters of one line, and of one document that is written over many. */
  readonly line: number;
  /** Events that `readEvents` keeps. */
  readonly events: number;
  /** Characters of the lines whose events it keeps. */
  readonly held: number;
  /** Faults that are told one by one. */
  readonly faults: number;
  /** Reasons for leaving out that are counted one by one. */
  readonly reasons: number;
  /** Events that are remembered to know a repeated one. */
  readonly remembered: number;
}

/** A line of 10 MB is read: batches of Kubernetes audit are that large. */
export const eventLimits: EventLimits = {
  line: 16 << 20,
  events: 500_000,
  held: 512 << 20,
  faults: 100,
  reasons: 100,
  remembered: 65_536,
};

interface JsonReader {
  readonly is: (value: Json) => boolean;
  readonly read: (value: Json) => readonly LineRead[];
}

/** In order of how surely they are recognised. */
const jsonReaders = {
  'kubernetes-audit': { is: isKubernetesAudit, read: readKubernetesAudit },
  falco: { is: isFalco, read: readFalco },
  tetragon: { is: isTetragon, read: readTetragon },
  tracee: { is: isTracee, read: readTracee },
  docker: { is: isDocker, read: readDocker },
  sysdig: { is: isSysdig, read: readSysdig },
} as const satisfies Record<string, JsonReader>;

export type EventKind = keyof typeof jsonReaders | 'auditd';

export const eventKinds: readonly EventKind[] = [
  ...(Object.keys(jsonReaders) as (keyof typeof jsonReaders)[]),
  'auditd',
];

export interface EventsTold {
  /** Undefined while no line was recognised. */
  readonly kind: EventKind | undefined;
  readonly lines: number;
  readonly events: number;
  /** Lines that cannot be read; the last one says how many more there are. */
  readonly faults: readonly { readonly line: number; readonly because: string }[];
  /** What is understood and no event for rules, by why. */
  readonly left: ReadonlyMap<string, number>;
}

/** Events of lines as they come; holds no more than its limits say, and never throws. */
export interface EventStream {
  /** One line, without its end; bytes that are no UTF-8 are read as U+FFFD. */
  take(line: string | Uint8Array): readonly Event[];
  /** What waited for more lines. */
  end(): readonly Event[];
  told(): EventsTold;
}

export interface EventsRead extends EventsTold {
  readonly list: readonly Event[];
}

/**
 * All events of a text, of bytes or of lines: Kubernetes audit, alerts of Falco, events of Tetragon, Tracee and
 * Docker, records of auditd, lines of `sysdig -j`. With `auto` the first line that is recognised says which.
 */
export function readEvents(
  source: string | Uint8Array | Iterable<string | Uint8Array>,
  kind: EventKind | 'auto' = 'auto',
  limits: EventLimits = eventLimits,
): EventsRead {
  const stream = openEvents(kind, limits);
  const list: Event[] = [];
  let held = 0;
  let full: { line: number; because: string } | undefined;
  for (const line of linesOf(source)) {
    if (list.length >= limits.events || held >= limits.held) {
      full = { line: stream.told().lines + 1, because: 'there is more than is read at once: the rest is left out' };
      break;
    }
    held += line.length;
    for (const event of stream.take(line)) list.push(event);
  }
  for (const event of stream.end()) list.push(event);
  const told = stream.told();
  return { ...told, faults: full === undefined ? told.faults : [...told.faults, full], list };
}

export function openEvents(kind: EventKind | 'auto' = 'auto', limits: EventLimits = eventLimits): EventStream {
  const faults: { line: number; because: string }[] = [];
  const left = new Map<string, number>();
  const seen = new Set<string>();
  const decoder = new TextDecoder();
  const documents: Documents = openDocuments(limits.line);
  const auditd = openAuditd();
  let known: EventKind | undefined = kind === 'auto' ? undefined : kind;
  let lines = 0;
  let events = 0;
  let more = 0;

  return {
    take(line) {
      lines += 1;
      if (line.length > limits.line) return fault(lines, 'is too long');
      const own = typeof line === 'string' ? line : decoder.decode(line);
      if (known === undefined && isAuditd(own)) known = 'auditd';
      if (known === 'auditd') return own.trim() === '' ? [] : finish(lines, auditd.take(own));
      return documents.take(own, lines).flatMap(document);
    },
    end() {
      if (known === 'auditd') return finish(lines, auditd.end());
      return documents.end().flatMap(document);
    },
    told: () => ({
      kind: known,
      lines,
      events,
      faults: more === 0 ? [...faults] : [...faults, { line: lines, because: `${more} more lines cannot be read` }],
      left: new Map(left),
    }),
  };

  function document(one: { line: number; text?: string; fault?: string }): readonly Event[] {
    if (one.text === undefined) return fault(one.line, one.fault ?? 'is no JSON');
    let value: unknown;
    try {
      value = parseJson(one.text);
    } catch (error) {
      return fault(one.line, error instanceof RangeError ? 'is nested too deeply' : 'is no JSON');
    }
    const members: readonly unknown[] = Array.isArray(value) ? value : [value];
    return members.flatMap((member) => finish(one.line, readValue(member)));
  }

  function readValue(value: unknown): readonly LineRead[] {
    if (!isMap(value)) return [{ fault: 'is no JSON object' }];
    if (known === undefined) {
      const [found] = Object.entries<JsonReader>(jsonReaders).find(([, { is }]) => is(value)) ?? [];
      if (found === undefined) return [{ fault: 'is no event of a source that is known' }];
      known = found as EventKind;
    }
    if (known === 'auditd') return [{ fault: 'is no record of auditd' }];
    const reader: JsonReader = jsonReaders[known];
    return reader.is(value) || isList(value) ? reader.read(value) : [{ fault: `is no event of ${known}` }];
  }

  function isList(value: Json): boolean {
    return known === 'kubernetes-audit' && (value['kind'] === 'EventList' || value['kind'] === 'Event');
  }

  function finish(line: number, reads: readonly LineRead[]): readonly Event[] {
    return reads.flatMap((read) => {
      if ('fault' in read) return fault(line, read.fault);
      if ('left' in read) return leave(read.left);
      const { key } = read.event;
      if (key !== undefined && key.length <= 300) {
        if (seen.has(key)) return leave('seen before');
        seen.add(key);
        // The oldest goes first: a set keeps its order.
        const oldest = seen.size > limits.remembered ? seen.values().next().value : undefined;
        if (oldest !== undefined) seen.delete(oldest);
      }
      events += 1;
      return [eventOf(read.event, events)];
    });
  }

  function fault(line: number, because: string): readonly Event[] {
    if (faults.length < limits.faults) faults.push({ line, because });
    else more += 1;
    return [];
  }

  function leave(why: string): readonly Event[] {
    const reason = left.has(why) || left.size < limits.reasons ? why : 'other reasons';
    left.set(reason, (left.get(reason) ?? 0) + 1);
    return [];
  }
}

function* linesOf(source: string | Uint8Array | Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  if (typeof source === 'string') {
    for (let at = 0; at < source.length;) {
      const end = source.indexOf('\n', at);
      const stop = end === -1 ? source.length : end;
      yield source.slice(at, stop);
      at = stop + 1;
    }
  } else if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length;) {
      const end = source.indexOf(10, at);
      const stop = end === -1 ? source.length : end;
      yield source.subarray(at, stop);
      at = stop + 1;
    }
  } else yield* source;
}
