import { definitions, type CvssVersion } from './metrics.ts';

/** A whole vector of one version: each mandatory metric, none twice, no value that the version does not know. */
export interface CvssVector {
  readonly version: CvssVersion;
  /** As written; a metric that is not given is absent. */
  readonly metrics: ReadonlyMap<string, string>;
}

/** Both from 0 to 10, with one decimal. */
export interface Scores {
  /** Of the base metrics alone. */
  readonly base: number;
  /** Of all that the vector gives: with threat or temporal metrics, and environmental ones; else the base score. */
  readonly score: number;
}

/** Longer than any vector of any version with all of its metrics. */
const maxLength = 400;

/** The version that a vector says it is of, valid or not; null for what is no vector at all. */
export function cvssVersionOf(text: string): CvssVersion | null {
  const named = /^CVSS:([0-9]\.[0-9])\//.exec(text)?.[1];
  if (named === '3.0' || named === '3.1' || named === '4.0') return named;
  // Version 2 has no prefix, and its first metric is Access Vector.
  return text.startsWith('AV:') ? '2.0' : null;
}

/** Reads a vector strictly, as the specification of its version demands; a string says why there is none. */
export function readCvssVector(text: string): CvssVector | string {
  if (text.length > maxLength) return `is longer than ${maxLength} characters`;
  const version = cvssVersionOf(text);
  if (version === null) return 'is no vector of CVSS 2.0, 3.0, 3.1 or 4.0';
  const { known, mandatory, ordered } = definitions[version];
  const names = [...known.keys()];
  const metrics = new Map<string, string>();
  let last = -1;
  for (const part of version === '2.0' ? text.split('/') : text.split('/').slice(1)) {
    const [name, value, more] = part.split(':');
    if (name === '' || value === undefined || more !== undefined) return `"${part}" is no metric with its value`;
    const values = known.get(name!);
    if (values === undefined) return `CVSS ${version} has no metric ${name}`;
    if (!values.includes(value)) return `the metric ${name} has no value "${value}"`;
    if (metrics.has(name!)) return `the metric ${name} is given twice`;
    const at = names.indexOf(name!);
    if (ordered && at < last) return `the metric ${name} is out of the order of CVSS ${version}`;
    last = at;
    metrics.set(name!, value);
  }
  const missing = names.slice(0, mandatory).filter((name) => !metrics.has(name));
  if (missing.length > 0) return `the metric ${missing.join(', ')} is missing`;
  return { version, metrics };
}
