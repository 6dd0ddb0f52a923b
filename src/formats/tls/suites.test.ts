import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOfTls13, suiteCalled, suiteOf, suites, type Strength } from './suites.ts';

/** By Mozilla's "intermediate" 5.7, NIST SP 800-52r2 §3.3.1, and what the name says. */
const vectors = `
good    TLS_AES_128_GCM_SHA256
good    TLS_AES_256_GCM_SHA384
good    TLS_CHACHA20_POLY1305_SHA256
good    TLS_AES_128_CCM_SHA256
good    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
good    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
good    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
good    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
good    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
good    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
good    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
good    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
good    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
good    TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256
dated   TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
dated   TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
dated   TLS_DHE_RSA_WITH_AES_256_CBC_SHA256
dated   TLS_AES_128_CCM_8_SHA256
dated   TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256
dated   TLS_DHE_RSA_WITH_SEED_CBC_SHA
weak    TLS_RSA_WITH_AES_128_GCM_SHA256
weak    TLS_RSA_WITH_AES_256_CBC_SHA
weak    TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384
weak    TLS_DH_RSA_WITH_AES_128_CBC_SHA
weak    TLS_PSK_WITH_AES_256_GCM_SHA384
weak    TLS_RSA_PSK_WITH_AES_256_GCM_SHA384
weak    TLS_KRB5_WITH_3DES_EDE_CBC_SHA
weak    TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
weak    TLS_RSA_WITH_IDEA_CBC_SHA
weak    TLS_DHE_DSS_WITH_AES_256_GCM_SHA384
broken  TLS_RSA_WITH_NULL_SHA256
broken  TLS_RSA_WITH_NULL_MD5
broken  TLS_NULL_WITH_NULL_NULL
broken  TLS_SHA256_SHA256
broken  TLS_DH_anon_WITH_AES_256_GCM_SHA384
broken  TLS_ECDH_anon_WITH_AES_128_CBC_SHA
broken  TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5
broken  TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA
broken  TLS_ECDHE_RSA_WITH_RC4_128_SHA
broken  TLS_RSA_WITH_DES_CBC_SHA
broken  TLS_RSA_FIPS_WITH_DES_CBC_SHA
`;

describe('cipher suites', () => {
  for (const [strength, name] of vectors
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/) as [Strength, string])) {
    it(`${name} is ${strength}`, () => {
      const suite = suiteCalled(name);
      assert.notEqual(suite.code, -1, 'it is registered');
      assert.equal(suite.strength, strength);
      assert.equal(suite.because === '', strength === 'good');
    });
  }
  it('each has one code and one name', () => {
    const all = [...suites().values()];
    assert.ok(all.length > 340, `${all.length}`);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    for (const [code, suite] of suites()) assert.deepEqual(suiteOf(code), suite);
  });
  it('one that nobody registered is weak', () => {
    assert.deepEqual(suiteOf(0xeeee), { code: 0xeeee, name: '0xEEEE', strength: 'weak', because: 'not registered' });
  });
  it('TLS 1.3 has its own', () => {
    const own = [...suites().values()].filter(isOfTls13).map(({ name }) => name);
    assert.deepEqual(
      own.filter((name) => name.startsWith('TLS_AES')),
      ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'],
    );
    assert.ok(!own.some((name) => /^TLS_(EC)?DHE?_|^TLS_RSA_/.test(name)));
  });
});
