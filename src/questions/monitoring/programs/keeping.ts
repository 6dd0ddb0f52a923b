import type { Policy } from '../../../facts/policy.ts';
import type { Fact } from '../../../model/fact.ts';

/** What is wrong with keeping logs for so many days by the days that plimsoll.yaml asks for; null when nothing is. */
export function faultOfKeeping(kept: number, policies: readonly Fact<Policy>[]): string | null {
  for (const { value } of policies) {
    const { least, most } = value.retentionDays.value ?? {};
    if (least !== undefined && kept < least) return `keeps logs for ${inDays(kept)}; at least ${least} are asked for`;
    if (most !== undefined && kept > most) return `keeps logs for ${inDays(kept)}; at most ${most} are allowed`;
  }
  return null;
}

function inDays(days: number): string {
  return `${Math.round(days * 100) / 100} days`;
}
