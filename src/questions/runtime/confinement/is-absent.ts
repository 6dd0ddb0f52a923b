import type { Seen } from '../../../model/seen.ts';

/** From the beginning: other reasons quote names that a file chose. */
const absent =
  /^no (?:appArmorProfile|seLinuxOptions)(?::|$)|^Docker (?:applies its AppArmor profile|sets labels) only where /;

/**
 * True when the source was read and does not have the setting, as against one that is there and not
 * understood. Readers say of the first that there is `no appArmorProfile`, or that a default holds
 * `only where` the host has the mechanism. Any other reason stays unknown; the pages of the checks
 * that use this hold examples of both sources.
 */
export function isAbsent({ value, why }: Seen<unknown>): boolean {
  return value === undefined && why !== undefined && absent.test(why);
}
