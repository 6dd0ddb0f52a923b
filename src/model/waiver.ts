import type { Evidence } from './evidence.ts';

/** A fail that someone answers for until a day. An expired or malformed waiver waives nothing. */
export interface Waiver {
  readonly reason: string;
  readonly approver: string;
  /** The last day on which it holds: `2026-12-31`, UTC. */
  readonly expires: string;
  readonly at: Evidence;
}

/** What a waiver speaks of: one fingerprint, or a check or vulnerability and parts of a subject (all must match). */
export interface WaiverScope {
  readonly fingerprint?: string;
  readonly check?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly subject?: string;
  readonly container?: string;
  /** Any of the names of one vulnerability: a CVE id, the id of an advisory. */
  readonly vulnerability?: string;
  /** Name of a package, or its package URL without version and qualifiers. */
  readonly package?: string;
}

export interface WaiverEntry extends Waiver {
  readonly scope: WaiverScope;
}

/** `waiver for HRD-101 on web`, for people. */
export function describeWaiver({ scope }: WaiverEntry): string {
  const { fingerprint, check, vulnerability, ...subject } = scope;
  const on = Object.values(subject).join('/');
  return `waiver for ${fingerprint ?? vulnerability ?? check ?? 'every check'}${on === '' ? '' : ` on ${on}`}`;
}
