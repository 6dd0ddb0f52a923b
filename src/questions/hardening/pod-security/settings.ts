import type { Mapping } from './part.ts';

/**
 * The settings without which a control cannot be broken. Most Pods set none of them, so what a Pod sets
 * is one number, a bit for each, and most controls are passed by one comparison.
 */
const names = [
  'annotations',
  'appArmorProfile',
  'capabilities',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'lifecycle',
  'livenessProbe',
  'ports',
  'privileged',
  'procMount',
  'readinessProbe',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
  'startupProbe',
  'sysctls',
  'volumes',
  'windowsOptions',
] as const;
export type Setting = (typeof names)[number];

const bits = new Map<string, number>(names.map((name, at) => [name, 1 << at]));

/** The bits of these settings. */
export function bitsOf(settings: readonly Setting[]): number {
  return settings.reduce((sum, name) => sum | bits.get(name)!, 0);
}

/** The bits of what a mapping sets. */
export function bitsIn(value: Mapping): number {
  let sum = 0;
  for (const name in value) sum |= bits.get(name) ?? 0;
  return sum;
}

/** What cannot be told to be left out. */
export const everything = -1;
