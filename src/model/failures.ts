/** Every failure code with what it means and what helps. docs/failures.md lists the same, tested both ways. */
export const failures = {
  BAD_ARGUMENT: 'An option or argument is unknown, missing its value or has a value that is not allowed.',
  NO_SUCH_TARGET: 'The folder, file, image or socket named as target does not exist.',
  UNKNOWN_TARGET: 'The target exists but is none of the kinds Plimsoll can look at.',
  UNKNOWN_CHECK: 'No check has this id or name.',
  UNKNOWN_FINDING: 'No outcome of the report has this fingerprint.',
  CONFIG_UNREADABLE: 'plimsoll.yaml, or the file named by --config, cannot be read or is not YAML.',
  CONFIG_INVALID: 'plimsoll.yaml has an unknown key or a value that is not allowed; the message says where.',
  OUTPUT_UNWRITABLE: 'The file named by --output cannot be written.',
  INTERRUPTED: 'The command was interrupted before it could answer.',
  INTERNAL: 'Plimsoll met a fault of its own. Please report it with the message.',
} as const;
export type FailureCode = keyof typeof failures;
