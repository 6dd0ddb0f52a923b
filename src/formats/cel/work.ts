/** Longest text or bytes that an expression may build; the API server has no such limit and would run out of memory. */
export const maxLength = 16 * 1024 * 1024;

/** What is built beyond a limit of ours alone: the server's answer is not known. */
export class TooLarge extends Error {}

/**
 * Steps that an expression may make inside single calls, which the server's cost does not see: lists that
 * hold each other are compared, written and counted member by member, and twenty doublings are a million.
 */
const maxSteps = 5_000_000;
let left = maxSteps;

/** Before each evaluation. */
export function startWork(): void {
  left = maxSteps;
}

/** @throws {TooLarge} when an expression made more steps than its evaluation may */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new TooLarge(`more than ${maxSteps} steps within calls`);
}
