import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseInstalled } from '../../src/formats/apk/parse-installed.ts';
import { Layout, Scratch, layerType } from '../image/build.ts';
import { installed, collectPackages, data, output, told, unless } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());

/** An image with one layer: a root as distributed. */
function imageOf(name: string): string {
  const stored = readFileSync(join(data, 'rootfs', name));
  const layout = new Layout();
  layout.image([{ tar: gunzipSync(stored), stored, mediaType: `${layerType}+gzip` }]);
  return scratch.folder(name, layout);
}

/** Reads a database once more, by its letters and nothing else. */
function independently(text: string): string[] {
  return text
    .split('\n\n')
    .filter((record) => /^V:/m.test(record))
    .map((record) => ['P', 'V', 'A'].map((letter) => new RegExp(`^${letter}:(.*)$`, 'm').exec(record)![1]).join(' '))
    .toSorted();
}

const roots: [string, number, string][] = [
  ['alpine-minirootfs-3.18.9-x86_64.tar.gz', 15, 'Alpine:v3.18'],
  ['alpine-minirootfs-3.20.3-x86_64.tar.gz', 14, 'Alpine:v3.20'],
];

describe('Alpine', () => {
  for (const [name, count, ecosystem] of roots) {
    it(`${name}: the packages of its database, no more, no fewer`, async () => {
      const { packages: all, gaps } = await collectPackages(imageOf(name));
      const packages = installed(all);
      assert.deepEqual(gaps, []);
      assert.deepEqual(told(packages), independently(database(join(data, 'rootfs', name), './lib/apk/db/installed')));
      assert.equal(packages.length, count);
      assert.deepEqual(new Set(packages.map((one) => one.ecosystem)), new Set([ecosystem]));
      const crypto = packages.find((one) => one.name === 'libcrypto3')!;
      assert.deepEqual(
        [crypto.source?.name, crypto.licenses, crypto.file],
        ['openssl', ['Apache-2.0'], 'lib/apk/db/installed'],
      );
    });
    it(`${name}: the same as apk says`, { skip: process.getuid?.() === 0 ? false : 'needs root' }, async () => {
      const folder = scratch.folder(`${name}.root`, new Layout());
      execFileSync('tar', ['-xzf', join(data, 'rootfs', name), '-C', folder]);
      const said = output('chroot', [folder, '/sbin/apk', 'info', '-v']).trim().split('\n');
      const packages = installed((await collectPackages(imageOf(name))).packages);
      assert.deepEqual(packages.map((one) => `${one.name}-${one.version}`).toSorted(), said.toSorted());
    });
  }

  it('3.11.5 in an archive in gzip', { skip: unless('tar') }, async () => {
    const archive = join(data, 'images/trivy-alpine-311.tar.gz');
    const manifest = JSON.parse(database(archive, 'manifest.json')) as { Layers: string[] }[];
    const layer = manifest[0]!.Layers[0]!;
    const packed = execFileSync('tar', ['-xzOf', archive, layer], { maxBuffer: 1 << 26 });
    const text = output('tar', ['-xOf', scratch.file('layer', packed), 'lib/apk/db/installed']);
    const { packages: all, gaps } = await collectPackages(archive);
    const packages = installed(all);
    assert.deepEqual([told(packages), gaps], [independently(text), []]);
    assert.equal(packages.length, 14);
  });

  it('a database alone', () => {
    const text = readFileSync(join(data, 'packages/apk/alpine-installed'), 'utf8');
    const { packages, problems } = parseInstalled(text);
    assert.deepEqual(problems, ['line 23: invalidPackageWithoutAVersion has no version']);
    assert.deepEqual(
      packages.map(({ name, version, architecture }) => `${name} ${version} ${architecture}`).toSorted(),
      independently(text),
    );
  });
});

function database(archive: string, name: string): string {
  return output('tar', ['-xzOf', archive, name]);
}
