import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '../analyser.ts';
import { wellKnownPrograms } from './analyser.ts';
import { programs } from './programs.ts';

/** The smallest ELF, and behind it the texts of a program between NULs. */
function program(...texts: readonly string[]): Buffer {
  const header = Buffer.alloc(256);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  return Buffer.concat([header, Buffer.from(`\0${texts.join('\0')}\0`, 'latin1')]);
}

function read(path: string, buffer: Buffer): string[] {
  const { packages, problems } = wellKnownPrograms.read(path, bytesOf(buffer));
  return [
    ...packages.map(({ ecosystem, name, version, purl }) => `${ecosystem} ${name} ${version} ${purl}`),
    ...problems.map(({ because }) => because),
  ];
}

/** File, a text of it, what it is. */
const vectors = `
bin/bash | @(#)Bash version 5.2.15(1) release GNU | null bash 5.2.15 pkg:generic/bash@5.2.15
bin/busybox | BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) | null busybox 1.36.1 pkg:generic/busybox@1.36.1
usr/bin/curl | curl 8.11.0 (x86_64-pc-linux-musl) %s | null curl 8.11.0 pkg:generic/curl@8.11.0
usr/lib/libcurl.so.4.8.0 | libcurl/8.11.0 | null curl 8.11.0 pkg:generic/curl@8.11.0
usr/sbin/haproxy | version 3.0.5-8e879a5, released 2024/09/19 | Bitnami haproxy 3.0.5 pkg:generic/haproxy@3.0.5
usr/local/apache2/bin/httpd | Apache/2.4.62 (Unix) | Bitnami apache 2.4.62 pkg:generic/httpd@2.4.62
usr/sbin/mariadbd | 11.4.2-MariaDB-ubu2404 | Bitnami mariadb 11.4.2 pkg:generic/mariadb@11.4.2
usr/local/bin/memcached | memcached 1.6.32 | Bitnami memcached 1.6.32 pkg:generic/memcached@1.6.32
usr/sbin/nginx | nginx version: nginx/1.27.2 | Bitnami nginx 1.27.2 pkg:generic/nginx@1.27.2
usr/local/bin/node | node.js/v22.11.0 | Bitnami node 22.11.0 pkg:generic/node@22.11.0
usr/local/bin/node | OpenSSL 3.0.15+quic 3 Sep 2024 | null openssl 3.0.15 pkg:generic/openssl@3.0.15
usr/lib/libcrypto.so.1.1 | OpenSSL 1.1.1k  FIPS 25 Mar 2021 | null openssl 1.1.1k pkg:generic/openssl@1.1.1k
usr/local/bin/perl5.40.0 | This is perl 5, version 40, subversion 0 (%-p) built for x86_64-linux-gnu | null perl 5.40.0 pkg:generic/perl@5.40.0
usr/local/bin/php | X-Powered-By: PHP/8.3.13 | Bitnami php 8.3.13 pkg:generic/php@8.3.13
usr/local/bin/postgres | postgres (PostgreSQL) 17.1 (Debian 17.1-1.pgdg120+1) | Bitnami postgresql 17.1.0 pkg:generic/postgresql@17.1
usr/local/lib/libpython3.12.so.1.0 | 3.12.7 | Bitnami python 3.12.7 pkg:generic/python@3.12.7
usr/local/lib/libpython3.12.so.1.0 | /usr/src/Python-3.12.7 | Bitnami python 3.12.7 pkg:generic/python@3.12.7
usr/local/lib/libruby.so.3.3.6 | ruby 3.3.6 (2024-11-05 revision 75015d4c1f) [x86_64-linux] | Bitnami ruby 3.3.6 pkg:generic/ruby@3.3.6
`;

describe('wellKnownPrograms', () => {
  const lines = vectors
    .trim()
    .split('\n')
    .map((line) => line.split(' | '));
  for (const [path, text, expected] of lines as [string, string, string][]) {
    it(`reads ${text.trim()} of ${path}`, () => {
      const spaced = path.endsWith('haproxy') ? ` ${text}` : text;
      assert.deepEqual(read(path, program('before', spaced, 'after')), [expected]);
      assert.notEqual(wellKnownPrograms.wants(path, 10_000, 0o755), null);
    });
    it(`finds nothing in ${path} that only bears the name`, () => {
      assert.deepEqual(read(path, program('before', text.replaceAll(/\d+/g, 'x'), 'after')), []);
      assert.deepEqual(read(path, Buffer.from(`#!/bin/sh\n\0${text}\0${' '.repeat(300)}`)), []);
    });
  }
  it('tests every program of the table but Redis in that list', () => {
    const names = new Set(lines.map(([, , expected]) => /generic\/(.*)@/.exec(expected!)![1]));
    assert.deepEqual(
      programs.map(({ name }) => name).filter((name) => !names.has(name)),
      ['redis'],
    );
  });
  it('tells the version of Redis from the host behind it', () => {
    const build = '7.2.43f2a1b-17000000000000000000000';
    const expected = ['Bitnami redis 7.2.4 pkg:generic/redis@7.2.4'];
    assert.deepEqual(read('usr/local/bin/redis-server', program('7.2.4', '6.2.0', build)), expected);
    assert.deepEqual(read('usr/local/bin/redis-server', program(build)), []);
    assert.deepEqual(read('usr/local/bin/redis-server', program('7.2.4', '6.2.0')), []);
    const both = read('usr/local/bin/redis-server', program('7.2.4', '7.2.43', build));
    assert.match(both[0]!, /cannot be told: it says 7\.2\.4 and 7\.2\.43/);
  });
  it('takes two versions for none, and says so', () => {
    const found = read('usr/sbin/nginx', program('nginx version: nginx/1.27.2', 'nginx version: nginx/1.27.3'));
    assert.deepEqual(found, ['which nginx it is cannot be told: it says 1.27.2 and 1.27.3']);
  });
  it('says that it did not look at a file of nothing but places to look at', () => {
    const found = read('usr/bin/redis-server', program('00000000\0'.repeat(60_000)));
    assert.match(found[0]!, /which redis it is was not found: "00000000\\u0000" stands in it more than 50000 times/);
  });
  it('takes no version that the name of the file denies', () => {
    assert.deepEqual(read('usr/bin/python3.11', program('3.12.7', '2.2.5', '/usr/lib/3.11.9')), []);
    assert.deepEqual(
      read('usr/lib/libruby-3.1.so.3.1', program('ruby 3.3.6 (2024-11-05 revision 75015d4c1f) [x]')),
      [],
    );
  });
  it('takes no text within another', () => {
    for (const [path, text] of [
      ['usr/sbin/mariadbd', 'such as "10.1.1-MariaDB-mariadb1precise-log.'],
      ['usr/sbin/httpd', 'Apache/2.4'],
      ['usr/bin/openssl', 'needs OpenSSL 1.0.2 1 Jan 2020'],
      ['usr/bin/ruby', 'ruby 1.9.3 is too old'],
      ['usr/local/bin/node', 'see node.js/v10.0.0/docs'],
    ] as const) {
      assert.deepEqual(read(path, program(text)), [], text);
    }
  });
  it('finds a text across the border of what is read at once', () => {
    const text = 'node.js/v22.11.0';
    for (const place of [(1 << 20) - 300, (1 << 20) - 8, 2 << 20]) {
      const filler = Buffer.alloc(place - 256, 'x');
      const file = Buffer.concat([program().subarray(0, 256), filler, Buffer.from(`\0${text}\0`), Buffer.alloc(2000)]);
      assert.deepEqual(read('bin/node', file), ['Bitnami node 22.11.0 pkg:generic/node@22.11.0']);
    }
  });
  it('wants nothing of other names', () => {
    for (const path of [
      'usr/bin/nginx.conf',
      'usr/bin/python3-config',
      'etc/php',
      'usr/bin/nodejs-thing',
      'x/libssl.a',
    ]) {
      const want = wellKnownPrograms.wants(path, 10_000, 0o755);
      assert.equal(want === null || want.starts !== undefined, true);
    }
    assert.equal(wellKnownPrograms.wants('usr/bin/nginx.conf', 10_000, 0o755), null);
    assert.equal(wellKnownPrograms.wants('x/release', 1 << 20, 0o644), null);
  });
  it('never throws', () => {
    const parts = fc.constantFrom(
      '3.11.',
      'node.js/v',
      'OpenSSL ',
      '\0',
      '1.2.3',
      ' 1 Jan 2020',
      'Python-',
      '00000000',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('node', 'python3.11', 'redis-server', 'mariadbd'),
        fc.array(parts, { maxLength: 400 }),
        (name, list) => {
          read(name, program(list.join('')));
        },
      ),
    );
  });
});

describe('release files', () => {
  const java = (version: string, more = ''): Buffer =>
    Buffer.from(`${more}JAVA_RUNTIME_VERSION="${version}+7"\nJAVA_VERSION="${version}"\nOS_ARCH="x86_64"\n`);
  it('tell the version of Java, and who made it', () => {
    assert.deepEqual(read('opt/java/release', java('21.0.5', 'IMPLEMENTOR="Eclipse Adoptium"\n')), [
      'null java 21.0.5 pkg:generic/java@21.0.5',
    ]);
    assert.deepEqual(read('opt/java/release', java('21.0.5', 'IMPLEMENTOR="BellSoft"\n')), [
      'Bitnami java 21.0.5 pkg:generic/java@21.0.5',
    ]);
    assert.deepEqual(read('opt/jre/release', java('1.8.0_432')), ['null java 1.8.0_432 pkg:generic/java@1.8.0_432']);
  });
  it('tell the version of the toolchain of Go', () => {
    const expected = ['Go toolchain 1.23.3 pkg:golang/toolchain@1.23.3'];
    assert.deepEqual(read('usr/local/go/VERSION', Buffer.from('go1.23.3\ntime 2024-11-06T18:46:45Z\n')), expected);
    assert.deepEqual(read('usr/local/go/VERSION', Buffer.from('go1.23.3')), expected);
  });
  it('of others tell nothing', () => {
    for (const text of ['1.2.3\n', 'go1.23.3\nand more\n', 'go1\n', 'JAVA_VERSION="17"\n', 'Debian release 12', '']) {
      assert.deepEqual(read('x/VERSION', Buffer.from(text)), []);
      assert.deepEqual(read('x/release', Buffer.from(text)), []);
    }
  });
});
