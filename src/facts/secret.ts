import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Severity } from '../model/severity.ts';

/** A secret that whoever has the image can read. The secret itself is nowhere in the fact. */
export interface Secret {
  /** `github-token`; stable for ever. */
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Its first characters: enough to know it again, too few to use it. */
  readonly redacted: string;
  /** What showed it to be one: a checksum, a structure that parses, randomness. */
  readonly proof: string;
  /** Id of the image: the digest of its configuration. */
  readonly image: string;
  /** Diff id of the layer that holds it; null for a line of the history, and in a root filesystem. */
  readonly layer: string | null;
  /** Path inside the image, without a leading slash; null for a line of the history. */
  readonly file: string | null;
  /** 1-based; null for a line of the history. */
  readonly line: number | null;
  /** 1-based, in bytes. */
  readonly column: number | null;
  /** Diff id of the layer that removes or replaces the file, which can still be read below it; null when none does. */
  readonly deletedIn: string | null;
  readonly at: Evidence;
}

export const secret = defineFact<Secret>('secret');
