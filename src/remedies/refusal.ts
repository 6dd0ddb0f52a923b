import { refusals, type RefusalCode } from '../model/refusals.ts';

/** Why one edit is not made: thrown while it is planned, and caught where the plan is made. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, because: string = refusals[code]) {
    super(because);
    this.name = 'Refusal';
    this.code = code;
  }
}
