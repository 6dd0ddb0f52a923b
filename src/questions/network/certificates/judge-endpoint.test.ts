import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { certificate } from '../../../../test/checks/certificates.ts';
import type { Certificate } from '../../../model/certificate.ts';
import {
  tlsVersions,
  type ChainSeen,
  type EndpointSeen,
  type TlsVersion,
  type VersionSeen,
} from '../../../model/tls.ts';
import { judgeEndpoint, type Expected } from './judge-endpoint.ts';

const good = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

function versions(taken: Partial<Record<TlsVersion, readonly string[] | null>>): VersionSeen[] {
  return tlsVersions.map((version) => {
    const suites = taken[version];
    const offered = suites === undefined ? false : suites === null ? null : true;
    return { version, offered, because: 'alert', suites: suites ?? [], complete: true, preference: null };
  });
}
const modern = versions({ 'TLSv1.2': [good], 'TLSv1.3': ['TLS_AES_128_GCM_SHA256'] });

function chain(certificates: readonly Certificate[], more: Partial<ChainSeen> = {}): ChainSeen {
  const sent = certificates.map((one) => ({ certificate: one }));
  return { certificates: sent, trusted: true, because: '', staple: null, ...more };
}

function endpoint(more: Partial<EndpointSeen> = {}): EndpointSeen {
  return {
    host: 'web.example',
    port: 443,
    serverName: 'web.example',
    preamble: 'none',
    preambleGuessed: true,
    speaks: 'tls',
    because: '',
    versions: modern,
    groups: ['x25519'],
    dheBits: null,
    compression: false,
    secureRenegotiation: true,
    clientCertificate: 'none',
    chain: chain([certificate()]),
    missing: [],
    ...more,
  };
}

const told = (seen: EndpointSeen, more: Partial<Expected> = {}): string[] =>
  judgeEndpoint(seen, { now: '2026-11-24T00:00:00.000Z', encrypted: true, ownAuthorities: true, ...more }).map(
    ({ rule, verdict }) => `${verdict} ${rule}`,
  );

describe('an endpoint', () => {
  it('that is sound', () => assert.deepEqual(told(endpoint()), []));
  it('in clear, expected and not', () => {
    const seen = endpoint({ speaks: 'plaintext' });
    assert.deepEqual(told(seen), ['fail plaintext']);
    assert.deepEqual(told(seen, { encrypted: false }), ['advice plaintext']);
  });
  it('that was not reached is unknown, whatever was expected', () => {
    assert.deepEqual(told(endpoint({ speaks: 'unknown' }), { encrypted: false }), ['unknown unreached']);
  });

  const rows: readonly (readonly [name: string, seen: Partial<EndpointSeen>, wanted: readonly string[]])[] = [
    ['old versions', { versions: versions({ SSLv3: [good], 'TLSv1.3': [] }) }, ['fail version-old']],
    [
      'a version that could not be told',
      { versions: versions({ 'TLSv1.0': null, 'TLSv1.3': [] }) },
      ['unknown version-untold'],
    ],
    ['no TLS 1.3', { versions: versions({ 'TLSv1.2': [good] }) }, ['advice version-latest']],
    [
      'suites of every worth',
      {
        versions: versions({
          'TLSv1.2': [
            'TLS_RSA_WITH_NULL_SHA',
            'TLS_RSA_WITH_AES_128_CBC_SHA',
            'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
            good,
          ],
          'TLSv1.3': [],
        }),
      },
      ['fail suite-broken', 'fail suite-weak', 'advice suite-dated'],
    ],
    [
      'ciphers of SSLv2',
      { versions: versions({ SSLv2: ['SSL_CK_RC4_128_WITH_MD5'], 'TLSv1.3': [] }) },
      ['fail version-old', 'fail suite-broken'],
    ],
    [
      'suites that were cut short',
      { versions: modern.map((one) => ({ ...one, complete: one.version !== 'TLSv1.2' })) },
      ['unknown suites-untold'],
    ],
    ['a small DHE', { dheBits: 1024 }, ['fail dhe-small']],
    ['a small curve', { groups: ['x25519', 'secp192r1'] }, ['fail group-weak']],
    ['compression', { compression: true }, ['fail compression']],
    ['insecure renegotiation', { secureRenegotiation: false }, ['fail renegotiation']],
    ['what was not told', { missing: ['its certificates: no answer'], chain: null }, ['unknown untold']],
    ['another name', { serverName: 'b.example' }, ['fail name-wrong']],
    ['an address that the certificate does not have', { serverName: null, host: '10.0.0.1' }, ['unknown name-untold']],
    [
      'a certificate that cannot be read',
      { chain: { ...chain([]), certificates: [{ unreadable: 'is cut off' }] } },
      ['unknown certificate-unreadable'],
    ],
    [
      'an expired intermediate',
      {
        chain: chain([
          certificate({ issuer: 'CN=I' }),
          certificate({ subject: 'CN=I', authority: true, notAfter: '2026-01-01T00:00:00.000Z' }),
        ]),
      },
      ['fail certificate-expired'],
    ],
    [
      'what its authority says it is',
      {
        chain: chain([certificate()], {
          staple: { status: 'revoked', because: '', serial: '0A', thisUpdate: null, nextUpdate: null },
        }),
      },
      ['fail revoked'],
    ],
    [
      'a staple of another one',
      {
        chain: chain([certificate()], {
          staple: { status: 'good', because: '', serial: '0B', thisUpdate: null, nextUpdate: null },
        }),
      },
      ['fail staple-other'],
    ],
    [
      'a staple that is over',
      {
        chain: chain([certificate()], {
          staple: {
            status: 'good',
            because: '',
            serial: '0A',
            thisUpdate: null,
            nextUpdate: '2026-11-01T00:00:00.000Z',
          },
        }),
      },
      ['fail staple-old'],
    ],
    [
      'a staple that is none',
      {
        chain: chain([certificate()], {
          staple: { status: 'unreadable', because: 'is cut off', serial: null, thisUpdate: null, nextUpdate: null },
        }),
      },
      ['unknown staple-unreadable'],
    ],
    ['a staple that is demanded', { chain: chain([certificate({ mustStaple: true })]) }, ['fail staple-missing']],
    [
      'an order that is none',
      { chain: chain([certificate(), certificate({ subject: 'CN=X' })]) },
      ['advice chain-order'],
    ],
    [
      'trust that nobody could tell',
      { chain: chain([certificate()], { trusted: null, because: 'x' }) },
      ['unknown trust-untold'],
    ],
    [
      'an issuer that is missing',
      { chain: chain([certificate()], { trusted: false, because: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }) },
      ['fail issuer-missing'],
    ],
    [
      'an authority that is not trusted',
      {
        chain: chain([certificate(), certificate({ subject: 'CN=Lab', selfIssued: true, authority: true })], {
          trusted: false,
          because: 'SELF_SIGNED_CERT_IN_CHAIN',
        }),
      },
      ['fail authority-untrusted'],
    ],
    [
      'a self-signed certificate',
      {
        chain: chain([certificate({ issuer: 'CN=web.example', selfIssued: true })], {
          trusted: false,
          because: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        }),
      },
      ['fail self-signed'],
    ],
    [
      'a root that is over and is sent, whose dates count for nothing',
      {
        chain: chain(
          [
            certificate(),
            certificate({ subject: 'CN=Lab', selfIssued: true, authority: true, notAfter: '2021-01-01T00:00:00.000Z' }),
          ],
          { trusted: false, because: 'CERT_HAS_EXPIRED' },
        ),
      },
      ['fail untrusted'],
    ],
    [
      'trust refused for another reason',
      { chain: chain([certificate()], { trusted: false, because: 'CERT_REVOKED' }) },
      ['fail untrusted'],
    ],
  ];
  for (const [name, seen, wanted] of rows) it(name, () => assert.deepEqual(told(endpoint(seen)), [...wanted]));

  it('whose authority nobody named may have a private one', () => {
    const seen = endpoint({
      chain: chain([certificate()], { trusted: false, because: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
    });
    assert.deepEqual(told(seen, { ownAuthorities: false }), ['unknown issuer-missing']);
  });
  it('that serves another one than is kept', () => {
    const newer = certificate({ serial: '0B', fingerprint: '01', notBefore: '2026-11-01T00:00:00.000Z' });
    const stored = (one: Certificate): string[] =>
      told(endpoint(), { stored: { certificate: one, from: 'Secret shop/web' } });
    assert.deepEqual(stored(certificate()), []);
    assert.deepEqual(stored(newer), ['fail renewed-not-reloaded']);
    assert.deepEqual(stored({ ...newer, names: ['dns:x.example'] }), ['fail other-than-stored']);
    // What is kept is older: somebody else renewed, elsewhere.
    assert.deepEqual(stored({ ...newer, notBefore: '2026-01-01T00:00:00.000Z' }), ['fail other-than-stored']);
  });
});
