import { duration, timestamp } from './arithmetic.ts';
import { CelError, Unknown, type Duration, type Timestamp } from './values.ts';

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** As Go's `time.ParseDuration` reads it: `1h30m`, `-1.5s`, `0`; null for anything else. */
export function readDuration(text: string): Duration | null {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === undefined || body === '') return null;
  if (body === '0') return duration(0n) as Duration;
  const parts = [...body.matchAll(/([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)/gy)];
  if (parts.length === 0 || parts.reduce((length, [part]) => length + part.length, 0) !== body.length) return null;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit] of parts) {
    if (whole === '' && fraction === '') return null;
    const size = units[unit!]!;
    total += BigInt(whole || '0') * size;
    // Digits beyond what a nanosecond can hold are cut off, as Go does.
    const digits = fraction.slice(0, 18);
    if (digits !== '') total += (BigInt(digits) * size) / 10n ** BigInt(digits.length);
  }
  const read = duration(sign === '-' ? -total : total);
  return read instanceof CelError ? null : read;
}

const instant = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|([+-])(\d{2}):(\d{2}))$/;

/** RFC 3339 as Go reads it; null for anything else, an error outside the years 1 to 9999. */
export function readTimestamp(text: string): Timestamp | CelError | null {
  const match = instant.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (offsetHour > 24 || offsetMinute > 60) return null;
  const offset = (match[9] === '-' ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60);
  const seconds = daysSince1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  const fraction = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return timestamp(BigInt(seconds) * 1_000_000_000n + fraction, offset);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** `Date.UTC` takes the years 0 to 99 for 1900 to 1999, so whole cycles of 400 years are added and taken off. */
function daysSince1970(year: number, month: number, day: number): number {
  const cycles = Math.floor(year / 400);
  return Date.UTC(2000 + year - cycles * 400, month - 1, day) / 86_400_000 + (cycles - 5) * 146_097;
}

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** From 0. */
  readonly dayOfYear: number;
}

/** The calendar's reading of an instant, so many seconds east of UTC. */
export function civil({ nanoseconds }: Timestamp, offset: number): Civil {
  const shifted = nanoseconds + BigInt(offset) * 1_000_000_000n;
  const milliseconds = Number((shifted - (((shifted % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
  return {
    year,
    month,
    day,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday: date.getUTCDay(),
    dayOfYear: daysSince1970(year, month, day) - daysSince1970(year, 1, 1),
  };
}

/** Seconds east of UTC in a time zone: `+02:00`, `Europe/Berlin`; an error as the API server words it. */
export function offsetIn(zone: string, at: Timestamp): number | CelError | Unknown {
  const colon = zone.indexOf(':');
  if (colon === -1) return namedOffset(zone, at);
  const [hours, minutes] = [zone.slice(0, colon), zone.slice(colon + 1)];
  for (const part of [hours, minutes])
    if (!/^[+-]?\d+$/.test(part)) return new CelError(`strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`);
  const minute = Number(minutes);
  return 60 * (Number(hours) * 60 + (zone.startsWith('-') ? -minute : minute));
}

function namedOffset(zone: string, at: Timestamp): number | CelError | Unknown {
  if (zone === '' || zone === 'UTC') return 0;
  // Go's "Local" is the zone of the machine that evaluates, which is the server's.
  if (zone === 'Local') return new Unknown(['the time zone of the server is not known']);
  if (!/^[A-Z][\w+\-/]*$/.test(zone)) return new CelError(`unknown time zone ${zone}`);
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    // A zone is a file to the server, whose name is written one way.
    const { timeZone } = format.resolvedOptions();
    if (timeZone !== zone && timeZone.toLowerCase() === zone.toLowerCase())
      return new CelError(`unknown time zone ${zone}`);
    const milliseconds = Number(at.nanoseconds / 1_000_000n);
    const name = format.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name) ?? [];
    const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    return sign === '-' ? -size : size;
  } catch {
    return new CelError(`unknown time zone ${zone}`);
  }
}

/** RFC 3339 with as many digits of a second as there are, in the offset it was read with. */
export function printTimestamp(at: Timestamp): string {
  const { year, month, day, hour, minute, second } = civil(at, at.offset);
  const two = (number: number): string => String(number).padStart(2, '0');
  const rest = ((at.nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${printOffset(at.offset)}`;
}

function printOffset(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(Math.trunc(offset / 60));
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
