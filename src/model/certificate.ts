/** An X.509 certificate as its bytes state it (RFC 5280). */
export interface Certificate {
  /** `CN=web.example,O=Example`, most specific part first, as RFC 4514 writes it. */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hexadecimal, as openssl prints it: `0A1B…`. */
  readonly serial: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: CertificateKey;
  readonly signature: SignatureAlgorithm;
  /** Of the subject alternative name alone (RFC 9525 §2: a common name is no name of a server): `dns:*.web.example`, `ip:10.0.0.1`. */
  readonly names: readonly string[];
  /** True when its basic constraints let it certify others. */
  readonly authority: boolean;
  /** True when subject and issuer are the same bytes: a root, or a certificate that nobody vouches for. */
  readonly selfIssued: boolean;
  /** True when it demands that an OCSP response is stapled (RFC 7633, status_request). */
  readonly mustStaple: boolean;
  /** SHA-256 of all its bytes, lower-case hexadecimal. */
  readonly fingerprint: string;
}

export interface CertificateKey {
  /** `RSA`, `RSA-PSS`, `EC`, `Ed25519`, `Ed448`, `DSA`, `ML-DSA-65`; an object identifier where it is no known one. */
  readonly kind: string;
  /** Of the modulus or the field; null where the kind has no sizes, or it is not known. */
  readonly bits: number | null;
  /** Of `EC`: `P-256`; its object identifier where it has no known name; null where it spells out its own curve. */
  readonly curve: string | null;
}

export interface SignatureAlgorithm {
  /** `sha256WithRSAEncryption`; an object identifier where it is no known one. */
  readonly name: string;
  /** `SHA-256`; null where the algorithm hashes by its own means (Ed25519) or is not known. */
  readonly hash: string | null;
}
