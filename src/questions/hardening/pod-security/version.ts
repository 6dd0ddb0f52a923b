export const levels = ['baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/**
 * A version of the Pod Security Standards: the minor of Kubernetes 1. The standards of v1.0 are the
 * oldest that the `enforce-version` label takes.
 */
export type Minor = number;

/** The newest version whose rules are known here. */
export const latest: Minor = 37;

/** `v1.25` or `latest`; null for what is no version, or one newer than `latest`. */
export function parseVersion(text: string): Minor | null {
  if (text === 'latest') return latest;
  const minor = /^v1\.(0|[1-9]\d?)$/.exec(text)?.[1];
  return minor === undefined || Number(minor) > latest ? null : Number(minor);
}

export function versionName(minor: Minor): string {
  return `v1.${minor}`;
}
