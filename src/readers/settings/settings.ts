import type { Policy } from '../../facts/policy.ts';
import type { Gap } from '../../model/gap.ts';
import type { Seen } from '../../model/seen.ts';
import type { Severity } from '../../model/severity.ts';
import type { WaiverEntry } from '../../model/waiver.ts';

/** What plimsoll.yaml says. */
export interface Settings {
  readonly policy: Policy;
  readonly failOn: Severity | undefined;
  /** `question/aspect` → why it does not apply here. */
  readonly notApplicable: ReadonlyMap<string, string>;
  /** Patterns of paths that are not looked at, as in .gitignore. */
  readonly ignore: readonly string[];
  /** Path of a waivers file, relative to plimsoll.yaml. */
  readonly waiversFile: Seen<string> | null;
  readonly waivers: readonly WaiverEntry[];
  readonly advisories: AdvisorySettings;
  /** Malformed waivers: they waive nothing and are reported. */
  readonly gaps: readonly Gap[];
}

/** Where `advisories update` fetches from. */
export interface AdvisorySettings {
  /** Beginnings of URLs → what is asked in their place. */
  readonly mirrors: ReadonlyMap<string, string>;
  /** Names of feeds; null when it does not say. */
  readonly feeds: readonly string[] | null;
}
