import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { readCertificate } from './certificate.ts';
import { readPem } from './pem.ts';

/** Made by openssl; their keys were thrown away. */
const vectors = {
  ec: `
-----BEGIN CERTIFICATE-----
MIICRTCCAeygAwIBAgIDAPHiMAoGCCqGSM49BAMCMEsxCzAJBgNVBAYTAkRFMREw
DwYDVQQKDAhMYWIsIEluYzEUMAgGA1UECwwBYTAIBgNVBAsMAWIxEzARBgNVBAMM
CnN0YXBsZSAieCIwHhcNMjYxMTI0MTkxMzIyWhcNMjYxMjI0MTkxMzIyWjBLMQsw
CQYDVQQGEwJERTERMA8GA1UECgwITGFiLCBJbmMxFDAIBgNVBAsMAWEwCAYDVQQL
DAFiMRMwEQYDVQQDDApzdGFwbGUgIngiMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAEKSCoIpoEOYlsT2u3KjD/jxJyDKzunijyogJyVPF/6yCsXWN6ebYLa3sdKONA
pQ5xRrRxe7sV44CWbKsrmYsvNaOBvjCBuzAdBgNVHQ4EFgQU1MN503SKrZm8bKln
VPT2dpTP0/8wHwYDVR0jBBgwFoAU1MN503SKrZm8bKlnVPT2dpTP0/8wWAYDVR0R
BFEwT4INKi53ZWIuZXhhbXBsZYILd2ViLmV4YW1wbGWHBAoAAAGHEP6AAAAAAAAA
AAAAAAAAAAGBC2FAYi5leGFtcGxlhgxzcGlmZmU6Ly94L3kwEQYIKwYBBQUHARgE
BTADAgEFMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDRwAwRAIgHwgXxSKH/EyX
PujoEoWBt6j3da4x/1fRSKVZ8ld/WXECIFHL63TyYyA52hKwscYAGv6TkSwRiFWZ
+0ss+xKrNE8u
-----END CERTIFICATE-----
`,
  old: `
-----BEGIN CERTIFICATE-----
MIIB+jCCAWOgAwIBAgIUSdWedsj9cOMu/8fRobaisTGSA68wDQYJKoZIhvcNAQEE
BQAwDjEMMAoGA1UEAwwDb2xkMCAXDTI2MTEyNDE5MTMyMloYDzIwNTQwNDExMTkx
MzIyWjAOMQwwCgYDVQQDDANvbGQwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
ALPjJ8Ndo6bf60nTWPDrLU6rChzY7aSo8qCdvoDeY27DQS+W4741iOeHi/9mEWLk
afohuB218lrfB5HSH4ny9e+b7Ls8oS9eks33+7oZYdJnHpIjMzlfOfoanwVb6Kr2
H6m0GAcWdyijoSbaCzHru8h0o9I/BkPL9PPllrz67qPxAgMBAAGjUzBRMB0GA1Ud
DgQWBBRNys7cl3OYtjnQ7+BOaXhP5BwNqjAfBgNVHSMEGDAWgBRNys7cl3OYtjnQ
7+BOaXhP5BwNqjAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBBAUAA4GBAAYb
UJ6tQCJBD1iESeOa8D5RcgAFS8d4wuLlcCMaII2CpevXMLSNx2aGgy/Wo6ilghYI
MFbAQB9Za7ow6ycLvOICWvmQWAngN3hM82zj4MplKmxQEFXLFuHOSnG/Q1cBQ0/R
ALidCuFCgQpJREiggc9fuVsucNEMG8iskuGMjJ9X
-----END CERTIFICATE-----
`,
  ed: `
-----BEGIN CERTIFICATE-----
MIIBRTCB+KADAgECAhQssbtTtZd3Wz1v9yhVebT/XvW50TAFBgMrZXAwDTELMAkG
A1UEAwwCZWQwHhcNMjYxMTI0MTkxMzIyWhcNMjYxMjI0MTkxMzIyWjANMQswCQYD
VQQDDAJlZDAqMAUGAytlcAMhAOKziW71T1SqhhC1HhfltUgIRQlo2LyzmbbkRZe5
SEZCo2owaDAdBgNVHQ4EFgQUPsfm1zOxiK0BpurRH3jKcBopu3MwHwYDVR0jBBgw
FoAUPsfm1zOxiK0BpurRH3jKcBopu3MwDwYDVR0TAQH/BAUwAwEB/zAVBgNVHREE
DjAMggplZC5leGFtcGxlMAUGAytlcANBADDGVeSfLjvWdhoATgPXUeo3ki7iqwUI
pl0wUNCDTY0M5xxzKJEuahCbmLV/X8MC0LxPEakOzjjGSrjwpq/vQg0=
-----END CERTIFICATE-----
`,
  pss: `
-----BEGIN CERTIFICATE-----
MIIDZTCCAhigAwIBAgIUYjxOSdfgIp8GT2tb4AmJF29Oe50wQgYJKoZIhvcNAQEK
MDWgDzANBglghkgBZQMEAgIFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgIF
AKIEAgIAzjAOMQwwCgYDVQQDDANwc3MwHhcNMjYxMTI0MTkxMzIyWhcNMjYxMjI0
MTkxMzIyWjAOMQwwCgYDVQQDDANwc3MwggEgMAsGCSqGSIb3DQEBCgOCAQ8AMIIB
CgKCAQEA2McDAxHbeVfajlpFLrWoPVwuKjvsw62UZddJmx7bghtjP1KbxA2NScPi
2JLc5R7g0BfOnVigB8pd+mmd5WC0Uuev4A3vzRmBpoDRf3dSEaouCkpHa/IFDce1
0nObsykvnViCvaJlnWJO+Xs9RZTACPO/kkpXkcvO+pDEnMwhE+K1GD7U05l0cTYL
5l6xyWqdamI8aWJSobRYHe0noWrjC6O0rzMoWgJXIwYRMxRYnWoEX+s02JP/mENd
1UiavuPyh9LTKvTIta7yRFUyrzVwrGtoqDqqVq1Fz3pL/jPAKP1aTM16ql1Ea0h8
YtPYz1NZMsPIU0zRa+1Lc5rjOZvoOQIDAQABo1MwUTAdBgNVHQ4EFgQUsYi31C4W
pAn1iRat0SLZF22GCWkwHwYDVR0jBBgwFoAUsYi31C4WpAn1iRat0SLZF22GCWkw
DwYDVR0TAQH/BAUwAwEB/zBCBgkqhkiG9w0BAQowNaAPMA0GCWCGSAFlAwQCAgUA
oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAgUAogQCAgDOA4IBAQDAflI+lq96
UcYZvJ6ynlGJ+i2pmGRH9lOjnb8m/5IR+r4iraHUwQ87/+wi+ZCPxLjyIM2N5eke
A8kziSuPXS4fPseIX0ZlNuJCDfEdksLui4mg6mC4bAuJY12ZLAuHx3GU4S+pD5lI
4Bl/ZZgBQ+4L4l0eCryLYkJxxuoAmrVXUrtaNH34z4wa7hlellsVIN2QSUZWbj2l
o/zeHSkmzzzhUaIx7ImRfhncxiHE3YUq2FKGILI6R9ofV7Mx0eYDUXkN9PYupNh9
fNChZ81WgViGPzzAFcNisSTzEMje501UgGU/QrBDTzItNUh1sy67uRT+eKJ7nnFL
CrqFEzM7hTda
-----END CERTIFICATE-----
`,
} as const;

function bytesOf(name: keyof typeof vectors): Buffer {
  const blocks = readPem(vectors[name]);
  assert.ok(typeof blocks !== 'string');
  return blocks[0]!.bytes!;
}

function certificateOf(name: keyof typeof vectors): Exclude<ReturnType<typeof readCertificate>, string> {
  const read = readCertificate(bytesOf(name));
  assert.ok(typeof read !== 'string', JSON.stringify(read));
  return read;
}

describe('a certificate', () => {
  it('tells its names, its key and what it demands', () => {
    const { subject, serial, names, key, signature, mustStaple, authority, selfIssued } = certificateOf('ec');
    assert.equal(subject, 'CN=staple \\"x\\",OU=a+OU=b,O=Lab\\, Inc,C=DE');
    assert.equal(serial, 'F1E2');
    assert.deepEqual(names, [
      'dns:*.web.example',
      'dns:web.example',
      'ip:10.0.0.1',
      'ip:fe80:0:0:0:0:0:0:1',
      'email:a@b.example',
      'uri:spiffe://x/y',
    ]);
    assert.deepEqual(key, { kind: 'EC', bits: 256, curve: 'P-256' });
    assert.deepEqual(signature, { name: 'ecdsa-with-SHA256', hash: 'SHA-256' });
    assert.deepEqual({ mustStaple, authority, selfIssued }, { mustStaple: true, authority: false, selfIssued: true });
  });
  it('tells what is weak', () => {
    const { key, signature, mustStaple, authority } = certificateOf('old');
    assert.deepEqual(key, { kind: 'RSA', bits: 1024, curve: null });
    assert.deepEqual(signature, { name: 'md5WithRSAEncryption', hash: 'MD5' });
    assert.deepEqual({ mustStaple, authority }, { mustStaple: false, authority: true });
  });
  it('tells kinds without sizes, and the hash in the parameters of RSASSA-PSS', () => {
    assert.deepEqual(certificateOf('ed').key, { kind: 'Ed25519', bits: null, curve: null });
    assert.deepEqual(certificateOf('ed').signature, { name: 'Ed25519', hash: null });
    assert.deepEqual(certificateOf('pss').key, { kind: 'RSA-PSS', bits: 2048, curve: null });
    assert.deepEqual(certificateOf('pss').signature, { name: 'rsassaPss', hash: 'SHA-384' });
  });

  for (const name of Object.keys(vectors) as (keyof typeof vectors)[]) {
    it(`${name} is what Node reads of it`, () => {
      const own = certificateOf(name);
      const judge = new X509Certificate(bytesOf(name));
      assert.equal(own.serial, judge.serialNumber.replace(/^(?:00)+(?=..)/, ''));
      assert.equal(own.notBefore, new Date(judge.validFrom).toISOString());
      assert.equal(own.notAfter, new Date(judge.validTo).toISOString());
      assert.equal(own.fingerprint, judge.fingerprint256.replaceAll(':', '').toLowerCase());
      assert.equal(own.authority, judge.ca);
    });
    it(`${name} cut short or followed by more is none`, () => {
      const bytes = bytesOf(name);
      for (let length = 0; length < bytes.length; length++)
        assert.equal(typeof readCertificate(bytes.subarray(0, length)), 'string');
      assert.equal(readCertificate(Buffer.concat([bytes, Buffer.of(0)])), 'is followed by other bytes');
    });
  }

  it('every authority that Node trusts is what Node reads of it', () => {
    assert.ok(rootCertificates.length > 100);
    for (const pem of rootCertificates) {
      const judge = new X509Certificate(pem);
      const own = readCertificate(judge.raw);
      assert.ok(typeof own !== 'string', `${judge.subject}: ${JSON.stringify(own)}`);
      const { modulusLength, namedCurve } = judge.publicKey.asymmetricKeyDetails ?? {};
      const sizes: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };
      assert.deepEqual(
        [BigInt(`0x${own.serial}`), own.notBefore, own.notAfter, own.authority, own.selfIssued, own.key.bits],
        [
          BigInt(`0x${judge.serialNumber}`),
          new Date(judge.validFrom).toISOString(),
          new Date(judge.validTo).toISOString(),
          judge.ca,
          judge.checkIssued(judge),
          modulusLength ?? sizes[namedCurve ?? ''],
        ],
        judge.subject,
      );
    }
  });

  it('whatever bytes change, it is read or refused', () => {
    const all = (Object.keys(vectors) as (keyof typeof vectors)[]).map(bytesOf);
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        (bytes, changes) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of changes) changed[at % changed.length] = value;
          readCertificate(changed);
        },
      ),
      { numRuns: 5000 },
    );
  });
  it('any bytes are read or refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => typeof readCertificate(Buffer.from(bytes)) === 'string',
      ),
      { numRuns: 5000 },
    );
  });
});
