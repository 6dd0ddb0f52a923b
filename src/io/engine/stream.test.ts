import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { parseAddress } from './address.ts';
import { EngineClient } from './client.ts';
import { EngineError, type EngineErrorKind } from './engine-error.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** An engine that writes what it likes. */
async function engine(act: (socket: Socket) => void, signal = new AbortController().signal): Promise<EngineClient> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () => act(socket));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new EngineClient(parseAddress(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, null), signal);
}

async function read(client: EngineClient, waits = { first: 5000, idle: 5000 }): Promise<string> {
  let text = '';
  try {
    for await (const piece of client.stream('/images/x/get', waits)) text += piece.toString();
    return text;
  } finally {
    client.close();
  }
}

const fails = (reading: Promise<string>, kind: EngineErrorKind, message = /./): Promise<void> =>
  assert.rejects(reading, (error) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
    return true;
  });

describe('a large answer of an engine', () => {
  it('comes in pieces', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
    assert.equal(await read(await engine((socket) => socket.write(chunked))), 'abcde');
  });
  it('that is cut off is no whole answer', async () => {
    const cut = await engine((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    );
    await fails(read(cut), 'truncated');
    const short = await engine((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'));
    await fails(read(short), 'truncated');
  });
  it('has time limits', async () => {
    await fails(read(await engine(() => {}), { first: 50, idle: 5000 }), 'silent', /for 0\.05 s/);
    const stalled = await engine((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'));
    await fails(read(stalled, { first: 5000, idle: 50 }), 'slow', /for 0\.05 s/);
    const endless = await engine((socket) => socket.write('HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\nabc'));
    await fails(read(endless, { first: 5000, idle: 50 }), 'slow');
  });
  it('may be an error with its reason', async () => {
    const body = '{"message":"no such image: x"}';
    const head = `HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\n\r\n`;
    await fails(read(await engine((socket) => socket.write(head + body))), 'status', /HTTP 404: no such image: x$/);
  });
  it('is over when the command is interrupted', async () => {
    const abort = new AbortController();
    const client = await engine((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc');
      setTimeout(() => abort.abort(), 5);
    }, abort.signal);
    await fails(read(client), 'cancelled');
  });
});
