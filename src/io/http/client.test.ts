import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { HttpClient, type HttpOptions } from './client.ts';
import { HttpError, type HttpErrorKind } from './http-error.ts';
import { retryAfter } from './patience.ts';

const servers: TcpServer[] = [];
const clients: HttpClient[] = [];
after(() => {
  for (const client of clients) client.close();
  for (const server of servers) {
    server.close();
    (server as Partial<Server>).closeAllConnections?.();
  }
});

async function listening(server: TcpServer): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener): Promise<string> => listening(createServer(listener));

/** A server that writes what it likes. */
const speak = (act: (socket: Socket) => void): Promise<string> =>
  listening(
    createTcp((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => act(socket));
    }),
  );

function client(options: Partial<HttpOptions> = {}): HttpClient {
  const limits = { backOff: 1, ...options.limits };
  const made = new HttpClient({ environment: {}, signal: new AbortController().signal, ...options, limits });
  clients.push(made);
  return made;
}

const fails = (promise: Promise<unknown>, kind: HttpErrorKind, message = /./): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof HttpError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
    return true;
  });

const text = async (promise: Promise<{ readonly bytes: Buffer }>): Promise<string> => (await promise).bytes.toString();

describe('an answer', () => {
  it('is whole, with its status and headers', async () => {
    const url = await serve((_, response) => response.writeHead(200, { etag: '"a"' }).end('hello'));
    const reply = await client().bytes(url, { limit: 5 });
    assert.deepEqual([reply.status, reply.headers.etag, reply.bytes.toString()], [200, '"a"', 'hello']);
  });
  it('has a limit', async () => {
    const url = await serve((_, response) => response.end('hello!'));
    await fails(client().bytes(url, { limit: 5 }), 'too-large', /more than 5 bytes/);
  });
  it('is decoded when that is asked for, and not further than the limit', async () => {
    const url = await serve((request, response) => {
      const encoding = request.url!.slice(1);
      assert.equal(request.headers['accept-encoding'], 'gzip, br');
      const body = Buffer.alloc(1 << 20);
      const bytes = encoding === 'br' ? brotliCompressSync(body) : gzipSync(body);
      response.writeHead(200, { 'content-encoding': encoding }).end(encoding === 'gzip' ? bytes.subarray() : bytes);
    });
    const one = client();
    for (const encoding of ['gzip', 'br']) {
      const { bytes } = await one.bytes(`${url}/${encoding}`, { limit: 1 << 20, decode: true });
      assert.equal(bytes.length, 1 << 20);
      await fails(one.bytes(`${url}/${encoding}`, { limit: 1000, decode: true }), 'too-large');
    }
    await fails(one.bytes(`${url}/zstd`, { limit: 1 << 20, decode: true }), 'encoding', /not asked for/);
  });
  it('that is not the encoding it says, or is only a part of it, is refused', async () => {
    const cut = gzipSync(Buffer.from('hello'.repeat(1000))).subarray(0, 30);
    const url = await serve((request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/cut' ? cut : 'plain'),
    );
    await fails(client().bytes(url, { limit: 9999, decode: true }), 'encoding', /is not the gzip it says/);
    await fails(client().bytes(`${url}/cut`, { limit: 9999, decode: true }), 'encoding');
  });
  it('of an error says why, without control characters', async () => {
    const errors = [{ code: 'DENIED', message: 'no\u001b[31m\nentry' }];
    const url = await serve((_, response) => response.writeHead(403).end(JSON.stringify({ errors })));
    await fails(client().bytes(url, { limit: 9 }), 'status', /HTTP 403: no \[31m entry$/);
  });
  it('that is expected is no error', async () => {
    const url = await serve((_, response) => response.writeHead(304).end());
    assert.equal((await client().bytes(url, { limit: 9, expects: [304] })).status, 304);
  });
});

describe('what is not sent', () => {
  it('with --offline: anything beyond this machine, also after a redirect', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://far.example/' }).end());
    await fails(client({ offline: true }).bytes('https://far.example/x', { limit: 9 }), 'offline');
    await fails(client({ offline: true }).bytes(url, { limit: 9 }), 'offline', /far\.example/);
  });
  it('other schemes', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://a/b', 'nothing', 'http://']) {
      await fails(client().bytes(url, { limit: 9 }), 'address');
    }
  });
  it('secrets in messages', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    const secret = url.replace('//', '//user:hunter2@');
    const shows = (error: unknown): true => {
      assert.doesNotMatch((error as Error).message, /hunter2/);
      return true;
    };
    await assert.rejects(client().bytes(`${secret}/x?token=hunter2`, { limit: 9 }), shows);
    await assert.rejects(client().bytes('hppt://user:hunter2@x/?hunter2', { limit: 9 }), shows);
    for (const password of ['hunter2', 'a/hunter2', 'hunter2/b', 'hunter2#b', 'hunter2?b', 'hunter2@b']) {
      for (const proxy of [`socks://user:${password}@proxy.example`, `http://user:${password}@proxy.example:x`]) {
        await assert.rejects(
          client({ environment: { HTTP_PROXY: proxy } }).bytes('http://far.example', { limit: 9 }),
          shows,
        );
      }
    }
  });
});

describe('redirects', () => {
  it('carry credentials to no other origin, nor back from there', async () => {
    const seen: (string | undefined)[] = [];
    const note: RequestListener = (request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      const [, , next] = request.url!.split('/');
      if (next === undefined) response.end('there');
      else response.writeHead(307, { location: next === 'away' ? `${far}/far/back` : `${near}/last` }).end();
    };
    const near = await serve(note);
    const far = await serve(note);
    assert.equal(await text(client().bytes(`${near}/first/away`, { limit: 9, authorization: 'Basic x' })), 'there');
    assert.deepEqual(seen, ['/first/away Basic x', '/far/back undefined', '/last undefined']);
  });
  it('keep credentials within an origin', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(301, { location: '/b' }).end();
      else response.end(request.headers.authorization);
    });
    assert.equal(await text(client().bytes(`${url}/a`, { limit: 9, authorization: 'Basic x' })), 'Basic x');
  });
  it('end', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
    await fails(client({ limits: { redirects: 3 } }).bytes(url, { limit: 9 }), 'redirect', /more than 3 times/);
  });
  it('to no web address are refused', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await fails(client().bytes(url, { limit: 9 }), 'address');
  });
});

describe('patience', () => {
  it('Retry-After is seconds or a date', () => {
    const now = Date.parse('2026-11-24T00:00:00Z');
    assert.equal(retryAfter('3', now), 3000);
    assert.equal(retryAfter('Tue, 24 Nov 2026 00:00:05 GMT', now), 5000);
    assert.equal(retryAfter('Mon, 23 Nov 2026 00:00:05 GMT', now), 0);
    assert.equal(retryAfter('soon', now), null);
    assert.equal(retryAfter(undefined, now), null);
  });
  it('asks again after 429 and 5xx, and gives up at last', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      const enough = ++asked === 3 && request.url === '/';
      response.writeHead(enough ? 200 : asked % 2 === 0 ? 429 : 503, { 'retry-after': '0' }).end('late');
    });
    assert.equal(await text(client().bytes(url, { limit: 9 })), 'late');
    assert.equal(asked, 3);
    asked = 0;
    await fails(client({ limits: { retries: 2 } }).bytes(`${url}/never`, { limit: 9 }), 'status', /HTTP 503/);
    assert.equal(asked, 3);
  });
  it('does not wait longer than its limit, however long it is asked to', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.writeHead(429, { 'retry-after': '3600' }).end();
    });
    await fails(client().bytes(url, { limit: 9 }), 'status', /asks to wait for 3600 s/);
    assert.equal(asked, 1);
  });
  it('does not post twice what may have been done', async () => {
    let asked = 0;
    const url = await speak((socket) => {
      asked++;
      socket.destroy();
    });
    await fails(client().bytes(url, { limit: 9, method: 'POST', body: 'x' }), 'cut');
    assert.equal(asked, 1);
    await fails(client({ limits: { retries: 2 } }).bytes(url, { limit: 9 }), 'cut');
    assert.equal(asked, 4);
  });
  it('ends with silence, at once or in the middle, also when it drips', async () => {
    const silent = await speak(() => {});
    const halfway = await speak((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'));
    const dripping = await speak((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const limits = { firstByte: 50, idle: 100 };
    await fails(client({ limits }).bytes(silent, { limit: 9 }), 'silent', /no answer within 0\.05 s/);
    await fails(client({ limits }).bytes(halfway, { limit: 9 }), 'silent', /next to nothing/);
    await fails(client({ limits }).bytes(dripping, { limit: 99_999 }), 'silent', /next to nothing/);
  });
  it('tells what is no HTTP, and a connection that is refused', async () => {
    await fails(client().bytes(await speak((socket) => socket.end('SSH-2.0-x\r\n')), { limit: 9 }), 'not-http');
    await fails(client().bytes('http://127.0.0.1:1/', { limit: 9 }), 'refused');
  });
  it('tells a proxy that refuses, is not there or is silent', async () => {
    const limits = { connect: 100 };
    const through = (proxy: string): Promise<unknown> =>
      client({ environment: { HTTPS_PROXY: proxy }, limits }).bytes('https://far.example/', { limit: 9 });
    const refusing = await speak((socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await fails(through(refusing), 'proxy');
    await fails(through('http://127.0.0.1:1'), 'refused');
    await fails(through(await speak(() => {})), 'silent', /no connection within 0\.1 s/);
  });
  it('is over when the command is interrupted', async () => {
    const url = await speak(() => {});
    const abort = new AbortController();
    const pending = client({ signal: abort.signal }).bytes(url, { limit: 9 });
    setImmediate(() => abort.abort(new Error('stopped')));
    await assert.rejects(pending, /stopped/);
  });
});

describe('a download', () => {
  const data = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

  /** Cuts each answer after some bytes, and counts them. */
  const cutting = async (headers: (asked: number) => Record<string, string>, ranges = true, most = 30_000) => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range ?? 'all');
      const at = ranges ? Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0) : 0;
      const limit = ranges || asked.length < 2 ? most : data.length;
      response.writeHead(at === 0 ? 200 : 206, {
        'content-length': data.length - at,
        ...(at === 0 ? {} : { 'content-range': `bytes ${at}-${data.length - 1}/${data.length}` }),
        ...headers(asked.length),
      });
      const piece = data.subarray(at, at + limit);
      if (at + limit >= data.length) response.end(piece);
      else response.write(piece, () => setTimeout(() => response.destroy(), 5));
    });
    return { url, asked };
  };
  const read = async (url: string, immutable = false): Promise<Buffer> => {
    const { body } = await client().download(url, { immutable });
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts);
  };

  it('goes on where it was cut', async () => {
    const { url, asked } = await cutting(() => ({ etag: '"a"' }));
    assert.ok((await read(url)).equals(data));
    assert.deepEqual(asked, ['all', 'bytes=30000-', 'bytes=60000-', 'bytes=90000-']);
  });
  it('goes on where a server sends all again', async () => {
    const { url, asked } = await cutting(() => ({ etag: '"a"' }), false);
    assert.ok((await read(url)).equals(data));
    assert.equal(asked.length, 2);
  });
  it('does not join what has changed', async () => {
    const { url } = await cutting((asked) => ({ etag: `"${asked}"` }));
    await fails(read(url), 'changed', /another ETag/);
  });
  it('is not resumed when nobody can know whether it is the same, but by who has its digest', async () => {
    const { url } = await cutting(() => ({ etag: 'W/"a"' }));
    await fails(read(url), 'cut');
    assert.ok((await read(url, true)).equals(data));
  });
  it('is not resumed for ever', async () => {
    const { url, asked } = await cutting(() => ({}), true, 0);
    await fails(read(url, true), 'cut');
    assert.equal(asked.length, 5);
  });
  it('must go on at the right byte', async () => {
    const url = await serve((request, response) => {
      if (request.headers.range === undefined) {
        response.writeHead(200, { 'content-length': 100 });
        response.write('x'.repeat(50), () => setTimeout(() => response.destroy(), 5));
      } else response.writeHead(206, { 'content-range': 'bytes 10-99/100', 'content-length': 90 }).end('y'.repeat(90));
    });
    await fails(read(url, true), 'changed', /does not go on where it was cut/);
  });
});
