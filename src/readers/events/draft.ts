import type { Event, EventSource, EventValue } from '../../facts/event.ts';
import { clockOf, dateOf, isoOf } from './moment-text.ts';

/** Fields by name; what Falco writes with brackets stands under its whole name (`evt.arg[0]`). */
export type Values = Map<string, EventValue>;

/** An event as a reader tells it; its number is given by who counts. */
export interface Draft {
  readonly source: EventSource;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly type: string;
  readonly values: ReadonlyMap<string, EventValue>;
  /** Fields that are made only when a rule asks. */
  readonly more?: (name: string, argument: string | undefined) => EventValue | undefined;
  /** The same of a repeated event: of Kubernetes the audit id with the stage. */
  readonly key?: string;
}

/** What a line of a source told. */
export type LineRead =
  | { readonly event: Draft }
  /** Nothing for rules: a message of the sensor about itself. */
  | { readonly left: string }
  | { readonly fault: string };

/** Fields that every event has, whatever its source. */
export const commonFields: readonly string[] = [
  'evt.num',
  'evt.type',
  'evt.source',
  'evt.time',
  'evt.datetime',
  'evt.rawtime',
  'evt.time.iso8601',
];

/** Fields of ancestors: a list from the parent up, where `[0]` is the process itself and `[1]` its parent. */
export const ancestry: ReadonlyMap<string, string> = new Map([
  ['proc.aname', 'proc.name'],
  ['proc.apid', 'proc.pid'],
  ['proc.aexe', 'proc.exe'],
  ['proc.aexepath', 'proc.exepath'],
  ['proc.acmdline', 'proc.cmdline'],
]);

export function eventOf(draft: Draft, number: number): Event {
  const { source, time, type, values, more } = draft;
  return {
    source,
    time,
    type,
    field(name, argument) {
      if (argument === undefined) return values.get(name) ?? common(name) ?? more?.(name, undefined);
      const whole = values.get(`${name}[${argument}]`);
      if (whole !== undefined) return whole;
      if (name === 'evt.arg') return values.get(`evt.arg.${argument}`);
      const own = ancestry.get(name);
      if (own === undefined) return more?.(name, argument);
      if (!/^\d{1,5}$/.test(argument)) return undefined;
      if (Number(argument) === 0) return values.get(own);
      const chain = values.get(name);
      return Array.isArray(chain) ? chain[Number(argument) - 1] : undefined;
    },
  };

  function common(name: string): EventValue | undefined {
    switch (name) {
      case 'evt.num':
        return number;
      case 'evt.type':
        return type;
      case 'evt.source':
        return source;
      case 'evt.rawtime':
        return time;
      case 'evt.time':
        return clockOf(time);
      case 'evt.datetime':
        return dateOf(time);
      case 'evt.time.iso8601':
        return isoOf(time);
      default:
        return undefined;
    }
  }
}

/** Absent values are absent keys, and so are texts that say only that there is none. */
export function put(values: Values, name: string, value: EventValue | undefined): void {
  if (value !== undefined && value !== '<NA>' && !(Array.isArray(value) && value.length === 0)) values.set(name, value);
}
