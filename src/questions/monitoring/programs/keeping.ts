import type { Policy } from '../../../facts/policy.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

/**
 * Judges that logs are deleted after so many days by the days that plimsoll.yaml asks for. Without
 * these nobody has said how long is long enough: unknown.
 */
export function judgeKeeping(
  about: About,
  at: Seen<string>,
  kept: number,
  policies: readonly Fact<Policy>[],
): Judgement {
  let stated = false;
  for (const { value } of policies) {
    const { least, most } = value.retentionDays.value ?? {};
    stated ||= least !== undefined || most !== undefined;
    if (least !== undefined && kept < least)
      return fail(about, at, `keeps logs for ${inDays(kept)}; at least ${least} are asked for`);
    if (most !== undefined && kept > most)
      return fail(about, at, `keeps logs for ${inDays(kept)}; at most ${most} are allowed`);
  }
  if (kept < 1) return fail(about, at, 'keeps logs for less than a day');
  return stated
    ? pass(about, at, at.value)
    : unknown(about, at, `keeps logs for ${inDays(kept)}; for how long they must be kept is not stated`, {
        toKnow: 'State the days under `retention` in plimsoll.yaml.',
      });
}

function inDays(days: number): string {
  return `${Math.round(days * 100) / 100} days`;
}
