/** Real servers on loopback, each set up in a known way: what is seen of them is what was set up. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EndpointSeen, Preamble } from '../../src/model/tls.ts';
import { freePort, LabAuthority, look, sent, serve, stated, taken, versionIn, type RunningServer } from './lab.ts';
import { RootFolder, withoutPrograms } from './programs.ts';

const lab = new LabAuthority();
after(() => lab.end());
const identity = lab.leaf({ name: 'served' });
const authorities = [readFileSync(lab.root, 'utf8')];

async function seenOf(start: () => Promise<RunningServer>, preamble: Preamble): Promise<EndpointSeen> {
  const server = await start();
  try {
    return await look(server.port, { preamble, authorities });
  } finally {
    await server.end();
  }
}

/** It serves our chain, whole and trusted, and nothing about it was left untold. */
function servesOurs(seen: EndpointSeen): void {
  assert.equal(seen.speaks, 'tls', seen.because);
  assert.equal(sent(seen)[0]!.fingerprint, stated(identity.certificate).fingerprint);
  assert.deepEqual([seen.chain!.trusted, seen.chain!.because, seen.missing], [true, '', []]);
}

describe('servers of Debian', { skip: withoutPrograms }, () => {
  let here: RootFolder;
  let own: { readonly chain: string; readonly key: string };
  before(() => {
    here = new RootFolder();
    own = here.put(identity);
  });
  after(() => here.end());

  const nginx = (settings: string) => (): Promise<RunningServer> =>
    here.serve((port) => {
      const conf = here.write(
        `nginx-${port}.conf`,
        `daemon off; master_process off; user root; pid ${here.inside}/nginx-${port}.pid; error_log stderr; events {}
        http { access_log off; server { listen 127.0.0.1:${port} ssl; ssl_certificate ${own.chain}; ssl_certificate_key ${own.key}; ${settings} } }`,
      );
      return ['nginx', '-c', conf];
    });

  it('nginx with what Mozilla calls intermediate', async () => {
    const wanted = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'];
    const seen = await seenOf(
      nginx(
        `ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers off; ssl_ciphers ${wanted.join(':')}; ssl_ecdh_curve X25519:prime256v1;`,
      ),
      'none',
    );
    servesOurs(seen);
    assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
    assert.deepEqual(versionIn(seen, 'TLSv1.2').suites.toSorted(), [
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    ]);
    assert.equal(versionIn(seen, 'TLSv1.2').preference, 'client');
    assert.deepEqual(seen.groups.toSorted(), ['secp256r1', 'x25519']);
    assert.equal(seen.clientCertificate, 'none');
  });
  it('nginx with everything that its OpenSSL has, and a certificate of the client', async () => {
    const seen = await seenOf(
      nginx(
        `ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; ssl_prefer_server_ciphers on; ssl_verify_client on; ssl_client_certificate ${own.chain};`,
      ),
      'none',
    );
    assert.deepEqual(taken(seen), ['TLSv1.0', 'TLSv1.1', 'TLSv1.2']);
    assert.equal(versionIn(seen, 'TLSv1.0').preference, 'server');
    // nginx asks in the handshake, and refuses afterwards, in HTTP.
    assert.equal(seen.clientCertificate, 'requested');
  });
  it('nginx that speaks HTTP in clear at this port', async () => {
    const seen = await seenOf(
      () =>
        here.serve((port) => [
          'nginx',
          '-c',
          here.write(
            `plain-${port}.conf`,
            `daemon off; master_process off; user root; pid ${here.inside}/plain.pid; error_log stderr; events {} http { access_log off; server { listen 127.0.0.1:${port}; } }`,
          ),
        ]),
      'none',
    );
    assert.deepEqual([seen.speaks, seen.because], ['plaintext', 'it answers HTTP in clear']);
  });

  const redis =
    (...more: string[]) =>
    (): Promise<RunningServer> =>
      here.serve((port) => [
        'redis-server',
        ...(more.length === 0
          ? ['--port', String(port)]
          : [
              '--port',
              '0',
              '--tls-port',
              String(port),
              '--tls-cert-file',
              own.chain,
              '--tls-key-file',
              own.key,
              '--tls-ca-cert-file',
              own.chain,
              ...more,
            ]),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--dir',
        here.inside,
      ]);
  it('Redis that demands a certificate of the client, and one that takes it when there is one', async () => {
    const demanding = await seenOf(redis('--tls-auth-clients', 'yes', '--tls-protocols', 'TLSv1.3'), 'none');
    servesOurs(demanding);
    assert.deepEqual([taken(demanding), demanding.clientCertificate], [['TLSv1.3'], 'demanded']);
    const asking = await seenOf(redis('--tls-auth-clients', 'optional'), 'none');
    servesOurs(asking);
    assert.deepEqual([taken(asking), asking.clientCertificate], [['TLSv1.2', 'TLSv1.3'], 'requested']);
  });
  it('Redis in clear', async () => {
    const seen = await seenOf(redis(), 'none');
    assert.deepEqual([seen.speaks, seen.because], ['plaintext', 'it answers Redis in clear']);
  });

  it('MariaDB, with and without TLS', async () => {
    const start =
      (name: string, ...more: string[]) =>
      (): Promise<RunningServer> => {
        const data = here.folder(name);
        return here.serve((port) => [
          'mariadbd',
          '--no-defaults',
          '--user=nobody',
          `--datadir=${data}`,
          `--port=${port}`,
          '--bind-address=127.0.0.1',
          `--socket=${data}/socket`,
          `--pid-file=${data}/pid`,
          '--innodb-buffer-pool-size=8M',
          // Without tables of its own it cannot ask who comes; TLS begins before that.
          '--skip-grant-tables',
          ...more,
        ]);
      };
    const seen = await seenOf(
      start('with', `--ssl-cert=${own.chain}`, `--ssl-key=${own.key}`, '--tls-version=TLSv1.2'),
      'mysql',
    );
    servesOurs(seen);
    assert.deepEqual(taken(seen), ['TLSv1.2']);
    const plain = await seenOf(start('without'), 'mysql');
    assert.equal(plain.speaks, 'plaintext');
    assert.match(plain.because, /does not offer TLS/);
  });

  it('slapd, by StartTLS, with GnuTLS', async () => {
    const start = (tls: string) => (): Promise<RunningServer> =>
      here.serve((port) => {
        const conf = here.write(`slapd-${port}.conf`, `pidfile ${here.inside}/slapd.pid\n${tls}\ndatabase config\n`);
        return ['slapd', '-d', '0', '-h', `ldap://127.0.0.1:${port}/`, '-f', conf];
      });
    const seen = await seenOf(
      start(
        `TLSCertificateFile ${own.chain}\nTLSCertificateKeyFile ${own.key}\nTLSCACertificateFile ${own.chain}\nTLSCipherSuite NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2`,
      ),
      'ldap',
    );
    servesOurs(seen);
    assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
    const plain = await seenOf(start(''), 'ldap');
    assert.equal(plain.speaks, 'plaintext');
    assert.match(plain.because, /refuses StartTLS with result code/);
  });

  for (const protocol of ['imap', 'pop3'] as const) {
    it(`Dovecot, by STARTTLS of ${protocol.toUpperCase()}`, async () => {
      const start = (ssl: string) => (): Promise<RunningServer> =>
        here.serve((port) => {
          const run = here.folder(`dovecot-${protocol}-${ssl}`, 0o755);
          const conf = here.write(
            `dovecot-${protocol}-${ssl}.conf`,
            `protocols = ${protocol}
base_dir = ${run}
state_dir = ${run}
log_path = /dev/stderr
listen = 127.0.0.1
ssl = ${ssl}
ssl_cert = <${own.chain}
ssl_key = <${own.key}
ssl_min_protocol = TLSv1.2
mail_location = maildir:${here.inside}/mail
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/tmp
}
service ${protocol}-login {
  chroot =
  inet_listener ${protocol} {
    port = ${port}
  }
  inet_listener ${protocol}s {
    port = 0
  }
}
`,
          );
          return ['dovecot', '-F', '-c', conf];
        });
      const seen = await seenOf(start('yes'), protocol);
      servesOurs(seen);
      assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
      const plain = await seenOf(start('no'), protocol);
      assert.equal(plain.speaks, 'plaintext', plain.because);
    });
  }

  it('vsftpd, by AUTH TLS', async () => {
    const seen = await seenOf(
      () =>
        here.serve((port) => [
          'vsftpd',
          here.write(
            `vsftpd-${port}.conf`,
            `listen=YES\nlisten_address=127.0.0.1\nlisten_port=${port}\nbackground=NO\nanonymous_enable=YES\nsecure_chroot_dir=${here.folder('empty', 0o555)}\nseccomp_sandbox=NO\nssl_enable=YES\nallow_anon_ssl=YES\nrsa_cert_file=${own.chain}\nrsa_private_key_file=${own.key}\nssl_ciphers=HIGH\n`,
          ),
        ]),
      'ftp',
    );
    servesOurs(seen);
    assert.ok(taken(seen).includes('TLSv1.2'));
  });

  it('Prosody, by starttls of XMPP', async () => {
    const seen = await seenOf(
      () =>
        here.serve((port) => [
          'prosody',
          '--config',
          here.write(
            `prosody-${port}.lua`,
            `daemonize = false; run_as_root = true; pidfile = "${here.inside}/prosody.pid"; data_path = "${here.folder('prosody')}"
log = { error = "*console" }; interfaces = { "127.0.0.1" }; c2s_ports = { ${port} }; s2s_ports = { }; c2s_direct_tls_ports = { }; http_ports = { }; https_ports = { }
modules_enabled = { "tls", "saslauth" }; modules_disabled = { "s2s" }; c2s_require_encryption = true
VirtualHost "localhost"
ssl = { certificate = "${own.chain}"; key = "${own.key}"; protocol = "tlsv1_2+" }
`,
          ),
        ]),
      'xmpp',
    );
    servesOurs(seen);
    assert.deepEqual(taken(seen), ['TLSv1.2', 'TLSv1.3']);
  });
});

const initdb = [...globSync('/usr/lib/postgresql/*/bin/initdb'), '/usr/local/bin/initdb', '/usr/bin/initdb'].find(
  (path) => existsSync(path),
);
const skip =
  initdb !== undefined && process.getuid?.() === 0
    ? false
    : process.env['CI'] === undefined && 'needs postgres, and root to leave it';

describe('PostgreSQL', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-postgres-'));
  const [uid, gid] = [65_534, 65_534];
  before(() => {
    chmodSync(folder, 0o755);
    chownSync(folder, uid, gid);
    execFileSync(initdb!, ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'lab', '--no-sync'], {
      uid,
      gid,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
    });
    for (const [from, to, mode] of [
      [identity.chain, 'chain.pem', 0o644],
      [identity.key, 'key.pem', 0o600],
      [lab.root, 'root.pem', 0o644],
    ] as const) {
      copyFileSync(from, join(folder, to));
      chmodSync(join(folder, to), mode);
      chownSync(join(folder, to), uid, gid);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = (settings: readonly string[]) => async (): Promise<RunningServer> => {
    const port = await freePort();
    const fixed = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'fsync=off'];
    const args = ['-D', join(folder, 'data'), ...[...fixed, ...settings].flatMap((one) => ['-c', one])];
    return serve(port, initdb!.replace('initdb', 'postgres'), args, { uid, cwd: folder });
  };
  const withTls = ['ssl=on', `ssl_cert_file=${folder}/chain.pem`, `ssl_key_file=${folder}/key.pem`];

  it('with TLS 1.3 alone', async () => {
    const seen = await seenOf(
      start([...withTls, 'ssl_min_protocol_version=TLSv1.3', 'ssl_ecdh_curve=secp384r1']),
      'postgres',
    );
    servesOurs(seen);
    assert.deepEqual([taken(seen), seen.groups, seen.clientCertificate], [['TLSv1.3'], ['secp384r1'], 'none']);
  });
  it('that knows authorities of clients, and asks for a certificate', async () => {
    const seen = await seenOf(
      start([...withTls, `ssl_ca_file=${folder}/root.pem`, 'ssl_ciphers=ECDHE-RSA-AES256-GCM-SHA384']),
      'postgres',
    );
    servesOurs(seen);
    assert.deepEqual(versionIn(seen, 'TLSv1.2').suites, ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']);
    assert.equal(seen.clientCertificate, 'requested');
  });
  it('without TLS', async () => {
    const seen = await seenOf(start(['ssl=off']), 'postgres');
    assert.deepEqual([seen.speaks, seen.because], ['plaintext', 'the server answers SSLRequest with N: it has no TLS']);
  });
});
