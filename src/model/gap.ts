import type { Evidence } from './evidence.ts';
import type { GapCode } from './gaps.ts';

/**
 * Something that was not seen, not readable or not understood. A gap keeps every aspect it touches
 * from being answered yes.
 */
export interface Gap {
  /** One of the codes in docs/gaps.md. */
  readonly code: GapCode;
  readonly source: string;
  /** What was not seen: a path, an object, a container. */
  readonly subject: string;
  readonly because: string;
  /** What a person can do so that it is seen next time; names a command, permission or file. */
  readonly toKnow: string;
  /** `question/aspect`, a whole `question`, `*`, or one check alone: `question/aspect/ID`. */
  readonly touches: readonly string[];
  readonly at?: Evidence;
}

/** Whether it keeps the aspect `question/aspect` from being yes; a gap of one check keeps the check's aspect so. */
export function gapTouches(gap: Gap, aspect: string): boolean {
  const question = aspect.split('/')[0];
  return gap.touches.some(
    (touched) => touched === '*' || touched === aspect || touched === question || touched.startsWith(`${aspect}/`),
  );
}

/** Whether what this check says may be incomplete for it. A gap of another check of the aspect leaves it alone. */
export function gapTouchesCheck(gap: Gap, check: { readonly id: string; readonly aspect: string }): boolean {
  const question = check.aspect.split('/')[0];
  const own = `${check.aspect}/${check.id}`;
  return gap.touches.some(
    (touched) => touched === '*' || touched === question || touched === check.aspect || touched === own,
  );
}
