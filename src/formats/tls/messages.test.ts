import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clientHello, handshake, helloRecord, ssl2ClientHello } from './client-hello.ts';
import { number, vector } from './cursor.ts';
import { MessageReader, RecordReader } from './read-records.ts';
import { readOcspResponse } from './ocsp-response.ts';
import {
  readAlert,
  readCertificateMessage,
  readCertificateStatus,
  readKeyExchange,
  readServerHello,
  readSsl2ServerHello,
} from './server-messages.ts';

const random = Buffer.alloc(32, 7);

function serverHello(extensions: readonly Buffer[], suite = 0xc02f, legacy = 0x0303, given: Buffer = random): Buffer {
  return Buffer.concat([
    number(legacy, 2),
    given,
    vector(1),
    number(suite, 2),
    number(0, 1),
    ...(extensions.length === 0 ? [] : [vector(2, ...extensions)]),
  ]);
}
const extension = (type: number, ...body: Buffer[]): Buffer => Buffer.concat([number(type, 2), vector(2, ...body)]);

describe('a ClientHello', () => {
  it('is the bytes of RFC 5246 §7.4.1.2', () => {
    const bytes = clientHello({ version: 'TLSv1.0', suites: [0x002f], random, groups: [23], serverName: 'a.example' });
    assert.equal(
      bytes.toString('hex'),
      [
        '010000',
        '51',
        '0301',
        random.toString('hex'),
        '00',
        '0004002f00ff',
        '0100',
        '0024',
        '0000000e000c000009612e6578616d706c65',
        '000a000400020017',
        '000b00020100',
        '00170000',
      ].join(''),
    );
  });
  it('of SSLv3 has no extensions, and its own version in the record', () => {
    const message = clientHello({
      version: 'SSLv3',
      suites: [5],
      random,
      groups: [23],
      serverName: 'a',
      compression: true,
    });
    assert.equal(
      message.toString('hex'),
      `0100002c0300${random.toString('hex')}00000400050 0ff020100`.replaceAll(' ', ''),
    );
    assert.equal(helloRecord(message, 'SSLv3').toString('hex', 0, 5), '1603000030');
  });
  it('of TLS 1.3 names its version in an extension alone', () => {
    const bytes = clientHello({ version: 'TLSv1.3', suites: [0x1301], random, sessionId: random, groups: [29] });
    assert.equal(bytes.toString('hex', 4, 6), '0303');
    const text = bytes.toString('hex');
    for (const part of ['002b0003020304', '002d00020101', '003300020000', '000a00040002001d'])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('130100ff'), 'TLS 1.3 has no renegotiation to signal');
  });
  it('of SSLv2 is a record of its own', () => {
    assert.equal(
      ssl2ClientHello([0x010080], Buffer.alloc(16, 1)).toString('hex'),
      `801c0100020003000000100100 80${'01'.repeat(16)}`.replaceAll(' ', ''),
    );
  });
});

describe('a ServerHello', () => {
  it('of TLS 1.2', () => {
    assert.deepEqual(readServerHello(serverHello([extension(0xff01, Buffer.of(0))])), {
      version: 'TLSv1.2',
      suite: 0xc02f,
      compression: 0,
      retry: false,
      secureRenegotiation: true,
      group: null,
      key: null,
    });
  });
  it('without extensions', () => {
    const read = readServerHello(serverHello([], 5, 0x0300));
    assert.ok(typeof read !== 'string');
    assert.equal(read.version, 'SSLv3');
    assert.equal(read.secureRenegotiation, false);
  });
  it('that retries names a group and no key', () => {
    const retry = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
    const extensions = [extension(43, number(0x0304, 2)), extension(51, number(24, 2))];
    const read = readServerHello(serverHello(extensions, 0x1301, 0x0303, retry));
    assert.ok(typeof read !== 'string');
    assert.deepEqual([read.version, read.retry, read.group, read.key], ['TLSv1.3', true, 24, null]);
  });
  it('with an extension twice, or cut off, is none', () => {
    const twice = extension(0xff01, Buffer.of(0));
    assert.match(JSON.stringify(readServerHello(serverHello([twice, twice]))), /twice/);
    assert.equal(readServerHello(serverHello([]).subarray(0, 37)), 'is cut off');
  });
});

describe('other messages', () => {
  it('certificates of both kinds', () => {
    const list = (...all: Buffer[]): Buffer => vector(3, ...all);
    const [a, b] = [Buffer.of(1, 2), Buffer.of(3)];
    assert.deepEqual(readCertificateMessage(list(vector(3, a), vector(3, b)), false), {
      certificates: [a, b],
      staple: null,
    });
    const staple = extension(5, Buffer.concat([number(1, 1), vector(3, Buffer.of(9))]));
    const sent = Buffer.concat([vector(1), list(vector(3, a), vector(2, staple), vector(3, b), vector(2))]);
    assert.deepEqual(readCertificateMessage(sent, true), { certificates: [a, b], staple: Buffer.of(9) });
    assert.match(
      JSON.stringify(readCertificateMessage(list(...Array.from({ length: 101 }, () => vector(3, a))), false)),
      /100/,
    );
  });
  it('key exchanges', () => {
    assert.deepEqual(readKeyExchange(Buffer.of(3, 0, 29, 0), 'EC'), { group: 29, bits: null });
    assert.deepEqual(readKeyExchange(Buffer.of(1, 0), 'EC'), { group: null, bits: null });
    assert.deepEqual(readKeyExchange(vector(2, Buffer.of(0, 1, 255)), 'DH'), { group: null, bits: 9 });
    assert.equal(readKeyExchange(Buffer.of(), 'EC'), 'is cut off');
  });
  it('alerts', () => {
    assert.deepEqual(readAlert(Buffer.of(2, 70)), { name: 'protocol_version', fatal: true });
    assert.deepEqual(readAlert(Buffer.of(1, 200)), { name: 'number 200', fatal: false });
    assert.equal(readAlert(Buffer.alloc(20)), null);
  });
  it('the SERVER-HELLO of SSLv2', () => {
    const body = Buffer.concat([
      Buffer.of(4, 0, 1, 0, 2),
      number(2, 2),
      number(6, 2),
      number(1, 2),
      Buffer.of(1, 2, 1, 0, 0x80, 7, 0, 0xc0, 9),
    ]);
    const whole = Buffer.concat([number(0x8000 | body.length, 2), body]);
    assert.deepEqual(readSsl2ServerHello(whole), { certificate: Buffer.of(1, 2), ciphers: [0x010080, 0x0700c0] });
    for (let length = 0; length < whole.length; length++)
      assert.equal(readSsl2ServerHello(whole.subarray(0, length)), null, `${length} bytes are too few to tell`);
    assert.equal(readSsl2ServerHello(Buffer.from('15030000020228', 'hex')), 'is no SERVER-HELLO');
    assert.equal(readSsl2ServerHello(Buffer.from('HTTP/1.1 400 Bad')), 'is no SERVER-HELLO');
  });
});

describe('records and messages', () => {
  const bodies = [serverHello([]), Buffer.alloc(300, 1), Buffer.alloc(0)];
  const stream = Buffer.concat(bodies.map((body, index) => handshake(index + 2, body)));

  it('are the same however the bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 }),
        (recordSizes, readSizes) => {
          const sent = Buffer.concat(
            pieces(stream, recordSizes).map((piece) => Buffer.concat([Buffer.of(22, 3, 3), vector(2, piece)])),
          );
          const records = new RecordReader();
          const messages = new MessageReader();
          const found: string[] = [];
          for (const piece of pieces(sent, readSizes)) {
            records.add(piece);
            for (let record = records.next(); record !== null; record = records.next()) {
              messages.add(record.body);
              for (let next = messages.next(); next !== null; next = messages.next())
                found.push(`${next.type} ${next.body.toString('hex')}`);
            }
          }
          assert.deepEqual(
            found,
            bodies.map((body, index) => `${index + 2} ${body.toString('hex')}`),
          );
          assert.equal(records.problem ?? messages.problem, null);
        },
      ),
    );
  });
  it('that are too long are refused before they are read', () => {
    const records = new RecordReader();
    records.add(Buffer.of(22, 3, 3, 0x50, 0));
    assert.equal(records.next(), null);
    assert.match(records.problem ?? '', /20480 bytes/);
    const messages = new MessageReader();
    messages.add(Buffer.of(11, 0xff, 0xff, 0xff));
    assert.equal(messages.next(), null);
    assert.match(messages.problem ?? '', /16777215 bytes/);
  });
  it('of other protocols are none', () => {
    for (const text of ['HTTP/1.1 400', '-ERR unknown', '220 mail', '\x15\x04\x00\x00', '\x16\x03\x09\x00\x01']) {
      const records = new RecordReader();
      records.add(Buffer.from(text, 'latin1'));
      assert.equal(records.next(), null);
      assert.match(records.problem ?? '', /no record of TLS/);
    }
  });
  it('hostile bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (given) => {
        const bytes = Buffer.from(given);
        for (const read of [readServerHello, readCertificateStatus, readAlert, readSsl2ServerHello]) read(bytes);
        for (const isTls13 of [true, false]) readCertificateMessage(bytes, isTls13);
        for (const kind of ['EC', 'DH'] as const) readKeyExchange(bytes, kind);
        assert.equal(readOcspResponse(bytes, null).status, 'unreadable');
        const records = new RecordReader();
        records.add(bytes);
        while (records.next() !== null);
      }),
      { numRuns: 5000 },
    );
  });
});

/** The bytes cut into pieces of these sizes, over and over. */
function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length]!;
    found.push(bytes.subarray(at, at + size));
    at += size;
  }
  return found;
}
