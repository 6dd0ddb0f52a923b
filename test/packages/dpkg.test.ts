import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseStatus, type DpkgPackage } from '../../src/formats/dpkg/parse-status.ts';
import { Layout, Scratch, layerType } from '../image/build.ts';
import { installed, bookworm, collectPackages, data, output, told, unless } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());

/** What dpkg itself lists of a database as installed. */
function query(folder: string): string[] {
  const format =
    '${db:Status-Status} ${db:Status-Eflag}|${Package} ${Version} ${Architecture}|${source:Package} ${source:Version}\n';
  return output('dpkg-query', [`--admindir=${folder}`, '-W', '-f', format])
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('installed ok|'))
    .map((line) => line.slice('installed ok|'.length))
    .toSorted();
}

function described({ name, version, architecture, source }: DpkgPackage): string {
  return `${name} ${version} ${architecture}|${source.name} ${source.version}`;
}

function adminFolder(name: string, status: string): string {
  const folder = join(scratch.path, name);
  mkdirSync(join(folder, 'info'), { recursive: true });
  mkdirSync(join(folder, 'updates'), { recursive: true });
  writeFileSync(join(folder, 'status'), status);
  return folder;
}

describe('dpkg', () => {
  const skip = unless('mmdebstrap', 'dpkg-query', 'tar');
  it('a root of bookworm: the packages that dpkg-query lists, no more, no fewer', { skip }, async () => {
    const root = bookworm();
    const tar = readFileSync(root);
    const layout = new Layout();
    layout.image([{ tar, stored: tar, mediaType: layerType }]);
    const { packages: all, gaps } = await collectPackages(scratch.folder('bookworm', layout));
    const packages = installed(all);
    assert.deepEqual(
      all.filter((one) => one.type === 'generic' && one.owner === undefined),
      [],
      'programs of Debian that no package of it owns',
    );
    assert.deepEqual(gaps, []);
    const status = output('tar', ['-xOf', root, './var/lib/dpkg/status']);
    const wanted = query(adminFolder('bookworm-admin', status));
    assert.deepEqual(
      packages
        .map((one) => `${one.name} ${one.version} ${one.architecture}|${one.source!.name} ${one.source!.version}`)
        .toSorted(),
      wanted,
    );
    assert.ok(wanted.length > 60, `only ${wanted.length} packages`);
    assert.ok(packages.every(({ ecosystem, purl }) => ecosystem === 'Debian:12' && purl.startsWith('pkg:deb/debian/')));
  });

  it('a status of Ubuntu 18.04', { skip: unless('dpkg-query') }, () => {
    const text = readFileSync(join(data, 'packages/dpkg/ubuntu1804-trivy-valid.txtar'), 'utf8');
    const status = text.slice(text.indexOf('\n', text.indexOf('-- var/lib/dpkg/status --')) + 1);
    const { packages, problems } = parseStatus(status);
    assert.deepEqual(problems, []);
    const found = packages.map(described);
    assert.deepEqual(found.toSorted(), query(adminFolder('ubuntu', status)));
    assert.ok(found.length > 50);
  });

  it(
    'every state that dpkg has: listed as installed, or a gap wherever files may be there',
    { skip: unless('dpkg-query') },
    () => {
      const states =
        'installed not-installed config-files half-installed unpacked half-configured triggers-pending'.split(' ');
      const sources = ['', 'Source: other\n', 'Source: other (3:1.0-1)\n'];
      const stanzas = 'unknown install hold deinstall purge'.split(' ').flatMap((want) =>
        ['ok', 'reinstreq'].flatMap((flag) =>
          states.map((state, index) => {
            const name = `p-${want}-${flag}-${state}`;
            const more = state === 'triggers-pending' ? 'Triggers-Pending: x\n' : '';
            const fields = `Architecture: amd64\n${sources[index % 3]}Version: 1:${index}-1\nMaintainer: m\nDescription: d\n${more}`;
            return `Package: ${name}\nStatus: ${want} ${flag} ${state}\n${fields}`;
          }),
        ),
      );
      const status = `${stanzas.join('\n')}\n`;
      const { packages, absent, problems } = parseStatus(status);
      assert.deepEqual(packages.map(described).toSorted(), query(adminFolder('states', status)));
      assert.equal(packages.length, 5);
      assert.equal(packages.length + absent.length + problems.length, stanzas.length);
      assert.ok(problems.every((problem) => /half-|unpacked|triggers|reinstreq/.test(problem)));
    },
  );

  it('a distroless image: a file for each package', async () => {
    const { packages, gaps } = await collectPackages(join(data, 'signatures/slsa/v1.4.0/container_workflow_dispatch'));
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      told(installed(packages)).map((line) => line.split(' ')[0]),
      ['base-files', 'netbase', 'tzdata'],
    );
    assert.deepEqual(new Set(installed(packages).map(({ ecosystem }) => ecosystem)), new Set(['Debian:11']));
  });
});
