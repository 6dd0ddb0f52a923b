import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { FileAnalyser } from '../../src/readers/packages/files/analyser.ts';
import { Layout, packedLayer, plainLayer, release, saved, Scratch, sha256, type Layer } from '../image/build.ts';
import { tar, type Entry } from '../image/tar-writer.ts';
import { lists, programs } from './own-analyser.ts';
import { collectPackages, type CollectedPackages } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

const os: Entry[] = [
  { name: 'etc/os-release', body: release },
  { name: 'lib/apk/db/installed', body: 'P:musl\nV:1\n\n' },
];

/** Readers that count how often they are asked. */
function counted(version = 1): { readonly analysers: FileAnalyser[]; asked: number } {
  const count = { asked: 0, analysers: [] as FileAnalyser[] };
  for (const one of [lists, programs]) {
    count.analysers.push({
      name: one.name,
      version,
      wants: (...args) => {
        count.asked++;
        return one.wants(...args);
      },
      read: (...args) => one.read(...args),
    });
  }
  return count;
}

interface Looked extends CollectedPackages {
  readonly asked: number;
}

async function look(
  path: string,
  folder: string,
  more: { version?: number; limits?: object; bytes?: number } = {},
): Promise<Looked> {
  const count = counted(more.version);
  const cache = { folder, version: 'test', ...(more.bytes === undefined ? {} : { bytes: more.bytes }) };
  const found = await collectPackages(path, more.limits, { analysers: count.analysers, cache });
  return { ...found, asked: count.asked };
}

const told = ({ packages, gaps }: CollectedPackages): unknown => [packages, gaps];

const layersOf = (pack: (entries: readonly Entry[]) => Layer): Layer[] => [
  pack([
    ...os,
    { name: 'a.list', body: 'x 1\n?' },
    { name: 'store/1', body: 'y 1' },
    { name: 'z', type: '2', link: 'a.list' },
  ]),
  pack([
    { name: 'b.list', type: '1', link: 'a.list' },
    { name: 'usr/c.list', body: 'w 1' },
  ]),
  pack([{ name: '.wh.a.list' }]),
];

/** Files older than the grain of the clock, as those of a user are. */
function aged(path: string): string {
  for (const name of statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : ['']) {
    utimesSync(join(path, name), 1000, 1000);
  }
  return path;
}

const forms: [string, () => string][] = [
  [
    'an OCI layout',
    () => {
      const layout = new Layout();
      layout.image(layersOf((all) => packedLayer(all)));
      return scratch.folder(`${number++}`, layout);
    },
  ],
  [
    'an OCI archive',
    () => {
      const layout = new Layout();
      layout.image(layersOf((all) => packedLayer(all, zstdCompressSync, 'zstd')));
      return scratch.file(`${number++}.tar`, layout.archive());
    },
  ],
  ['a docker archive', () => scratch.file(`${number++}.tar`, tar(saved(layersOf(plainLayer))))],
];

describe('layers that were read before', () => {
  for (const [name, make] of forms) {
    it(`of ${name}: the same is told, and no file is looked at again`, async () => {
      const path = aged(make());
      // The time of change is the kernel's own, and cannot be set.
      await wait(2100);
      const folder = join(scratch.path, `cache-${number++}`);
      const without = await collectPackages(path, {}, { analysers: [lists, programs] });
      const cold = await look(path, folder);
      const warm = await look(path, folder);
      assert.deepEqual(told(cold), told(without));
      assert.deepEqual(told(warm), told(without));
      assert.ok(cold.asked > 0);
      // Links are asked about when layers are joined.
      assert.ok(warm.asked < cold.asked / 2, `${warm.asked} of ${cold.asked}`);
    });
  }

  it('are known elsewhere by their bytes, hashed but not read', async () => {
    const layout = new Layout();
    layout.image(layersOf((all) => packedLayer(all)));
    const folder = join(scratch.path, `cache-${number++}`);
    const cold = await look(scratch.folder(`${number++}`, layout), folder);
    const other = await look(scratch.folder(`${number++}`, layout), folder);
    assert.deepEqual(told(other), told(cold));
    assert.ok(other.asked < cold.asked / 2);
  });

  it('are never believed by their name', async () => {
    const good = packedLayer([...os, { name: 'a.list', body: 'x 1' }]);
    const bad = packedLayer([...os, { name: 'a.list', body: 'evil 1' }]);
    const layout = new Layout();
    layout.image([good]);
    const folder = join(scratch.path, `cache-${number++}`);
    await look(scratch.folder(`${number++}`, layout), folder);
    layout.files.set(`blobs/${sha256(good.stored).replace(':', '/')}`, bad.stored);
    const path = scratch.folder(`${number++}`, layout);
    for (let round = 0; round < 2; round++) {
      const found = await look(path, folder);
      assert.ok(found.packages.some(({ name }) => name === 'evil'));
      assert.ok(found.gaps.some(({ code }) => code === 'IMAGE_DIGEST_MISMATCH'));
    }
  });

  it('of a file that is changed are read again, whatever times are set on it', async () => {
    const make = (body: string): Buffer => tar(saved([plainLayer([...os, { name: 'a.list', body }])]));
    const path = aged(scratch.file(`${number++}.tar`, make('x 1')));
    await wait(2100);
    const folder = join(scratch.path, `cache-${number++}`);
    await look(path, folder);
    await look(path, folder);
    const { size } = statSync(path);
    writeFileSync(path, make('x 2'));
    aged(path);
    assert.equal(statSync(path).size, size);
    const found = await look(path, folder);
    assert.ok(found.packages.some(({ name, version }) => name === 'x' && version === '2'));
  });

  it('are read again by other readers and within other limits', async () => {
    const path = aged(forms[0]![1]());
    await wait(2100);
    const folder = join(scratch.path, `cache-${number++}`);
    const cold = await look(path, folder);
    assert.equal((await look(path, folder, { version: 2 })).asked, cold.asked);
    assert.equal((await look(path, folder, { limits: { foundFiles: 10 } })).asked, cold.asked);
  });

  it('are not kept when there was no room for all that is of interest', async () => {
    const large = { name: 'lib/apk/db/installed', body: 'P:musl\nV:1\n\n'.padEnd(3000, '\n') };
    const path = scratch.file(`${number++}.tar`, tar(saved([plainLayer([os[0]!, large]), plainLayer([large])])));
    const folder = join(scratch.path, `cache-${number++}`);
    for (let round = 0; round < 2; round++) {
      const found = await look(path, folder, { limits: { databaseBytes: 4000 } });
      assert.ok(found.gaps.some(({ code }) => code === 'PACKAGES_UNREADABLE'));
    }
  });

  it('are read again when what is kept of them is broken, and stay within a size', async () => {
    const path = aged(forms[0]![1]());
    await wait(2100);
    const folder = join(scratch.path, `cache-${number++}`);
    const cold = await look(path, folder);
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      bytes[bytes.length - 1]! ^= 0xff;
      writeFileSync(join(folder, name), bytes);
    }
    const again = await look(path, folder);
    assert.deepEqual([told(again), again.asked], [told(cold), cold.asked]);
    await look(path, folder, { version: 3, bytes: 1500 });
    const total = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.ok(total <= 1500, `${total}`);
  });
});

describe('eight processes at once', () => {
  it('share one cache, which is broken meanwhile, and all tell the same', { timeout: 240_000 }, async () => {
    const images = [0, 1, 2].map((index) => {
      const many = Array.from({ length: 300 }, (_, at): Entry => ({
        name: `d${index}/${at}.list`,
        body: `x ${index}.${at}`,
      }));
      const layout = new Layout();
      layout.image([packedLayer([...os, { name: 'base.list', body: 'base 1' }]), packedLayer(many)]);
      return scratch.folder(`shared-${index}`, layout);
    });
    await wait(2100);
    const folder = join(scratch.path, 'shared-cache');
    const once = async (path: string, cache: string[]): Promise<string> => {
      const args = [join(import.meta.dirname, 'look-once.ts'), path, ...cache];
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
      const { megabytes: _, ...found } = JSON.parse(stdout) as Record<string, unknown>;
      return JSON.stringify(found);
    };
    const wanted: string[] = [];
    for (const path of images) wanted.push(await once(path, []));
    assert.match(wanted[0]!, /"x 0\.299 d0\/299\.list sha256:/);
    const done = new AbortController();
    const breaking = (async () => {
      for (let round = 0; !done.signal.aborted; round++) {
        await wait(15);
        try {
          const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
          const name = names[round % Math.max(1, names.length)];
          const other = names[(round * 7 + 1) % Math.max(1, names.length)];
          if (name === undefined || other === undefined) continue;
          // Half a record, or that of another key, under the name of a third.
          if (round % 2 === 0) writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, 100));
          else copyFileSync(join(folder, other), join(folder, name));
        } catch {
          // Another process has replaced or removed it.
        }
      }
    })();
    for (let round = 0; round < 3; round++) {
      const found = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => [index % 3, await once(images[index % 3]!, [folder])] as const),
      );
      for (const [index, text] of found) assert.equal(text, wanted[index]);
    }
    done.abort();
    await breaking;
    assert.ok(readdirSync(folder).length > 3);
  });
});

it('a compressed archive is read anew each time', async () => {
  const path = scratch.file(`${number++}.tar.gz`, gzipSync(tar(saved(layersOf((all) => packedLayer(all))))));
  const folder = join(scratch.path, `cache-${number++}`);
  assert.deepEqual(told(await look(path, folder)), told(await look(path, folder)));
});
