/** Protocols that begin with TLS at once, spoken in clear at their usual ports: fakes that answer as MongoDB and Kafka do. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, describe, it } from 'node:test';
import { look } from './lab.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** On an address of loopback that nothing else uses, so that the usual port is free. */
const host = '127.0.73.1';

/** Answers what it understands, and closes the connection at anything else, as both do. */
async function fake(port: number, answer: (bytes: Buffer) => Buffer | null): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const back = answer(bytes);
      if (back === null) socket.destroy();
      else socket.write(back);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  servers.push(server);
}

function int32le(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32LE(value, 4 * index);
  return bytes;
}

describe('in clear at its usual port', () => {
  it('MongoDB', async () => {
    await fake(27_017, (bytes) => {
      // OP_MSG: length, request id, response to, opcode; then flags and a document with `hello`.
      if (bytes.length < 26 || bytes.readInt32LE(0) !== bytes.length || bytes.readInt32LE(12) !== 2013) return null;
      const document = bytes.subarray(21);
      if (document.readInt32LE(0) !== document.length || document.toString('latin1', 5, 11) !== 'hello\0') return null;
      const body = Buffer.concat([
        int32le(0),
        Buffer.of(0),
        int32le(17),
        Buffer.of(1),
        Buffer.from('ok\0'),
        Buffer.alloc(8),
        Buffer.of(0),
      ]);
      return Buffer.concat([int32le(16 + body.length, 900, bytes.readInt32LE(4), 2013), body]);
    });
    const seen = await look(27_017, { host });
    assert.deepEqual([seen.speaks, seen.because], ['plaintext', 'it answers MongoDB in clear']);
  });
  it('Kafka', async () => {
    await fake(9092, (bytes) => {
      // Size, ApiVersions (18), version, correlation id, client id.
      if (bytes.length < 14 || bytes.readInt32BE(0) !== bytes.length - 4 || bytes.readInt16BE(4) !== 18) return null;
      const back = Buffer.alloc(14);
      back.writeInt32BE(10, 0);
      bytes.copy(back, 4, 8, 12);
      return back;
    });
    const seen = await look(9092, { host });
    assert.deepEqual([seen.speaks, seen.because], ['plaintext', 'it answers Kafka in clear']);
  });
  it('what closes at everything is not known', async () => {
    await fake(9093, () => null);
    const seen = await look(9093, { host });
    assert.equal(seen.speaks, 'unknown');
    assert.ok(seen.versions.every(({ offered }) => offered === null));
  });
});
