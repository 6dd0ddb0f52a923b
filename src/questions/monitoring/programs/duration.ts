/** Days in one of each unit, as Prometheus, Loki, Elasticsearch and Go write durations. */
const days: Readonly<Record<string, number>> = {
  y: 365,
  w: 7,
  d: 1,
  h: 1 / 24,
  m: 1 / 1440,
  s: 1 / 86_400,
  ms: 1 / 86_400_000,
  us: 1 / 86_400_000_000,
  micros: 1 / 86_400_000_000,
  nanos: 1 / 86_400_000_000_000,
  ns: 1 / 86_400_000_000_000,
};

/** `744h`, `30d`, `1w3d`, `0s` in days; null when it is no duration. A bare zero is zero. */
export function daysOf(text: string): number | null {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(y|w|d|h|ms|micros|m|us|nanos|ns|s))+$/.test(text)) return null;
  let sum = 0;
  for (const [, number, , unit] of text.matchAll(/(\d+(\.\d+)?)(micros|nanos|ms|us|ns|[ywdhms])/g)) {
    sum += Number(number) * days[unit!]!;
  }
  return sum;
}
