import { createECDH, diffieHellman, generateKeyPairSync, createPublicKey, type KeyObject } from 'node:crypto';
import { MessageReader, RecordReader, type HandshakeMessage, type TlsRecord } from '../../formats/tls/read-records.ts';
import { handshakeTypes, recordTypes } from '../../formats/tls/registries.ts';
import { readCertificateMessage, readCertificateStatus } from '../../formats/tls/server-messages.ts';
import { isForMiddleboxes, readableSuites, Tls13Reader } from '../../formats/tls/tls13-reader.ts';
import type { TlsVersion } from '../../model/tls.ts';
import { askHello } from './ask-hello.ts';
import type { Dial } from './dial.ts';
import { ask } from './enumerate.ts';
import { WireError, type Wire } from './wire.ts';

export interface ChainRead {
  /** As they were sent. */
  readonly certificates: readonly Buffer[];
  readonly staple: Buffer | null;
  /** Whether the server asks for a certificate of the client. */
  readonly requests: boolean;
}

/** The certificates of a version below 1.3, which are sent in clear; a string says why there are none. */
export async function readClearChain(
  dial: Dial,
  version: Exclude<TlsVersion, 'SSLv2' | 'TLSv1.3'>,
  suites: readonly number[],
): Promise<ChainRead | string> {
  const answer = await ask(dial, version, suites, 'flight', { staple: true });
  if (answer.kind !== 'hello') return 'the server did not answer a second time as it did the first';
  if (answer.cut !== null) return `what the server sends breaks off: ${answer.cut}`;
  return chainOf(answer.messages, false);
}

function chainOf(messages: readonly HandshakeMessage[], isTls13: boolean): ChainRead | string {
  const sent = messages.find(({ type }) => type === handshakeTypes.certificate);
  const requests = messages.some(({ type }) => type === handshakeTypes.certificateRequest);
  if (sent === undefined) return 'the server sends no certificate';
  const read = readCertificateMessage(sent.body, isTls13);
  if (typeof read === 'string') return `the message of certificates ${read}`;
  const status = messages.find(({ type }) => type === handshakeTypes.certificateStatus);
  const staple = status === undefined || isTls13 ? read.staple : readCertificateStatus(status.body);
  return { certificates: read.certificates, staple: typeof staple === 'string' ? Buffer.alloc(0) : staple, requests };
}

/** The certificates of TLS 1.3, which are encrypted: a key is agreed on, and the answer decrypted with it. */
export async function readEncryptedChain(
  dial: Dial,
  suites: readonly number[],
  groups: readonly number[],
): Promise<ChainRead | string> {
  const readable = suites.filter((code) => readableSuites.includes(code));
  if (readable.length === 0) return 'none of its suites of TLS 1.3 is one that Plimsoll decrypts';
  const group = groups.find((code) => Object.hasOwn(exchanges, code));
  if (group === undefined) return 'none of its groups is one that Plimsoll has';
  const exchange = exchanges[group]!();
  const { serverName } = dial.target;
  try {
    return await dial.with(async (wire) => {
      const answer = await askHello(
        wire,
        {
          version: 'TLSv1.3',
          suites: readable,
          groups: [group],
          keyShares: [{ group, key: exchange.key }],
          staple: true,
          ...(serverName === null ? {} : { serverName }),
        },
        'flight',
      );
      if (answer.kind !== 'hello' || answer.hello.key === null)
        return 'the server did not answer a second time as it did the first';
      const secret = exchange.agree(answer.hello.key);
      if (secret === null) return 'the key that the server sends is none';
      const reader = new Tls13Reader(answer.hello.suite, secret, answer.transcript);
      return await decrypted(reader, answer, wire);
    });
  } catch (error) {
    if (error instanceof WireError) return error.message;
    throw error;
  }
}

/** Reads on until the server has shown its certificates. */
async function decrypted(
  reader: Tls13Reader,
  { encrypted, rest }: { readonly encrypted: readonly TlsRecord[]; readonly rest: Buffer },
  wire: Wire,
): Promise<ChainRead | string> {
  const records = new RecordReader();
  for (const { header, body } of encrypted) records.add(Buffer.concat([header, body]));
  records.add(rest);
  const messages = new MessageReader();
  const found: HandshakeMessage[] = [];
  for (;;) {
    const record = records.next();
    if (record === null) {
      if (records.problem !== null) return records.problem;
      records.add(await wire.read());
      continue;
    }
    if (isForMiddleboxes(record)) continue;
    const plain = reader.read(record);
    if (plain === null) return 'what the server sends does not decrypt';
    if (plain.type !== recordTypes.handshake) return 'the server breaks the handshake off';
    messages.add(plain.body);
    for (let next = messages.next(); next !== null; next = messages.next()) {
      found.push(next);
      if (next.type === handshakeTypes.finished || next.type === handshakeTypes.certificateVerify)
        return chainOf(found, true);
    }
    if (messages.problem !== null) return messages.problem;
  }
}

interface Exchange {
  readonly key: Buffer;
  /** Null when what the other side sent is no public value. */
  agree(other: Buffer): Buffer | null;
}

/** Key exchanges of TLS 1.3 by their group. */
const exchanges: Readonly<Record<number, () => Exchange>> = {
  29: () => montgomery('x25519', '302a300506032b656e032100'),
  30: () => montgomery('x448', '3042300506032b656f033900'),
  23: () => weierstrass('prime256v1'),
  24: () => weierstrass('secp384r1'),
  25: () => weierstrass('secp521r1'),
};

/** @param prefix what stands before the public value in its SubjectPublicKeyInfo (RFC 8410) */
function montgomery(kind: 'x25519' | 'x448', prefix: string): Exchange {
  const pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =
    kind === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448');
  const head = Buffer.from(prefix, 'hex');
  return {
    key: pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(head.length),
    agree: (other) =>
      attempt(() => {
        const key = createPublicKey({ key: Buffer.concat([head, other]), type: 'spki', format: 'der' });
        return diffieHellman({ privateKey: pair.privateKey, publicKey: key });
      }),
  };
}

function weierstrass(curve: string): Exchange {
  const own = createECDH(curve);
  return { key: own.generateKeys(), agree: (other) => attempt(() => own.computeSecret(other)) };
}

function attempt(act: () => Buffer): Buffer | null {
  try {
    return act();
  } catch {
    return null;
  }
}
