import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { imageKind } from '../../src/collectors/image/kind.ts';
import { Layout, Scratch, sha256 } from '../image/build.ts';
import { tar, type Entry } from '../image/tar-writer.ts';
import { installed, collectPackages, data, told } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

const status = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n';
const entries: Entry[] = [
  { name: './' },
  { name: './etc/os-release', type: '2', link: '/usr/lib/os-release' },
  { name: './usr/lib/os-release', body: 'ID=debian\nVERSION_ID="12"\n' },
  { name: './var/lib/dpkg', type: '2', link: '/opt/packages' },
  { name: './opt/packages/status', body: status },
];

/** Unpacks entries as they are written, links unfollowed. */
function unpacked(list: readonly Entry[]): string {
  const folder = scratch.folder(`root${number++}`, new Layout());
  execFileSync('rm', ['-r', join(folder, 'index.json'), join(folder, 'oci-layout')]);
  for (const { name, body, type, link } of list) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (type === '2') symlinkSync(link!, path);
    else if (!name.endsWith('/')) writeFileSync(path, body ?? '');
  }
  return folder;
}

describe('a root filesystem', () => {
  const bytes = tar(entries);
  const exported = tar([{ name: '.dockerenv', body: '' }, ...entries.slice(1)]);
  const forms: [string, () => string, string, string | null][] = [
    ['a tar', () => scratch.file('root.tar', bytes), 'root-archive', sha256(bytes)],
    ['a tar in gzip', () => scratch.file('root.tar.gz', gzipSync(bytes)), 'root-archive', sha256(bytes)],
    ['a tar in zstd', () => scratch.file('root.tar.zst', zstdCompressSync(bytes)), 'root-archive', sha256(bytes)],
    ['what docker export writes', () => scratch.file('export.tar', exported), 'root-archive', sha256(exported)],
    ['a folder', () => unpacked(entries), 'root-folder', null],
  ];
  for (const [name, make, kind, layer] of forms) {
    it(`as ${name} tells its packages, and that it is no image`, async () => {
      const path = make();
      assert.equal(await imageKind(path), kind);
      const { packages, gaps } = await collectPackages(path);
      assert.deepEqual(told(packages), ['a 1 all']);
      assert.deepEqual(
        [packages[0]!.ecosystem, packages[0]!.file, packages[0]!.layer],
        ['Debian:12', 'opt/packages/status', layer],
      );
      assert.deepEqual(
        gaps.map(({ code }) => code),
        ['IMAGE_CONFIG_ABSENT'],
      );
      assert.ok(['hardening', 'runtime', 'images/signatures'].every((one) => gaps[0]!.touches.includes(one)));
    });
  }

  it('is never left by a link', async () => {
    const outside = scratch.file('outside/status', Buffer.from(status));
    const links: Entry[][] = [
      [{ name: 'var/lib/dpkg', type: '2', link: dirname(outside) }],
      [{ name: 'var/lib/dpkg/status', type: '2', link: `../../../../${'../'.repeat(9)}${outside}` }],
      [{ name: 'var', type: '2', link: '/var' }],
    ];
    for (const link of links) {
      const path = unpacked([{ name: 'etc/os-release', body: 'ID=debian\nVERSION_ID=12\n' }, ...link]);
      const { packages } = await collectPackages(path);
      assert.deepEqual(packages, []);
    }
  });

  it('holds no package of another kind against advisories of its distribution', async () => {
    const system = { name: 'etc/os-release', body: 'ID=debian\nVERSION_ID=12\n' };
    const apk = { name: 'lib/apk/db/installed', body: 'P:musl\nV:1.2.5-r0\nA:x86_64\n\n' };
    const found = async (...list: Entry[]) => {
      const { packages, gaps } = await collectPackages(scratch.file(`${number++}.tar`, tar([system, ...list])));
      return [packages.map(({ name, ecosystem }) => `${name} ${ecosystem}`), gaps.map(({ code }) => code).toSorted()];
    };
    assert.deepEqual(await found(apk, { name: 'var/lib/dpkg/status', body: status }), [
      ['a Debian:12', 'musl null'],
      ['IMAGE_CONFIG_ABSENT', 'PACKAGES_UNMATCHED'],
    ]);
    assert.deepEqual(await found(apk), [
      ['musl null'],
      ['IMAGE_CONFIG_ABSENT', 'PACKAGES_UNLISTED', 'PACKAGES_UNMATCHED'],
    ]);
  });

  it('of Alpine is read from the tar that Alpine publishes', async () => {
    const { packages, gaps } = await collectPackages(join(data, 'rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz'));
    assert.equal(installed(packages).length, 14);
    assert.deepEqual(
      gaps.map(({ code }) => code),
      ['IMAGE_CONFIG_ABSENT'],
    );
  });

  it('that is cut off, is an image as well, or has no system, is a gap', async () => {
    const image = tar([...entries, { name: 'manifest.json', body: '[]' }]);
    for (const cut of [bytes.subarray(0, 1800), bytes.subarray(0, 2048), gzipSync(bytes).subarray(0, -20), image]) {
      const { gaps } = await collectPackages(scratch.file(`${number++}`, cut));
      assert.ok(
        gaps.some(({ touches }) => touches.includes('images')),
        gaps.map(({ code }) => code).join(),
      );
    }
    const { gaps } = await collectPackages(scratch.file('empty.tar', tar([{ name: 'bin/sh', body: 'x' }])));
    assert.ok(gaps.some(({ code }) => code === 'IMAGE_OS_UNKNOWN'));
  });
});
