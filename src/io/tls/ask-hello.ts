import { randomBytes } from 'node:crypto';
import { clientHello, helloRecord, ssl2ClientHello, type Offer } from '../../formats/tls/client-hello.ts';
import { MessageReader, RecordReader, type HandshakeMessage, type TlsRecord } from '../../formats/tls/read-records.ts';
import { handshakeTypes, recordTypes } from '../../formats/tls/registries.ts';
import {
  readAlert,
  readServerHello,
  readSsl2ServerHello,
  type ServerHello,
  type Ssl2Hello,
} from '../../formats/tls/server-messages.ts';
import type { Wire } from './wire.ts';
import { WireError } from './wire.ts';

/** What a server answers to one ClientHello. */
export type HelloAnswer =
  | {
      readonly kind: 'hello';
      readonly hello: ServerHello;
      /** What follows in clear, up to ServerHelloDone; empty where only the hello was asked for. */
      readonly messages: readonly HandshakeMessage[];
      /** Records behind a ServerHello of TLS 1.3 that came with it; encrypted. */
      readonly encrypted: readonly TlsRecord[];
      /** What had come behind these records. */
      readonly rest: Buffer;
      /** Both hellos as they were sent: what the keys of TLS 1.3 are made of. */
      readonly transcript: readonly Buffer[];
      /** Why the messages are not whole; null when they are. */
      readonly cut: string | null;
    }
  | { readonly kind: 'alert'; readonly name: string }
  | { readonly kind: 'ended'; readonly end: WireError }
  /** It answers, and what it says is no TLS. */
  | { readonly kind: 'other'; readonly because: string; readonly bytes: Buffer };

/** A ServerHello alone, or all that a server sends before it waits. */
export type Depth = 'hello' | 'flight';

type Asked = Omit<Offer, 'random' | 'sessionId'>;

/** Sends one ClientHello on a connection that is ready for it, and reads the answer. */
export async function askHello(wire: Wire, offer: Asked, depth: Depth): Promise<HelloAnswer> {
  const isTls13 = offer.version === 'TLSv1.3';
  const message = clientHello({
    ...offer,
    random: randomBytes(32),
    ...(isTls13 ? { sessionId: randomBytes(32) } : {}),
  });
  wire.write(helloRecord(message, offer.version));
  const records = new RecordReader();
  const messages = new MessageReader();
  const found: HandshakeMessage[] = [];
  const encrypted: TlsRecord[] = [];
  let hello: { readonly read: ServerHello; readonly whole: Buffer } | null = null;
  const answer = (cut: string | null): HelloAnswer => ({
    kind: 'hello',
    hello: hello!.read,
    messages: found,
    encrypted,
    rest: records.rest,
    transcript: [message, hello!.whole],
    cut,
  });
  try {
    for (;;) {
      const record = records.next();
      if (record === null) {
        const { problem } = records;
        if (problem !== null)
          return hello === null ? { kind: 'other', because: problem, bytes: records.rest } : answer(problem);
        records.add(await wire.read());
        continue;
      }
      if (record.type === recordTypes.alert) {
        const alert = readAlert(record.body);
        const name = alert?.name ?? 'that is encrypted';
        // unrecognized_name as a warning: the server goes on with the certificate it has.
        if (alert !== null && !alert.fatal && alert.name !== 'close_notify') continue;
        return hello === null ? { kind: 'alert', name } : answer(`alert ${name}`);
      }
      if (hello !== null && isTls13 && !hello.read.retry) {
        encrypted.push(record);
        if (record.type === recordTypes.applicationData) return answer(null);
        continue;
      }
      if (record.type !== recordTypes.handshake) {
        if (hello !== null) return answer('a record that does not belong there');
        return { kind: 'other', because: 'what it sends is no answer to a ClientHello', bytes: record.body };
      }
      messages.add(record.body);
      for (let next = messages.next(); next !== null; next = messages.next()) {
        if (hello === null) {
          const read = next.type === handshakeTypes.serverHello ? readServerHello(next.body) : 'is no ServerHello';
          if (typeof read === 'string')
            return { kind: 'other', because: `what it sends for a ServerHello ${read}`, bytes: next.whole };
          hello = { read, whole: next.whole };
          if (depth === 'hello' || read.retry) return answer(null);
        } else found.push(next);
        if (next.type === handshakeTypes.serverHelloDone) return answer(null);
      }
      if (messages.problem !== null)
        return hello === null
          ? { kind: 'other', because: messages.problem, bytes: record.body }
          : answer(messages.problem);
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return hello === null ? { kind: 'ended', end: error } : answer(error.message);
  }
}

/** Asks for SSLv2. */
export async function askSsl2(
  wire: Wire,
  ciphers: readonly number[],
): Promise<
  | { readonly kind: 'ssl2'; readonly hello: Ssl2Hello }
  | { readonly kind: 'other'; readonly because: string }
  | { readonly kind: 'ended'; readonly end: WireError }
> {
  wire.write(ssl2ClientHello(ciphers, randomBytes(16)));
  let held: Buffer = Buffer.alloc(0);
  try {
    for (;;) {
      held = Buffer.concat([held, await wire.read()]);
      const read = readSsl2ServerHello(held);
      if (typeof read === 'string') return { kind: 'other', because: `what it sends ${read} of SSLv2` };
      if (read !== null) return { kind: 'ssl2', hello: read };
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { kind: 'ended', end: error };
  }
}
