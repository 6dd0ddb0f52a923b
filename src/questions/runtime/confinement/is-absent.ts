import type { Seen } from '../../../model/seen.ts';

/**
 * True when the source was read and does not have the setting, as against one that is there and not
 * understood: readers begin the reason of the first with `no `. Any other reason stays unknown.
 */
export function isAbsent({ value, why }: Seen<unknown>): boolean {
  return value === undefined && why !== undefined && /^no [a-z]+/i.test(why);
}
