import { recordTypes, versionOf } from './registries.ts';

export interface TlsRecord {
  readonly type: number;
  /** As its header says; a server states the version it chose elsewhere. */
  readonly version: number;
  readonly body: Buffer;
  /** Header and body as they came: what a cipher of TLS 1.3 authenticates. */
  readonly header: Buffer;
}

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Buffer;
  readonly whole: Buffer;
}

/** RFC 8446 §5.2; one of 1.2 may be 1,792 bytes longer still, of SSLv3 as well. */
const maxRecord = 2 ** 14 + 2048;
/** Of one handshake message: what servers send is below 100 KiB. */
const maxMessage = 512 * 1024;

/** Bytes of a connection cut into records. `problem` says why no more can be read. */
export class RecordReader {
  #held: Buffer = Buffer.alloc(0);
  problem: string | null = null;

  add(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
  }
  /** Bytes that are no whole record yet. */
  get rest(): Buffer {
    return this.#held;
  }
  /** The next whole record; null when more bytes are needed, or there is a problem. */
  next(): TlsRecord | null {
    if (this.problem !== null || this.#held.length === 0) return null;
    const held = this.#held;
    const isRecord = Object.values(recordTypes).includes(held[0] as 20) && (held.length < 2 || held[1] === 3);
    if (!isRecord) {
      this.problem = 'what it sends is no record of TLS';
      return null;
    }
    if (held.length < 5) return null;
    const length = held.readUInt16BE(3);
    if (length > maxRecord || versionOf(held.readUInt16BE(1)) === null) {
      this.problem = length > maxRecord ? `a record is ${length} bytes long` : 'what it sends is no record of TLS';
      return null;
    }
    if (held.length < 5 + length) return null;
    this.#held = held.subarray(5 + length);
    return {
      type: held[0]!,
      version: held.readUInt16BE(1),
      header: held.subarray(0, 5),
      body: held.subarray(5, 5 + length),
    };
  }
}

/** Bodies of handshake records joined and cut into messages, which may be spread over records or share one. */
export class MessageReader {
  #held: Buffer = Buffer.alloc(0);
  problem: string | null = null;

  add(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
  }
  next(): HandshakeMessage | null {
    const held = this.#held;
    if (this.problem !== null || held.length < 4) return null;
    const length = held.readUIntBE(1, 3);
    if (length > maxMessage) {
      this.problem = `a message of the handshake is ${length} bytes long`;
      return null;
    }
    if (held.length < 4 + length) return null;
    this.#held = held.subarray(4 + length);
    return { type: held[0]!, body: held.subarray(4, 4 + length), whole: held.subarray(0, 4 + length) };
  }
}
