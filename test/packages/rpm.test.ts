import assert from 'node:assert/strict';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { Layout, packedLayer, Scratch } from '../image/build.ts';
import type { Entry } from '../image/tar-writer.ts';
import { collectPackages, data, output, unless } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());

const format = '%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH} %{SOURCERPM} %{LICENSE}\n';

/** What rpm itself lists of a database; of a copy, for it writes into the folder. */
function query(file: string, ...more: string[]): string[] {
  const folder = scratch.folder(`rpm-${file.replaceAll('/', '-')}`, new Layout());
  cpSync(file, join(folder, file.slice(file.lastIndexOf('/') + 1)));
  return output('rpm', ['-qa', ...more, '--dbpath', folder, '--qf', format])
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('gpg-pubkey '))
    .toSorted();
}

function image(name: string, entries: readonly Entry[]): string {
  const layout = new Layout();
  layout.image([packedLayer(entries)]);
  return scratch.folder(name, layout);
}

/** What was read, written as rpm writes it. */
async function found(path: string): Promise<{ lines: string[]; gaps: unknown; ecosystems: unknown }> {
  const { packages, gaps } = await collectPackages(path);
  const lines = packages.map(({ name, version, architecture, source, licenses, purl }) => {
    const [, epoch = '(none)', number, release] = /^(?:(\d+):)?(.+)-([^-]+)$/.exec(version)!;
    assert.equal(new URLSearchParams(purl.split('?')[1]).get('epoch') ?? '(none)', epoch);
    const sourceRpm = `${source!.name}-${source!.version.replace(/^\d+:/, '')}.src.rpm`;
    return [name, epoch, number, release, architecture, sourceRpm, ...licenses].join(' ');
  });
  return { lines: lines.toSorted(), gaps, ecosystems: [...new Set(packages.map(({ ecosystem }) => ecosystem))] };
}

describe('rpm', () => {
  const skip = unless('rpm');
  it('an SQLite database of CBL-Mariner: the packages that rpm lists, no more, no fewer', { skip }, async () => {
    const file = join(data, 'packages/cbl-mariner-2.0/rpmdb.sqlite');
    const path = image('mariner', [
      { name: 'etc/os-release', body: 'ID=mariner\nVERSION_ID="2.0"\nNAME="Common Base Linux Mariner"\n' },
      { name: 'var/lib/rpm/rpmdb.sqlite', body: readFileSync(file) },
    ]);
    const { lines, gaps, ecosystems } = await found(path);
    assert.deepEqual([gaps, ecosystems], [[], ['Azure Linux:2']]);
    assert.deepEqual(lines, query(file));
    assert.ok(lines.length > 100);
  });

  it('a Berkeley DB of RHEL 8, behind a linked folder', { skip }, async () => {
    const file = join(data, 'packages/libuuid/Packages');
    const path = image('rhel', [
      { name: 'etc/os-release', body: 'ID="rhel"\nVERSION_ID="8.8"\n' },
      { name: 'var/lib/rpm', type: '2', link: '../../usr/lib/sysimage/rpm' },
      { name: 'usr/lib/sysimage/rpm/Packages', body: readFileSync(file) },
    ]);
    const { lines, gaps, ecosystems } = await found(path);
    assert.deepEqual([gaps, ecosystems], [[], ['Red Hat:enterprise_linux:8']]);
    assert.deepEqual(lines, query(file, '--define', '_db_backend bdb_ro'));
    assert.equal(lines.length, 1);
  });

  it('a database that rpm just wrote, what is still in its write-ahead log included', { skip }, async () => {
    const copy = scratch.folder('logged', new Layout());
    cpSync(join(data, 'packages/cbl-mariner-2.0/rpmdb.sqlite'), join(copy, 'rpmdb.sqlite'));
    chmodSync(join(copy, 'rpmdb.sqlite'), 0o600);
    const database = new DatabaseSync(join(copy, 'rpmdb.sqlite'));
    database.exec('PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 0; DELETE FROM Packages WHERE hnum % 2 = 0');
    const rows = database.prepare('SELECT count(*) AS n FROM Packages').get()!['n'];
    const [main, log] = ['rpmdb.sqlite', 'rpmdb.sqlite-wal'].map((name) => readFileSync(join(copy, name)));
    database.close();
    const path = image('logged-image', [
      { name: 'usr/share/rpm/rpmdb.sqlite', body: main! },
      { name: 'usr/share/rpm/rpmdb.sqlite-wal', body: log! },
    ]);
    const { lines } = await found(path);
    assert.deepEqual(lines, query(join(copy, 'rpmdb.sqlite')));
    assert.ok(lines.length <= Number(rows) && lines.length > 50);
  });
});
