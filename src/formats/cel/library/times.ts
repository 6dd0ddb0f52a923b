import { overload, type Overload } from '../functions.ts';
import { civil, offsetIn, type Civil } from '../time.ts';
import type { Duration, Timestamp, Value } from '../values.ts';

const parts: readonly (readonly [name: string, id: string, withZone: string, part: (at: Civil) => number])[] = [
  ['getFullYear', 'timestamp_to_year', 'timestamp_to_year_with_tz', ({ year }) => year],
  ['getMonth', 'timestamp_to_month', 'timestamp_to_month_with_tz', ({ month }) => month - 1],
  ['getDayOfYear', 'timestamp_to_day_of_year', 'timestamp_to_day_of_year_with_tz', ({ dayOfYear }) => dayOfYear],
  ['getDayOfMonth', 'timestamp_to_day_of_month', 'timestamp_to_day_of_month_with_tz', ({ day }) => day - 1],
  ['getDate', 'timestamp_to_day_of_month_1_based', 'timestamp_to_day_of_month_1_based_with_tz', ({ day }) => day],
  ['getDayOfWeek', 'timestamp_to_day_of_week', 'timestamp_to_day_of_week_with_tz', ({ weekday }) => weekday],
  ['getHours', 'timestamp_to_hours', 'timestamp_to_hours_with_tz', ({ hour }) => hour],
  ['getMinutes', 'timestamp_to_minutes', 'timestamp_to_minutes_with_tz', ({ minute }) => minute],
  ['getSeconds', 'timestamp_to_seconds', 'timestamp_to_seconds_tz', ({ second }) => second],
  [
    'getMilliseconds',
    'timestamp_to_milliseconds',
    'timestamp_to_milliseconds_with_tz',
    ({ millisecond }) => millisecond,
  ],
];

const lengths = [
  ['getHours', 'duration_to_hours', 3_600_000_000_000n],
  ['getMinutes', 'duration_to_minutes', 60_000_000_000n],
  ['getSeconds', 'duration_to_seconds', 1_000_000_000n],
  ['getMilliseconds', 'duration_to_milliseconds', 1_000_000n],
] as const;

/** Parts of timestamps, in UTC or a zone, and durations in whole units. */
export const times: readonly Overload[] = [
  ...parts.flatMap(([name, id, withZone, part]) => [
    overload(id, `timestamp::${name}() int`, (at: Timestamp): Value => BigInt(part(civil(at, 0)))),
    overload(withZone, `timestamp::${name}(string) int`, (at: Timestamp, zone: string): Value => {
      const offset = offsetIn(zone, at);
      return typeof offset === 'number' ? BigInt(part(civil(at, offset))) : offset;
    }),
  ]),
  ...lengths.map(([name, id, unit]) =>
    overload(id, `duration::${name}() int`, ({ nanoseconds }: Duration): Value => nanoseconds / unit),
  ),
];
