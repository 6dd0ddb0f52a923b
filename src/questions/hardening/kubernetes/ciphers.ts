/**
 * Suites that authenticate what they encrypt: all of TLS 1.3, and GCM or ChaCha20-Poly1305 before it.
 * CBC suites, RC4 and 3DES do not. Names as Go has them, which the flags take.
 */
export function weakCiphers(names: readonly string[]): string[] {
  return names.filter((name) => !/_GCM_SHA(256|384)$|_CHACHA20_POLY1305(_SHA256)?$/.test(name.trim()));
}

/** What a component speaks when it is given no list: Go's own choice, which has CBC suites in every release. */
export const noCipherList = 'names no suites, so those of Go are in use, CBC suites among them';

/** TLS 1.3 has strong suites alone, and no list changes them. */
export function onlyTls13(version: string): boolean {
  return version === 'VersionTLS13';
}
