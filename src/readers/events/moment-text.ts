const second = 1_000_000_000n;
/** The end of the year 9999: what is later is no time that a sensor told. */
const last = 253_402_300_800n * second;

/** RFC 3339 as nanoseconds since 1970; undefined when it is none. */
export function readTime(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const [, date, clock, fraction = '', sign, hours, minutes] =
    /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,12}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const whole = Date.parse(`${date}T${clock}Z`);
  if (Number.isNaN(whole)) return undefined;
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return within(BigInt(whole - offset * 60_000) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9)));
}

/** A count of seconds or nanoseconds since 1970, as a number, a bigint or digits. */
export function readCount(value: unknown, unit: bigint = 1n): bigint | undefined {
  if (typeof value === 'bigint') return within(value * unit);
  if (typeof value === 'number') return Number.isInteger(value) ? within(BigInt(value) * unit) : undefined;
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? within(BigInt(value) * unit) : undefined;
}

/** `1364481363.243` or `1.6e9 seconds, nanos` pairs: seconds and a fraction as digits. */
export function secondsAndFraction(seconds: string, fraction: string): bigint | undefined {
  if (!/^\d{1,12}$/.test(seconds) || !/^\d{0,9}$/.test(fraction)) return undefined;
  return within(BigInt(seconds) * second + BigInt(fraction.padEnd(9, '0')));
}

/** `2026-11-24T20:44:01.000000001+0000`, as Falco prints `evt.time.iso8601`. */
export function isoOf(time: bigint): string {
  return `${dateTime(time)}.${nanoseconds(time)}+0000`;
}

/** `20:44:01.000000001`, in UTC. */
export function clockOf(time: bigint): string {
  return `${dateTime(time).slice(11)}.${nanoseconds(time)}`;
}

/** `2026-11-24 20:44:01.000000001`, in UTC. */
export function dateOf(time: bigint): string {
  return `${dateTime(time).replace('T', ' ')}.${nanoseconds(time)}`;
}

function within(time: bigint): bigint | undefined {
  return time >= 0n && time < last ? time : undefined;
}

function dateTime(time: bigint): string {
  return new Date(Number((time / second) * 1000n)).toISOString().slice(0, 19);
}

function nanoseconds(time: bigint): string {
  return String(time % second).padStart(9, '0');
}
