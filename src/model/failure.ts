import { failures, type FailureCode } from './failures.ts';

/**
 * The one error that Plimsoll throws on purpose: a code of docs/failures.md and a sentence a user
 * can act on. It ends a command with exit code 3.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
  /** What the code means and what helps, as in docs/failures.md. */
  get meaning(): string {
    return failures[this.code];
  }
}
