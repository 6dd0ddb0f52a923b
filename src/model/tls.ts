import type { Certificate } from './certificate.ts';

/** What was seen of a TLS endpoint: the words of its probe, its judgement and its report. */

export const tlsVersions = ['SSLv2', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];

/** What is said in clear before TLS begins; `none` when it begins at once. */
export const preambles = [
  'none',
  'postgres',
  'mysql',
  'smtp',
  'lmtp',
  'imap',
  'pop3',
  'ftp',
  'ldap',
  'xmpp',
  'xmpp-server',
  'nntp',
  'sieve',
] as const;
export type Preamble = (typeof preambles)[number];

/** One version as the endpoint answered to it. */
export interface VersionSeen {
  readonly version: TlsVersion;
  /** Null when it could not be told: no answer in time, or one that is no TLS. */
  readonly offered: boolean | null;
  /** How that showed: `alert protocol_version`, `closed the connection`, … */
  readonly because: string;
  /** In the order in which the endpoint chose them; empty when the version is not offered. */
  readonly suites: readonly string[];
  /** False when the list of suites was cut short, and may hold more; `because` says why. */
  readonly complete: boolean;
  /** Whose order decides; null with fewer than two suites, or when it was not told. */
  readonly preference: 'server' | 'client' | null;
}

/** An OCSP response that was stapled (RFC 6960). */
export interface Staple {
  /** `unreadable`: it was there, and is none. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unreadable';
  /** Why it is unreadable, or how the responder refused; else empty. */
  readonly because: string;
  /** Serial of the certificate it speaks of; null when it is unreadable. */
  readonly serial: string | null;
  /** ISO 8601; null when it does not say. */
  readonly thisUpdate: string | null;
  readonly nextUpdate: string | null;
}

/** The certificate and those that were sent with it, in the order they were sent. */
export interface ChainSeen {
  readonly certificates: readonly SentCertificate[];
  /** Whether a library that trusts what it was told to builds a path; null when it could not be asked. */
  readonly trusted: boolean | null;
  /** The library's word: `CERT_HAS_EXPIRED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`; why it could not be asked. */
  readonly because: string;
  readonly staple: Staple | null;
}

/** One certificate as it was sent: read, or why it cannot be. */
export type SentCertificate = { readonly certificate: Certificate } | { readonly unreadable: string };

export interface EndpointSeen {
  readonly host: string;
  readonly port: number;
  /** Sent as server name and looked for in the certificate; null when there is none to look for. */
  readonly serverName: string | null;
  readonly preamble: Preamble;
  /** True when the port told the preamble, not the user. */
  readonly preambleGuessed: boolean;
  /**
   * `tls`: it speaks TLS. `plaintext`: it answers, and what it says is no TLS, or it refuses to begin it.
   * `unknown`: it was not reached, was silent, or broke off.
   */
  readonly speaks: 'tls' | 'plaintext' | 'unknown';
  /** How that showed, in words. */
  readonly because: string;
  readonly versions: readonly VersionSeen[];
  /** Groups of the key exchange, by name, over all versions. */
  readonly groups: readonly string[];
  /** Size of the smallest finite-field group of a DHE suite, in bits; null when none was seen. */
  readonly dheBits: number | null;
  /** Null when it was not told. */
  readonly compression: boolean | null;
  /** RFC 5746; null where only TLS 1.3, which has no renegotiation, is offered. */
  readonly secureRenegotiation: boolean | null;
  readonly clientCertificate: 'demanded' | 'requested' | 'none' | null;
  readonly chain: ChainSeen | null;
  /** What was not seen, and why. */
  readonly missing: readonly string[];
}
