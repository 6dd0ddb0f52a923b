import type { Dial } from './dial.ts';
import { WireError } from './wire.ts';

/** A question in clear, and what an answer to it looks like: it proves that the port takes what is not encrypted. */
interface Plain {
  readonly name: string;
  readonly ask: Buffer;
  readonly answers: (bytes: Buffer) => boolean;
}

const http: Plain = {
  name: 'HTTP',
  ask: Buffer.from('GET / HTTP/1.0\r\n\r\n'),
  answers: (bytes) => bytes.toString('latin1', 0, 5) === 'HTTP/',
};
const redis: Plain = {
  name: 'Redis',
  ask: Buffer.from('PING\r\n'),
  answers: (bytes) => /^(\+PONG|-NOAUTH|-DENIED|-ERR)/.test(bytes.toString('latin1', 0, 16)),
};
/** OP_MSG { hello: 1, $db: "admin" }, request id 7; an answer has the length first and names the request. */
const mongodb: Plain = {
  name: 'MongoDB',
  ask: mongoHello(),
  answers: (bytes) => bytes.length >= 16 && bytes.readInt32LE(8) === 7 && [1, 2013].includes(bytes.readInt32LE(12)),
};
/** ApiVersions version 0, correlation id 7, no client id; an answer has its length and the same id. */
const kafka: Plain = {
  name: 'Kafka',
  ask: Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 255, 255]),
  answers: (bytes) => bytes.length >= 8 && bytes.readInt32BE(4) === 7,
};

const usual: Readonly<Record<number, Plain>> = {
  6379: redis,
  6380: redis,
  16379: redis,
  26379: redis,
  27017: mongodb,
  27018: mongodb,
  27019: mongodb,
  9092: kafka,
  9093: kafka,
  9094: kafka,
};

/** What is spoken in clear at a port that gave no answer of TLS; null when that cannot be told. */
export async function speaksPlainly(dial: Dial): Promise<string | null> {
  const own = usual[dial.target.port];
  for (const plain of own === undefined ? [http, redis] : [own, http]) {
    try {
      const found = await dial.with(async (wire) => {
        wire.write(plain.ask);
        let held = await wire.read();
        while (held.length < 16 && !plain.answers(held)) held = Buffer.concat([held, await wire.read()]);
        return plain.answers(held);
      });
      if (found) return plain.name;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }
  return null;
}

function mongoHello(): Buffer {
  const text = (name: string): Buffer => Buffer.from(`${name}\0`);
  const integer = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  const fields = Buffer.concat([
    Buffer.from([0x10]),
    text('hello'),
    integer(1),
    Buffer.from([0x02]),
    text('$db'),
    integer(6),
    text('admin'),
    Buffer.from([0]),
  ]);
  const body = Buffer.concat([integer(0), Buffer.from([0]), integer(fields.length + 4), fields]);
  return Buffer.concat([integer(body.length + 16), integer(7), integer(0), integer(2013), body]);
}
