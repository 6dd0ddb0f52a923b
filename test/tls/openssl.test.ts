/** What is seen of `openssl s_server` in known configurations, and what `openssl s_client` says of the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { getDiffieHellman, type DiffieHellmanGroup } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import type { EndpointSeen, TlsVersion } from '../../src/model/tls.ts';
import { LabAuthority, look, openssl, openSslServer, sent, stated, taken, versionIn, type Identity } from './lab.ts';

const lab = new LabAuthority();
after(() => lab.end());

const rsa = lab.leaf({ name: 'rsa' });
const ec = lab.leaf({ name: 'ec', key: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] });

async function seenOf(
  identity: Identity,
  args: readonly string[],
  wish: Parameters<typeof look>[1] = {},
): Promise<EndpointSeen> {
  const server = await openSslServer(identity, args);
  try {
    return await look(server.port, wish);
  } finally {
    await server.end();
  }
}

const flags: readonly (readonly [TlsVersion, string])[] = [
  ['TLSv1.0', '-tls1'],
  ['TLSv1.1', '-tls1_1'],
  ['TLSv1.2', '-tls1_2'],
  ['TLSv1.3', '-tls1_3'],
];

/** The suite and version of a handshake with s_client; null when there is none. */
function sClient(port: number, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', ...args],
      { encoding: 'utf8', timeout: 20_000 },
      (_error, out) => {
        const suite = /^(?:New, \S+,|\s+Cipher\s*:) (?:Cipher is )?(\S+)$/m.exec(out)?.[1];
        resolve(suite === undefined || suite === '(NONE)' || suite === '0000' ? null : suite);
      },
    );
    child.stdin?.end();
  });
}

/** Names of suites by the names that OpenSSL gives them. */
function namesByOpenSsl(): Map<string, string> {
  const lines = openssl('ciphers', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0').trim().split('\n');
  return new Map(
    lines
      .map((line) => line.split(/\s+-\s+|\s+/).slice(0, 2) as [string, string])
      .map(([standard, own]) => [own, standard]),
  );
}

/** PKCS #3, as old servers keep them. */
function diffieHellmanParameters(group: DiffieHellmanGroup): string {
  const prime = group.getPrime();
  const integer = Buffer.concat([Buffer.of(2, 0x82, 0, 0), Buffer.of(0), prime]);
  integer.writeUInt16BE(prime.length + 1, 2);
  const body = Buffer.concat([integer, Buffer.of(2, 1, 2)]);
  const head = Buffer.of(0x30, 0x82, 0, 0);
  head.writeUInt16BE(body.length, 2);
  const text = Buffer.concat([head, body]).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN DH PARAMETERS-----\n${text}\n-----END DH PARAMETERS-----\n`;
}

describe('versions, one at a time', () => {
  for (const [version, flag] of flags) {
    it(`${version} alone`, async () => {
      const seen = await seenOf(rsa, [flag, '-cipher', 'ALL:@SECLEVEL=0']);
      assert.equal(seen.speaks, 'tls');
      assert.deepEqual(taken(seen), [version]);
      for (const one of seen.versions) if (one.version !== version) assert.equal(one.offered, false, one.version);
      assert.deepEqual(seen.missing, []);
    });
  }
  it('those between two bounds', async () => {
    assert.deepEqual(taken(await seenOf(rsa, ['-no_tls1_3', '-no_tls1', '-cipher', 'ALL:@SECLEVEL=0'])), [
      'TLSv1.1',
      'TLSv1.2',
    ]);
  });
  it('those that the security level forbids are not taken', async () => {
    const seen = await seenOf(rsa, ['-cipher', 'ALL:@SECLEVEL=2']);
    assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
  });
});

describe('suites', () => {
  it('are those that s_client comes to a handshake with, at every version', async () => {
    const server = await openSslServer(rsa, [
      '-cipher',
      'ALL:COMPLEMENTOFALL:@SECLEVEL=0',
      '-dcert',
      ec.certificate,
      '-dkey',
      ec.key,
    ]);
    try {
      const seen = await look(server.port);
      const names = namesByOpenSsl();
      for (const [version, flag] of flags) {
        if (version === 'TLSv1.3') continue;
        const agreed: string[] = [];
        for (const own of openssl('ciphers', '-s', flag, 'ALL:COMPLEMENTOFALL:@SECLEVEL=0').trim().split(':')) {
          if ((await sClient(server.port, [flag, '-cipher', `${own}:@SECLEVEL=0`])) === own)
            agreed.push(names.get(own)!);
        }
        assert.ok(agreed.length > 15, `${version}: ${agreed.length}`);
        assert.deepEqual(versionIn(seen, version).suites.toSorted(), agreed.toSorted(), version);
      }
    } finally {
      await server.end();
    }
  });

  it('in the order of the server', async () => {
    const own =
      'ECDHE-RSA-AES128-SHA:AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:CAMELLIA128-SHA';
    const seen = await seenOf(rsa, ['-tls1_2', '-serverpref', '-cipher', own]);
    const names = namesByOpenSsl();
    assert.deepEqual(
      versionIn(seen, 'TLSv1.2').suites,
      own.split(':').map((one) => names.get(one)),
    );
    assert.equal(versionIn(seen, 'TLSv1.2').preference, 'server');
  });
  it('in the order of the client', async () => {
    const seen = await seenOf(rsa, [
      '-tls1_2',
      '-cipher',
      'ECDHE-RSA-AES128-SHA:AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384',
    ]);
    assert.equal(versionIn(seen, 'TLSv1.2').preference, 'client');
    assert.equal(versionIn(seen, 'TLSv1.2').suites.length, 3);
  });
  it('of TLS 1.3', async () => {
    const wanted = ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_CCM_SHA256', 'TLS_AES_128_GCM_SHA256'];
    const seen = await seenOf(rsa, ['-tls1_3', '-serverpref', '-ciphersuites', wanted.join(':')]);
    assert.deepEqual(versionIn(seen, 'TLSv1.3').suites, wanted);
  });
});

describe('the exchange of keys', () => {
  it('groups of TLS 1.3 and 1.2', async () => {
    for (const flag of ['-tls1_3', '-tls1_2']) {
      const seen = await seenOf(rsa, [flag, '-groups', 'P-384:X448:P-256']);
      assert.deepEqual(seen.groups.toSorted(), ['secp256r1', 'secp384r1', 'x448'], flag);
    }
  });
  it('the size of a group of DHE', async () => {
    for (const [bits, group] of [
      [1024, 'modp2'],
      [2048, 'modp14'],
    ] as const) {
      const parameters = lab.at(`dh${bits}.pem`);
      writeFileSync(parameters, diffieHellmanParameters(getDiffieHellman(group)));
      const seen = await seenOf(rsa, [
        '-tls1_2',
        '-dhparam',
        parameters,
        '-cipher',
        'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0',
      ]);
      assert.equal(seen.dheBits, bits);
    }
  });
  it('neither compression nor insecure renegotiation', async () => {
    const { compression, secureRenegotiation } = await seenOf(rsa, ['-tls1_2']);
    assert.deepEqual({ compression, secureRenegotiation }, { compression: false, secureRenegotiation: true });
    assert.equal((await seenOf(rsa, ['-tls1_3'])).secureRenegotiation, null);
  });
});

describe('certificates', () => {
  const authorities = [readFileSync(lab.root, 'utf8')];
  for (const flag of ['-tls1_3', '-tls1_2', '-tls1']) {
    it(`a whole chain, ${flag.slice(1)}`, async () => {
      const seen = await seenOf(rsa, [flag, '-cert_chain', lab.intermediate, '-cipher', 'ALL:@SECLEVEL=0'], {
        authorities,
      });
      const [own, intermediate, ...others] = sent(seen);
      assert.deepEqual(others, []);
      assert.deepEqual({ serial: own!.serial, fingerprint: own!.fingerprint }, stated(rsa.certificate));
      assert.equal(intermediate!.fingerprint, stated(lab.intermediate).fingerprint);
      assert.deepEqual(own!.names, ['dns:localhost', 'ip:127.0.0.1']);
      assert.deepEqual([seen.chain!.trusted, seen.chain!.because], [true, '']);
      assert.equal(seen.clientCertificate, 'none');
    });
    it(`a missing intermediate, ${flag.slice(1)}`, async () => {
      const seen = await seenOf(rsa, [flag, '-cipher', 'ALL:@SECLEVEL=0'], { authorities });
      assert.equal(sent(seen).length, 1);
      assert.equal(seen.chain!.trusted, false);
      assert.match(seen.chain!.because, /UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/);
    });
    it(`a client certificate that is asked for, and one that is demanded, ${flag.slice(1)}`, async () => {
      const more = ['-cert_chain', lab.intermediate, '-cipher', 'ALL:@SECLEVEL=0'];
      const asked = await seenOf(rsa, [flag, '-verify', '2', ...more], { authorities });
      assert.equal(asked.clientCertificate, 'requested');
      const demanded = await seenOf(rsa, [flag, '-Verify', '2', ...more], { authorities });
      assert.equal(demanded.clientCertificate, 'demanded');
      for (const seen of [asked, demanded]) assert.deepEqual([seen.chain!.trusted, seen.missing], [true, []]);
    });
  }

  it('that no handshake verifies: of another purpose, and of an authority held to names', async () => {
    for (const [name, extensions, wanted] of [
      ['clients', 'extendedKeyUsage=clientAuth', [false, 'INVALID_PURPOSE']],
      ['servers', 'extendedKeyUsage=clientAuth,serverAuth', [true, '']],
      [
        'held',
        'nameConstraints=permitted;DNS:only.example',
        [null, 'an authority holds its certificates to names (name constraints)'],
      ],
    ] as const) {
      const { chain } = await seenOf(
        lab.leaf({ name, extensions }),
        ['-tls1_2', '-Verify', '2', '-cert_chain', lab.intermediate],
        { authorities },
      );
      assert.deepEqual([chain!.trusted, chain!.because], [...wanted], name);
    }
  });
  it('that no handshake verifies: by more authorities than theirs lets be', async () => {
    const chain = lab.at('long-chain.pem');
    const issued = (name: string, by: string, ...extensions: string[]): string => {
      const out = lab.at(`${name}.pem`);
      const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', lab.at(`${name}.key`), '-out', out];
      const signer = ['-CA', lab.at(`${by}.pem`), '-CAkey', lab.at(`${by}.key`), '-days', '9', '-subj', `/CN=${name}`];
      openssl('req', '-x509', ...key, ...signer, ...extensions.flatMap((one) => ['-addext', one]));
      return out;
    };
    const narrow = issued('narrow', 'root', 'basicConstraints=critical,CA:TRUE,pathlen:0');
    const below = issued('below', 'narrow', 'basicConstraints=critical,CA:TRUE');
    writeFileSync(chain, readFileSync(below, 'utf8') + readFileSync(narrow, 'utf8'));
    for (const [name, by, wanted] of [
      ['far', 'below', [false, 'PATH_LENGTH_EXCEEDED']],
      ['close', 'narrow', [true, '']],
    ] as const) {
      const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
      const certificate = issued(name, by, 'basicConstraints=critical,CA:FALSE', names);
      const identity = { certificate, key: lab.at(`${name}.key`), chain };
      const seen = await seenOf(identity, ['-tls1_2', '-Verify', '2', '-cert_chain', chain], { authorities });
      assert.deepEqual([seen.chain!.trusted, seen.chain!.because], [...wanted], name);
    }
  });
  it('of every kind of key', async () => {
    const kinds = {
      ed: { key: ['-newkey', 'ed25519'], is: ['Ed25519', null, null] },
      p384: { key: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], is: ['EC', 384, 'P-384'] },
      small: { key: ['-newkey', 'rsa:1024'], is: ['RSA', 1024, null] },
    } as const;
    for (const [name, { key, is }] of Object.entries(kinds)) {
      const seen = await seenOf(lab.leaf({ name, key }), ['-cipher', 'ALL:@SECLEVEL=0']);
      const { kind, bits, curve } = sent(seen)[0]!.key;
      assert.deepEqual([kind, bits, curve], [...is], name);
    }
  });
  it('signed with SHA-1', async () => {
    const seen = await seenOf(lab.leaf({ name: 'sha1', hash: 'sha1' }), ['-cipher', 'ALL:@SECLEVEL=0']);
    assert.deepEqual(sent(seen)[0]!.signature, { name: 'sha1WithRSAEncryption', hash: 'SHA-1' });
  });

  it('with a stapled OCSP response, good and revoked', async () => {
    const stapled = lab.leaf({ name: 'stapled', extensions: 'tlsfeature=status_request', by: 'root' });
    const index = lab.at('ocsp-index.txt');
    const { serial } = stated(stapled.certificate);
    for (const [state, flag] of [
      ['good', `V\t391231235959Z\t\t${serial}\tunknown\t/CN=stapled`],
      ['revoked', `R\t391231235959Z\t260101000000Z\t${serial}\tunknown\t/CN=stapled`],
    ] as const) {
      writeFileSync(index, `${flag}\n`);
      const response = lab.at(`${state}.ocsp`);
      openssl(
        'ocsp',
        '-index',
        index,
        '-CA',
        lab.root,
        '-rsigner',
        lab.root,
        '-rkey',
        lab.at('root.key'),
        '-issuer',
        lab.root,
        '-cert',
        stapled.certificate,
        '-ndays',
        '3',
        '-respout',
        response,
      );
      for (const version of ['-tls1_2', '-tls1_3']) {
        const { chain } = await seenOf(stapled, [version, '-status_file', response]);
        assert.equal(chain!.staple!.status, state, version);
        assert.equal(chain!.staple!.serial, serial);
        const span = Date.parse(chain!.staple!.nextUpdate!) - Date.parse(chain!.staple!.thisUpdate!);
        assert.equal(span, 3 * 86_400_000);
      }
    }
    const without = await seenOf(stapled, []);
    assert.equal(without.chain!.staple, null);
    assert.equal(sent(without)[0]!.mustStaple, true);
  });
});
