import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPem, type PemBlock } from './pem.ts';

const block = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

describe('a PEM file', () => {
  it('is its blocks, with what stands between them passed over', () => {
    const read = readPem(`subject=web\r\n${block('CERTIFICATE', 'AAEC\nAwQ=')}x\n${block('X509 CERTIFICATE', 'AAEC')}`);
    assert.deepEqual(read, [
      { label: 'CERTIFICATE', line: 2, bytes: Buffer.of(0, 1, 2, 3, 4) },
      { label: 'X509 CERTIFICATE', line: 7, bytes: Buffer.of(0, 1, 2) },
    ]);
  });
  it('never gives the bytes of a key', () => {
    for (const label of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PARAMETERS', 'ENCRYPTED PRIVATE KEY'])
      assert.deepEqual(readPem(block(label, 'AAEC')), [{ label, line: 1, bytes: null }]);
  });
  it('says what is broken', () => {
    const because = (text: string): unknown => {
      const read = readPem(text);
      return typeof read === 'string' ? read : read.map((one) => one.because);
    };
    assert.deepEqual(because(block('CERTIFICATE', 'A*EC')), ['is no base64']);
    assert.deepEqual(because(block('CERTIFICATE', '')), ['is no base64']);
    assert.deepEqual(because('-----BEGIN CERTIFICATE-----\nAAEC\n'), ['has no end']);
    assert.deepEqual(because(`-----BEGIN CERTIFICATE-----\nAAEC\n${block('CERTIFICATE', 'AAEC')}`), [
      'has no end',
      undefined,
    ]);
    assert.deepEqual(because('-----BEGIN CERTIFICATE-----\nAAEC\n-----END PRIVATE KEY-----'), ['has no end']);
  });
  it('says what holds certificates and is not read', () => {
    const because = (text: string): unknown[] => (readPem(text) as PemBlock[]).map((one) => one.because);
    const good = block('CERTIFICATE', 'AAEC');
    for (const lost of [`\u00ef\u00bb\u00bf${good}`, good.replaceAll('\n', '\\n'), `x ${good}`])
      assert.deepEqual(because(lost), ['does not begin on a line of its own']);
    assert.deepEqual(because(`# ${good.replaceAll('\n', '\n# ')}`), []);
    assert.deepEqual(because(block('PKCS7', 'AAEC')), ['is PKCS #7, which is not read']);
  });
  it('is refused with more blocks than any bundle has', () => {
    assert.match(JSON.stringify(readPem(block('CERTIFICATE', 'AAEC').repeat(5001))), /more than 5000/);
  });
});
