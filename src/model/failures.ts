/** Every failure code with what it means and what helps. docs/failures.md lists the same, tested both ways. */
export const failures = {
  BAD_ARGUMENT: 'An option or argument is unknown, missing its value or has a value that is not allowed.',
  NO_SUCH_TARGET: 'The folder, file, image or socket named as target does not exist.',
  UNKNOWN_TARGET: 'The target exists but is none of the kinds Plimsoll can look at.',
  IMAGE_AMBIGUOUS: 'The target holds several images or platforms, and one must be chosen with --image or --platform.',
  ENGINE_UNREACHABLE: 'A container engine does not answer as its API promises, or may not be asked by this user.',
  REGISTRY_UNREACHABLE: 'A registry does not answer, is not trusted, is too busy, or --offline was given.',
  REGISTRY_DENIED: 'A registry does not let this user read the image; log in, or correct the credentials.',
  REGISTRY_ANSWER_INVALID: 'A registry answered something that is not what its protocol promises.',
  UNKNOWN_CHECK: 'No check has this id or name.',
  UNKNOWN_STANDARD: 'No standard has this name and version; `plimsoll hardening audit --list` shows what there is.',
  UNKNOWN_FINDING: 'No outcome of the report has this fingerprint.',
  UNKNOWN_FEED: 'No feed of advisories has this name; `plimsoll help advisories update` lists them.',
  CONFIG_UNREADABLE: 'plimsoll.yaml, or the file named by --config, cannot be read or is not YAML.',
  CONFIG_INVALID: 'plimsoll.yaml has an unknown key or a value that is not allowed; the message says where.',
  ADVISORIES_UNFETCHED: 'No feed of advisories could be fetched; what is held from before stays as it was.',
  INVENTORIES_UNREADABLE: 'The file of stored inventories cannot be opened or made.',
  NOTICE_UNDELIVERED: 'The address named by --notify did not take the notice; it is sent again by the next run.',
  OUTPUT_UNWRITABLE: 'The file named by --output cannot be written.',
  INTERRUPTED: 'The command was interrupted before it could answer.',
  INTERNAL: 'Plimsoll met a fault of its own. Please report it with the message.',
} as const;
export type FailureCode = keyof typeof failures;
