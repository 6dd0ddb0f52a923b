import type { EventValue } from '../../facts/event.ts';
import type { Priority } from '../../formats/falco/priority.ts';
import type { Reason } from './explain.ts';
import { jsonOf } from './values.ts';

/** A rule that an event matched. */
export interface Alert {
  /** Nanoseconds since 1970, of the event. */
  readonly time: bigint;
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  /** The formatted output, without time and priority. */
  readonly message: string;
  /** The values of the output by the names that stand in it; undefined for a missing one. */
  readonly fields: ReadonlyMap<string, EventValue | undefined>;
  readonly tags: readonly string[];
  /** Why the rule matched; worked out anew when it is asked. */
  reasons(): readonly Reason[];
}

/** `2026-11-24T20:15:00.123456789Z` */
export function isoTime(nanoseconds: bigint): string {
  const seconds = nanoseconds / 1_000_000_000n - (nanoseconds % 1_000_000_000n < 0n ? 1n : 0n);
  const rest = nanoseconds - seconds * 1_000_000_000n;
  const moment = new Date(Number(seconds) * 1000);
  // Clocks that are wrong beyond what a date can be still raise alerts.
  const date = Number.isNaN(moment.getTime()) ? '1970-01-01T00:00:00' : moment.toISOString().slice(0, -5);
  return `${date}.${String(rest).padStart(9, '0')}Z`;
}

/** One line as Falco prints it with `json_output`: keys, the time and priority before the output, nanoseconds. */
export function alertLine(alert: Alert, reasons: readonly Reason[] | undefined): string {
  const time = isoTime(alert.time);
  const clock = time.slice(time.indexOf('T') + 1, -1);
  const fields = [...alert.fields].map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`);
  const parts = [
    `"time":"${time}"`,
    `"rule":${JSON.stringify(alert.rule)}`,
    `"priority":"${alert.priority}"`,
    `"source":"${alert.source}"`,
    `"output":${JSON.stringify(`${clock}: ${alert.priority} ${alert.message}`)}`,
    `"output_fields":{${fields.join(',')}}`,
    `"tags":${JSON.stringify(alert.tags)}`,
  ];
  if (reasons !== undefined) parts.push(`"because":${JSON.stringify(reasons)}`);
  return `{${parts.join(',')}}`;
}
