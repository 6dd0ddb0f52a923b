/** SSLv3 and what no OpenSSL of today speaks, from a server of Java; SSLv2 from a fake, for no program is left that has it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { derAt } from '../../src/formats/x509/der.ts';
import type { EndpointSeen } from '../../src/model/tls.ts';
import { unless } from '../packages/packages.ts';
import { freePort, LabAuthority, look, openssl, sent, serve, stated, taken, versionIn } from './lab.ts';

const lab = new LabAuthority();
after(() => lab.end());
const identity = lab.leaf({ name: 'legacy' });
const authorities = [readFileSync(lab.root, 'utf8')];

async function seenOf(protocols: string, suites: readonly string[]): Promise<EndpointSeen> {
  const store = lab.at('legacy.p12');
  openssl('pkcs12', '-export', '-in', identity.chain, '-inkey', identity.key, '-out', store, '-passout', 'pass:lab');
  const settings = lab.at('java.security');
  const all = ['jdk.tls.disabledAlgorithms', 'jdk.certpath.disabledAlgorithms', 'jdk.tls.legacyAlgorithms'];
  writeFileSync(settings, all.map((name) => `${name}=\n`).join(''));
  const port = await freePort();
  const server = await serve(port, 'java', [
    `-Djava.security.properties=${settings}`,
    '-Xshare:auto',
    '-XX:TieredStopAtLevel=1',
    join(import.meta.dirname, 'LegacyServer.java'),
    String(port),
    store,
    protocols,
    suites.join(','),
  ]);
  try {
    return await look(port, { authorities });
  } finally {
    await server.end();
  }
}

describe('what OpenSSL no longer speaks', { skip: unless('java', 'javac') }, () => {
  const old = [
    'SSL_RSA_WITH_RC4_128_MD5',
    'SSL_RSA_WITH_RC4_128_SHA',
    'SSL_RSA_WITH_3DES_EDE_CBC_SHA',
    'SSL_RSA_WITH_DES_CBC_SHA',
    'SSL_RSA_EXPORT_WITH_RC4_40_MD5',
    'SSL_RSA_EXPORT_WITH_DES40_CBC_SHA',
    'SSL_RSA_WITH_NULL_SHA',
    'SSL_DH_anon_WITH_RC4_128_MD5',
  ];
  const named = old.map((name) => name.replace('SSL_', 'TLS_')).toSorted();

  it('SSLv3 alone: its suites, its certificates', async () => {
    const seen = await seenOf('SSLv3', old);
    assert.deepEqual(taken(seen), ['SSLv3']);
    assert.deepEqual(versionIn(seen, 'SSLv3').suites.toSorted(), named);
    assert.equal(sent(seen)[0]!.fingerprint, stated(identity.certificate).fingerprint);
    // Node comes to no handshake: the path is verified by hand.
    assert.deepEqual([seen.chain!.trusted, seen.chain!.because], [true, '']);
    assert.deepEqual(seen.missing, []);
  });
  it('SSLv3 and TLS 1.0 beside it', async () => {
    const seen = await seenOf('SSLv3,TLSv1', ['TLS_RSA_WITH_AES_128_CBC_SHA', ...old.slice(0, 3)]);
    assert.deepEqual(taken(seen), ['SSLv3', 'TLSv1.0']);
    for (const version of ['SSLv3', 'TLSv1.0'] as const)
      assert.equal(versionIn(seen, version).suites.length, 4, version);
  });
  it('TLS 1.2 and 1.3 of Java', async () => {
    const suites = [
      'TLS_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_256_CBC_SHA256',
    ];
    const seen = await seenOf('TLSv1.2,TLSv1.3', suites);
    assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
    assert.deepEqual(versionIn(seen, 'TLSv1.3').suites, ['TLS_AES_128_GCM_SHA256']);
    assert.deepEqual(versionIn(seen, 'TLSv1.2').suites.toSorted(), suites.slice(1));
    assert.deepEqual([seen.chain!.trusted, seen.missing], [true, []]);
  });
});

/** Answers each connection with bytes, by what came first. */
async function fake(answer: (bytes: Buffer) => Buffer | null): Promise<{ readonly port: number; end(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      const back = answer(bytes);
      if (back !== null) socket.write(back);
      socket.end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, end: () => server.close() };
}

describe('SSLv2', () => {
  const certificate = derAt(
    Buffer.from(readFileSync(identity.certificate, 'utf8').replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'),
    0,
  ).whole;
  const hello = (): Buffer => {
    const head = Buffer.from([4, 0, 1, 0, 2, certificate.length >> 8, certificate.length & 255, 0, 6, 0, 16]);
    const body = Buffer.concat([head, certificate, Buffer.from([1, 0, 0x80, 7, 0, 0xc0]), Buffer.alloc(16)]);
    return Buffer.concat([Buffer.from([0x80 | (body.length >> 8), body.length & 255]), body]);
  };
  const handshakeFailure = Buffer.from([21, 3, 0, 0, 2, 2, 40]);

  it('is told with its ciphers', async () => {
    const server = await fake((bytes) => ((bytes[0]! & 0x80) !== 0 ? hello() : handshakeFailure));
    const seen = await look(server.port);
    server.end();
    assert.deepEqual(taken(seen), ['SSLv2']);
    assert.deepEqual(versionIn(seen, 'SSLv2').suites, ['SSL_CK_RC4_128_WITH_MD5', 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5']);
  });
});

describe('servers that mean no good', () => {
  it('one that takes every version and says no more than a hello', async () => {
    const server = await fake((bytes) => (bytes[0] === 22 ? Buffer.from('160303000702000100030300', 'hex') : null));
    const seen = await look(server.port);
    server.end();
    assert.notEqual(seen.speaks, 'plaintext');
    assert.deepEqual(taken(seen), []);
    assert.ok(seen.versions.some(({ offered }) => offered === null));
  });
  it('one that sends without end', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      const pour = (): void => {
        while (socket.writable && socket.write(Buffer.alloc(65_536, 0x16)));
      };
      socket.on('drain', pour);
      pour();
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const seen = await look(port, { milliseconds: 2000 });
    server.close();
    assert.deepEqual(taken(seen), []);
  });
  it('one that chooses what was not offered', async () => {
    const chosen = Buffer.concat([
      Buffer.from('0303', 'hex'),
      Buffer.alloc(32, 1),
      Buffer.from('001301000000', 'hex').subarray(0, 4),
    ]);
    const message = Buffer.concat([Buffer.from([2, 0, 0, chosen.length]), chosen]);
    const server = await fake((bytes) =>
      bytes[0] === 22 ? Buffer.concat([Buffer.from([22, 3, 3, 0, message.length]), message]) : null,
    );
    const seen = await look(server.port);
    server.end();
    // A suite of TLS 1.3 within TLS 1.2, to every hello.
    assert.equal(versionIn(seen, 'TLSv1.2').offered, null);
    assert.deepEqual(taken(seen), []);
  });
  it('one that is left by a signal', async () => {
    const server = createServer(() => {});
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const abort = new AbortController();
    const looking = look(port, { signal: abort.signal, milliseconds: 60_000 });
    setImmediate(() => abort.abort());
    const seen = await looking.catch((error: unknown) => error);
    server.close();
    assert.ok(seen instanceof Error || (seen as EndpointSeen).speaks === 'unknown');
  });
});
