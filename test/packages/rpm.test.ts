import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const spec = `Name: tool
Version: 1
Release: 1
Summary: a program, and another name of it
License: MIT
%define __strip /bin/true
%define debug_package %{nil}
%define _build_id_links none
%description
A program.
%install
mkdir -p %{buildroot}/usr/bin
cp /bin/true %{buildroot}/usr/bin/tool
ln %{buildroot}/usr/bin/tool %{buildroot}/usr/bin/second
%files
/usr/bin/tool
/usr/bin/second
`;

describe('rpm', () => {
  it('owns the programs that it installed, and no other', { skip: unless('rpmbuild') }, async () => {
    const top = scratch.folder('built', new Layout());
    writeFileSync(join(top, 'tool.spec'), spec);
    output('rpmbuild', ['-bb', '--define', `_topdir ${top}`, join(top, 'tool.spec')]);
    const root = join(top, 'root');
    const [folder] = readdirSync(join(top, 'RPMS'));
    const file = join(top, 'RPMS', folder!, readdirSync(join(top, 'RPMS', folder!))[0]!);
    mkdirSync(root);
    output('rpm', ['--root', root, '--dbpath', '/var/lib/rpm', '--nodeps', '-i', file]);
    for (const place of ['etc', 'usr/local/bin']) mkdirSync(join(root, place), { recursive: true });
    writeFileSync(join(root, 'etc/os-release'), 'ID=fedora\nVERSION_ID=40\n');
    cpSync('/bin/true', join(root, 'usr/local/bin/own'));
    const { gaps, packages } = await collectPackages(root);
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['tool'],
    );
    const told = gaps.filter(({ code }) => code === 'PROGRAMS_UNKNOWN');
    assert.deepEqual(
      told.map(({ because }) => because),
      ['1 program or library is of no package, and nothing in it says what it is: /usr/local/bin/own'],
    );
  });

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
