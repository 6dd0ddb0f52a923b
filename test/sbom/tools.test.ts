/** SBOMs as other tools write them: what is taken from each, and what is left open. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Image } from '../../src/facts/image.ts';
import type { Package } from '../../src/facts/package.ts';
import { readSbom } from '../../src/formats/sbom/read-sbom.ts';
import type { Gap } from '../../src/model/gap.ts';
import { sbomSightings } from '../../src/readers/packages/sbom/sightings.ts';

const shared = join(import.meta.dirname, '../../../shared/data/packages/sbom');
const samples = join(import.meta.dirname, 'samples');

interface Taken {
  readonly image: Image;
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

function taken(text: string): Taken {
  const read = readSbom(text);
  if (typeof read === 'string') assert.fail(read);
  const sightings = sbomSightings(read, 'x.json', 'sha256:00');
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
  return {
    image: facts.find(({ kind }) => kind === 'image')!.value as Image,
    packages: facts.filter(({ kind }) => kind === 'package').map(({ value }) => value as Package),
    gaps: sightings.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

/** `name version ecosystem source@version`. */
const shown = ({ name, version, ecosystem, source }: Package): string =>
  [name, version, ecosystem ?? '-', source === null ? '-' : `${source.name}@${source.version}`].join(' | ');
const open = ({ gaps }: Taken): string[] =>
  gaps.filter(({ code }) => code !== 'SBOM_ONLY').map(({ code, because }) => `${code}: ${because}`);

/** File of samples → operating system, packages, gaps that touch them. */
const vectors: Readonly<
  Record<string, readonly [system: string | null, packages: readonly string[], gaps: readonly string[]]>
> = {
  'trivy.cdx.json': [
    'centos 7.6.1810',
    [
      'bash | 4.2.46-31.el7 | CentOS:7 | bash@4.2.46-31.el7',
      'openssl-libs | 1:1.0.2k-16.el7 | CentOS:7 | openssl@1:1.0.2k-16.el7',
      '@babel/core | 7.1.0 | npm | -',
    ],
    [],
  ],
  'trivy-alpine.cdx.json': [
    'alpine 3.17.3',
    ['musl | 1.2.3-r4 | Alpine:v3.17 | musl@1.2.3-r4', 'ssl_client | 1.35.0-r29 | Alpine:v3.17 | busybox@1.35.0-r29'],
    [],
  ],
  'trivy.spdx.json': [
    'centos 7.6.1810',
    [
      'bash | 4.2.46-31.el7 | CentOS:7 | bash@4.2.46-31.el7',
      'openssl-libs | 1:1.0.2k-16.el7 | CentOS:7 | openssl@1:1.0.2k-16.el7',
    ],
    [],
  ],
  'syft.cdx.json': [
    'debian 12',
    [
      'bsdutils | 1:2.38.1-5+deb12u1 | Debian:12 | util-linux@2.38.1-5+deb12u1',
      'libc6 | 2.36-9+deb12u8 | Debian:12 | glibc@2.36-9+deb12u8',
      'urllib3 | 1.26.12 | PyPI | -',
      'github.com/docker/docker | v24.0.5+incompatible | Go | -',
      'org.apache.logging.log4j:log4j-core | 2.14.1 | Maven | -',
    ],
    [],
  ],
  'syft.spdx': [
    'alpine 3.20.3',
    ['libcrypto3 | 3.3.2-r0 | Alpine:v3.20 | openssl@3.3.2-r0', 'zlib | 1.3.1-r1 | Alpine:v3.20 | -'],
    [],
  ],
  'cdxgen.cdx.json': [
    null,
    ['acme/app | 1.0.0 | Packagist | -', 'monolog/monolog | 2.9.1 | Packagist | -'],
    [
      'IMAGE_OS_UNKNOWN: the SBOM names no operating system',
      'SBOM_INCOMPLETE: it says itself that it is incomplete first party only',
      'SBOM_INCOMPLETE: 1 component has no package URL: left-pad',
      'SBOM_INCOMPLETE: 1 component has no version: psr/log',
    ],
  ],
  'microsoft.spdx.json': [
    null,
    ['newtonsoft.json | 13.0.1 | NuGet | -'],
    [
      'IMAGE_OS_UNKNOWN: the SBOM names no operating system',
      'SBOM_INCOMPLETE: it refers to 1 other document, which may tell of more',
      'SBOM_INCOMPLETE: 1 component has no package URL: Component without a purl',
    ],
  ],
  'github.spdx.json': [
    null,
    ['lodash | 4.17.20 | npm | -'],
    ['IMAGE_OS_UNKNOWN: the SBOM names no operating system', 'SBOM_INCOMPLETE: 1 component has no version: express'],
  ],
  'contradictory.cdx.xml': [
    null,
    ['bash | 5.2.15-2 | Debian:12 | -', 'dash | 0.5.12-2 | Ubuntu:22.04:LTS | -', 'bash | 5.0-1 | - | -'],
    [
      'IMAGE_OS_UNKNOWN: the SBOM names several operating systems: debian 12, ubuntu jammy',
      'SBOM_INCOMPLETE: it says itself that it is not known whether it is complete',
      'SBOM_INVALID: 1 component has a package URL that is none, or of another name: zlib',
      'SBOM_INVALID: 1 component has a package URL of another name, version or release than is stated; the URL was used: bash',
      'PACKAGES_UNMATCHED: 1 package of type rpm is of no distribution and release that advisories are known of',
    ],
  ],
  'spdx3.json': [
    'debian 12',
    ['libssl3 | 3.0.11-1~deb12u2 | Debian:12 | openssl@3.0.11-1~deb12u2'],
    ['SBOM_INCOMPLETE: 1 component has no package URL: nameless'],
  ],
};

describe('SBOMs of other tools', () => {
  for (const [name, [system, packages, gaps]] of Object.entries(vectors)) {
    it(name, () => {
      const read = taken(readFileSync(join(samples, name), 'utf8'));
      const { value } = read.image.os;
      assert.equal(value === undefined ? null : `${value.id} ${value.version}`, system);
      assert.deepEqual(read.packages.map(shown), packages);
      assert.deepEqual(open(read).toSorted(), [...gaps].toSorted());
    });
  }
  it('image, layers and files of Trivy', () => {
    const { image, packages } = taken(readFileSync(join(samples, 'trivy.cdx.json'), 'utf8'));
    assert.deepEqual(image.references, ['ghcr.io/acme/web:7']);
    assert.match(image.id, /^sha256:f1cb7c7d/);
    assert.match(image.digest.value ?? '', /^sha256:0a1b/);
    assert.deepEqual(
      image.layers.map(({ diffId, verified }) => [diffId.slice(0, 15), verified.value]),
      [['sha256:89169d87', undefined]],
    );
    assert.match(packages[0]!.layer ?? '', /^sha256:89169d87/);
    assert.equal(packages[2]!.file, 'app/node_modules/@babel/core/package.json');
    assert.deepEqual(packages[2]!.licenses, ['MIT']);
  });
  it('what the distribution brought, as Syft says it in SPDX', () => {
    const xz = join(shared, 'ubi_latest_spdx.json.xz');
    assert.ok(existsSync(xz), `${xz} is missing`);
    const { image, packages, gaps } = taken(execFileSync('xz', ['-dkc', xz], { encoding: 'utf8', maxBuffer: 1 << 26 }));
    assert.equal(image.os.value?.id, 'rhel');
    const requests = packages.find(({ name, type }) => name === 'requests' && type === 'pypi');
    assert.match(requests?.owner ?? '', /^pkg:rpm\/redhat\/python3-requests@/);
    assert.ok(packages.some(({ name, source }) => name === 'openssl-libs' && source?.name === 'openssl'));
    assert.ok(!packages.some(({ architecture }) => architecture === 'src'), 'source packages are not installed');
    assert.deepEqual(
      gaps.map(({ code }) => code),
      ['SBOM_ONLY'],
    );
  });
  it('Syft’s CycloneDX as XML, of Debian and Alpine', () => {
    const debian = taken(readFileSync(join(shared, 'postgres-stretch.cdx.xml'), 'utf8'));
    assert.equal(debian.packages.filter(({ ecosystem }) => ecosystem === 'Debian:9').length, 132);
    assert.equal(debian.image.os.value?.name, 'Debian GNU/Linux 9 (stretch)');
    const libssl = debian.packages.find(({ name }) => name.startsWith('libssl'));
    assert.deepEqual([libssl?.source?.name, libssl?.file], ['openssl', 'var/lib/dpkg/status']);
    const alpine = taken(readFileSync(join(shared, 'alpine.cdx.xml'), 'utf8'));
    assert.equal(alpine.packages.length, 14);
    assert.deepEqual(open(alpine), ['SBOM_INCOMPLETE: 1 component has no package URL: busybox']);
    const twice = taken(readFileSync(join(shared, 'with-duplicates.cdx.xml'), 'utf8'));
    assert.deepEqual(new Set(twice.packages.map(shown)).size, twice.packages.length);
    const bad = taken(readFileSync(join(shared, 'bad-purls.cdx.xml'), 'utf8'));
    assert.equal(bad.packages.length, 7);
    assert.match(open(bad).join('\n'), /7 components have a package URL that is none/);
  });
  it('any value in place of any other is a gap at worst', () => {
    const texts = globSync('*.json', { cwd: samples }).map((name) => readFileSync(join(samples, name), 'utf8'));
    assert.ok(texts.length > 5);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('pkg:deb/debian/a@1?distro=', 'pkg:/', '', '-1'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), value, (text, nth, replacement) => {
        const root = JSON.parse(text) as object;
        const places = leavesOf(root);
        const [holder, key] = places[nth % places.length]!;
        holder[key] = replacement;
        const read = readSbom(JSON.stringify(root));
        if (typeof read !== 'string') sbomSightings(read, 'x.json', 'sha256:00');
      }),
      { numRuns: 500 },
    );
  });
});

/** Every place that holds a value, with the object that has it. */
function leavesOf(value: object): [Record<string, unknown>, string][] {
  return Object.entries(value).flatMap(([key, held]): [Record<string, unknown>, string][] => [
    [value as Record<string, unknown>, key],
    ...(typeof held === 'object' && held !== null ? leavesOf(held as object) : []),
  ]);
}
