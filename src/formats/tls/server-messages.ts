import { Buffer } from 'node:buffer';
import type { TlsVersion } from '../../model/tls.ts';
import { Cursor, Damaged } from './cursor.ts';
import { alerts, extensionTypes, ssl2Version, versionOf } from './registries.ts';

export interface ServerHello {
  /** Null when it is none that has a name. */
  readonly version: TlsVersion | null;
  readonly suite: number;
  readonly compression: number;
  /** It answers with the group it wants, and nothing else (RFC 8446 §4.1.4). */
  readonly retry: boolean;
  readonly secureRenegotiation: boolean;
  /** Of a key share or a retry; null when there is none. */
  readonly group: number | null;
  /** The server's public value; null in a retry. */
  readonly key: Buffer | null;
}

/** SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3). */
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const maxCertificates = 100;

/** Reads with a cursor; a string says why it cannot be. */
function reading<T>(bytes: Buffer, read: (cursor: Cursor) => T): T | string {
  try {
    return read(new Cursor(bytes));
  } catch (error) {
    if (error instanceof Damaged) return error.message;
    throw error;
  }
}

export function readServerHello(body: Buffer): ServerHello | string {
  return reading(body, (cursor) => {
    const legacy = cursor.number(2);
    const random = cursor.take(32);
    cursor.vector(1);
    const suite = cursor.number(2);
    const compression = cursor.number(1);
    const extensions = extensionsOf(cursor);
    const retry = random.equals(retryRandom);
    const chosen = extensions.get(extensionTypes.supportedVersions);
    const share = extensions.get(extensionTypes.keyShare);
    const shared = share === undefined ? null : new Cursor(share);
    const group = shared === null ? null : shared.number(2);
    return {
      version: versionOf(chosen === undefined ? legacy : new Cursor(chosen).number(2)),
      suite,
      compression,
      retry,
      secureRenegotiation: extensions.has(extensionTypes.renegotiationInfo),
      group,
      key: shared === null || retry ? null : shared.vector(2),
    };
  });
}

function extensionsOf(cursor: Cursor): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  if (cursor.left === 0) return found;
  const all = new Cursor(cursor.vector(2));
  while (all.left > 0) {
    const type = all.number(2);
    const body = all.vector(2);
    if (found.has(type)) throw new Damaged('has an extension twice');
    found.set(type, body);
  }
  return found;
}

/** A chain as it was sent, each certificate as its bytes, with the OCSP response that TLS 1.3 puts beside the first. */
export interface CertificateMessage {
  readonly certificates: readonly Buffer[];
  readonly staple: Buffer | null;
}

export function readCertificateMessage(body: Buffer, isTls13: boolean): CertificateMessage | string {
  return reading(body, (cursor) => {
    if (isTls13) cursor.vector(1);
    const list = new Cursor(cursor.vector(3));
    const certificates: Buffer[] = [];
    let staple: Buffer | null = null;
    while (list.left > 0) {
      if (certificates.length === maxCertificates) throw new Damaged(`holds more than ${maxCertificates} certificates`);
      certificates.push(list.vector(3));
      if (!isTls13) continue;
      const status = extensionsOf(list).get(extensionTypes.statusRequest);
      if (certificates.length === 1 && status !== undefined) staple = stapleOf(new Cursor(status));
    }
    return { certificates, staple };
  });
}

/** CertificateStatus (RFC 6066 §8): the OCSP response. */
export function readCertificateStatus(body: Buffer): Buffer | string {
  return reading(body, stapleOf);
}

function stapleOf(cursor: Cursor): Buffer {
  if (cursor.number(1) !== 1) throw new Damaged('has a status that is not OCSP');
  return cursor.vector(3);
}

/** What a ServerKeyExchange shows of the group: named, of finite fields with their size, or neither. */
export function readKeyExchange(
  body: Buffer,
  kind: 'EC' | 'DH',
): { readonly group: number | null; readonly bits: number | null } | string {
  return reading(body, (cursor) => {
    if (kind === 'EC') {
      // 3 is named_curve (RFC 8422 §5.4); others spell out a curve of their own.
      return cursor.number(1) === 3 ? { group: cursor.number(2), bits: null } : { group: null, bits: null };
    }
    const prime = cursor.vector(2);
    const start = prime.findIndex((byte) => byte !== 0);
    const bits = start === -1 ? 0 : (prime.length - start) * 8 - Math.clz32(prime[start]!) + 24;
    return { group: null, bits };
  });
}

/** `alert handshake_failure`; null when it is none, or encrypted. */
export function readAlert(body: Buffer): { readonly name: string; readonly fatal: boolean } | null {
  if (body.length !== 2) return null;
  return { name: alerts[body[1]!] ?? `number ${body[1]}`, fatal: body[0] === 2 };
}

export interface Ssl2Hello {
  readonly certificate: Buffer | null;
  readonly ciphers: readonly number[];
}

/**
 * A SERVER-HELLO of SSLv2 with the header of its record. Null when more bytes are needed.
 *
 * @returns a string when what came is none
 */
export function readSsl2ServerHello(bytes: Buffer): Ssl2Hello | string | null {
  if (bytes.length < 2) return null;
  const isShort = (bytes[0]! & 0x80) !== 0;
  const length = isShort ? bytes.readUInt16BE(0) & 0x7fff : bytes.readUInt16BE(0) & 0x3fff;
  const start = isShort ? 2 : 3;
  // The smallest that there is: type, flags, version and three lengths.
  if (length < 11) return 'is no SERVER-HELLO';
  if (bytes.length > start && bytes[start] !== 4) return 'is no SERVER-HELLO';
  if (bytes.length < start + length) return null;
  return reading(bytes.subarray(start, start + length), (cursor) => {
    cursor.take(3);
    if (cursor.number(2) !== ssl2Version) throw new Damaged('is of another version');
    const sizes = [cursor.number(2), cursor.number(2)] as const;
    cursor.number(2);
    const certificate = cursor.take(sizes[0]);
    if (sizes[1] % 3 !== 0) throw new Damaged('has a list of ciphers that is none');
    const list = new Cursor(cursor.take(sizes[1]));
    const ciphers: number[] = [];
    while (list.left > 0) ciphers.push(list.number(3));
    return { certificate: certificate.length === 0 ? null : certificate, ciphers };
  });
}
