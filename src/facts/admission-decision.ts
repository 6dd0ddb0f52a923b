import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';

/** What the admission policies that were seen say of one object, if it were made now. */
export interface AdmissionDecision {
  readonly policy: string;
  readonly binding: string;
  /** `warn`: the object would be let in with a warning or a line in the audit log. */
  readonly verdict: 'admit' | 'warn' | 'deny' | 'unknown';
  /** The API server's own words where it would deny or warn; the reason for what is unknown. */
  readonly message: string;
  /** The object as a whole. */
  readonly at: Evidence;
  /** The expression that decided, or the policy. */
  readonly rule: Evidence;
}

export const admissionDecision = defineFact<AdmissionDecision>('admission-decision');
