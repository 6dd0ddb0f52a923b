import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';

/** Takes note of something that has not the shape of its kind. `touches` is everything unless narrower. */
export type Report = (at: Evidence, because: string, touches?: readonly string[]) => void;

export function invalid(
  source: string,
  subject: string,
  at: Evidence,
  because: string,
  touches: readonly string[] = ['*'],
): Gap {
  return {
    code: 'OBJECT_INVALID',
    source,
    subject,
    because,
    toKnow: 'Correct the object; `kubectl apply --dry-run=server` says what the API server refuses.',
    touches,
    at,
  };
}
