/** Real programs: what is read from their bytes is what they say when they are run. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { bytesOf } from '../../src/readers/packages/files/analyser.ts';
import { rustPrograms } from '../../src/readers/packages/files/rust/analyser.ts';
import { wellKnownPrograms } from '../../src/readers/packages/files/programs/analyser.ts';

const shared = join(import.meta.dirname, '../../../shared/data');

function read(path: string, buffer: Buffer): unknown {
  const { packages, problems } = wellKnownPrograms.read(path, bytesOf(buffer));
  assert.deepEqual(problems, []);
  return packages.map(({ name, version }) => `${name} ${version}`);
}

describe('real programs', () => {
  it('Node, and the OpenSSL in it', () => {
    const { node, openssl } = process.versions;
    assert.deepEqual(read('usr/local/bin/node', readFileSync(process.execPath)), [
      `node ${node}`,
      `openssl ${openssl.replace(/\+.*/, '')}`,
    ]);
  });
  it('Bash and Perl', () => {
    const bash = execFileSync('bash', ['-c', 'echo ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}.${BASH_VERSINFO[2]}']);
    const perl = execFileSync('perl', ['-e', 'printf("%vd", $^V)']);
    assert.deepEqual(read('bin/bash', readFileSync('/bin/bash')), [`bash ${bash.toString().trim()}`]);
    assert.deepEqual(read('usr/bin/perl', readFileSync('/usr/bin/perl')), [`perl ${perl.toString()}`]);
  });
  it('BusyBox and OpenSSL of Alpine', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-alpine-'));
    try {
      const archive = join(shared, 'rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
      execFileSync('tar', [
        '-xzf',
        archive,
        '-C',
        folder,
        './bin/busybox',
        './lib/libcrypto.so.3',
        './lib/apk/db/installed',
      ]);
      const installed = readFileSync(join(folder, 'lib/apk/db/installed'), 'utf8');
      const version = (name: string): string => new RegExp(`^P:${name}\nV:(.*)-r`, 'm').exec(installed)![1]!;
      assert.deepEqual(read('bin/busybox', readFileSync(join(folder, 'bin/busybox'))), [
        `busybox ${version('busybox')}`,
      ]);
      const crypto = readFileSync(join(folder, 'lib/libcrypto.so.3'));
      assert.deepEqual(read('lib/libcrypto.so.3', crypto), [`openssl ${version('libcrypto3')}`]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  it('a Rust program, as its audit data stand where readelf puts their section', () => {
    const file = readFileSync(join(shared, 'binaries/rust-auditable.elf'));
    const told = JSON.parse(inflateSync(file.subarray(0x4f523, 0x4f523 + 0x76)).toString()) as {
      packages: { name: string; version: string; kind?: string }[];
    };
    const expected = told.packages
      .filter(({ kind }) => kind !== 'build')
      .map(({ name, version }) => `${name} ${version}`);
    const { packages, problems } = rustPrograms.read('app', bytesOf(file));
    assert.deepEqual(problems, []);
    assert.ok(expected.length > 0);
    assert.deepEqual(
      packages.map(({ name, version }) => `${name} ${version}`),
      expected,
    );
  });
});
