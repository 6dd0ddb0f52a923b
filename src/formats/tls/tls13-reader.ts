import { Buffer } from 'node:buffer';
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { number, vector } from './cursor.ts';
import { recordTypes } from './registries.ts';
import type { TlsRecord } from './read-records.ts';

/** Suites of TLS 1.3 whose answers can be read here: hash, cipher and size of its key (RFC 8446 §B.4). */
const ciphers: Readonly<
  Record<number, readonly [hash: string, cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305', key: number]>
> = {
  0x1301: ['sha256', 'aes-128-gcm', 16],
  0x1302: ['sha384', 'aes-256-gcm', 32],
  0x1303: ['sha256', 'chacha20-poly1305', 32],
};
export const readableSuites: readonly number[] = Object.keys(ciphers).map(Number);

const tagLength = 16;
const nonceLength = 12;

/**
 * Decrypts what a server of TLS 1.3 sends during its handshake (RFC 8446 §5.2, §7.1): the certificates and
 * the request for one. It reads, and proves nothing: who the server is, is for a library to verify.
 */
export class Tls13Reader {
  readonly #cipher: readonly [string, 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305', number];
  readonly #key: Buffer;
  readonly #nonce: Buffer;
  #sequence = 0n;

  /** @param transcript ClientHello and ServerHello as they were sent */
  constructor(suite: number, secret: Buffer, transcript: readonly Buffer[]) {
    const cipher = ciphers[suite];
    if (cipher === undefined) throw new RangeError(`suite ${suite} is none that can be read`);
    this.#cipher = cipher;
    const [hash, , keyLength] = cipher;
    const digest = (bytes: Buffer): Buffer => createHash(hash).update(bytes).digest();
    const extract = (salt: Buffer, input: Buffer): Buffer => createHmac(hash, salt).update(input).digest();
    const size = digest(Buffer.alloc(0)).length;
    const zeros = Buffer.alloc(size);
    const derived = expandLabel(hash, extract(zeros, zeros), 'derived', digest(Buffer.alloc(0)), size);
    const traffic = expandLabel(
      hash,
      extract(derived, secret),
      's hs traffic',
      digest(Buffer.concat(transcript)),
      size,
    );
    this.#key = expandLabel(hash, traffic, 'key', Buffer.alloc(0), keyLength);
    this.#nonce = expandLabel(hash, traffic, 'iv', Buffer.alloc(0), nonceLength);
  }

  /** Type and content of an encrypted record; null when it does not decrypt. */
  read({ header, body }: TlsRecord): { readonly type: number; readonly body: Buffer } | null {
    if (body.length < tagLength) return null;
    const nonce = Buffer.from(this.#nonce);
    const counter = Buffer.alloc(nonceLength);
    counter.writeBigUInt64BE(this.#sequence++, nonceLength - 8);
    for (let index = 0; index < nonceLength; index++) nonce[index]! ^= counter[index]!;
    const split = body.length - tagLength;
    let plain: Buffer;
    try {
      // The two kinds of ciphers are one call to Node, but not to its types.
      const decipher = createDecipheriv(this.#cipher[1] as 'aes-128-gcm', this.#key, nonce, {
        authTagLength: tagLength,
      });
      decipher.setAAD(header);
      decipher.setAuthTag(body.subarray(split));
      plain = Buffer.concat([decipher.update(body.subarray(0, split)), decipher.final()]);
    } catch {
      return null;
    }
    // The type is the last byte that is not zero: what follows is padding.
    let end = plain.length - 1;
    while (end >= 0 && plain[end] === 0) end--;
    return end < 0 ? null : { type: plain[end]!, body: plain.subarray(0, end) };
  }
}

/** What is left out when the middle of a handshake is only for boxes on the way (RFC 8446 §D.4). */
export function isForMiddleboxes({ type }: Pick<TlsRecord, 'type'>): boolean {
  return type === recordTypes.changeCipherSpec;
}

function expandLabel(hash: string, secret: Buffer, label: string, context: Buffer, length: number): Buffer {
  const info = Buffer.concat([number(length, 2), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context)]);
  const blocks: Buffer[] = [];
  let last: Buffer = Buffer.alloc(0);
  for (let counter = 1; blocks.reduce((sum, block) => sum + block.length, 0) < length; counter++) {
    last = createHmac(hash, secret).update(last).update(info).update(number(counter, 1)).digest();
    blocks.push(last);
  }
  return Buffer.concat(blocks).subarray(0, length);
}
