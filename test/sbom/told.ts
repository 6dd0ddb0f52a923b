import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Image, ImageHistory, ImageLayer } from '../../src/facts/image.ts';
import { image, type OperatingSystem } from '../../src/facts/image.ts';
import type { Package } from '../../src/facts/package.ts';
import { readSbom } from '../../src/formats/sbom/read-sbom.ts';
import { writeCycloneDx } from '../../src/formats/sbom/write-cyclonedx.ts';
import { writeSpdx } from '../../src/formats/sbom/write-spdx.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';
import { gapCodes, type GapCode } from '../../src/model/gaps.ts';
import { seen, type Seen } from '../../src/model/seen.ts';
import { documentOfImage, hidesPackages } from '../../src/readers/packages/sbom/document-of-image.ts';
import { sbomSightings } from '../../src/readers/packages/sbom/sightings.ts';

export interface Told {
  readonly image: Fact<Image>;
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

export const formats = ['cyclonedx-1.6', 'cyclonedx-1.7', 'spdx'] as const;

export function written({ image, packages, gaps }: Told, format: (typeof formats)[number]): string {
  const document = documentOfImage(image, packages, gaps);
  const maker = { tool: 'plimsoll', version: '0', created: null, incomplete: gaps.some(hidesPackages) };
  if (format === 'spdx') return writeSpdx(document, maker);
  return writeCycloneDx(document, maker, format === 'cyclonedx-1.6' ? '1.6' : '1.7');
}

export function readBack(text: string): Told {
  const read = readSbom(text);
  if (typeof read === 'string') assert.fail(read);
  const sightings = sbomSightings(read, 'web.json', 'sha256:00');
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
  return {
    image: facts.find(({ kind }) => kind === 'image') as Fact<Image>,
    packages: facts.filter(({ kind }) => kind === 'package').map(({ value }) => value as Package),
    gaps: sightings.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

/** What must survive: all but who looked, and what an SBOM must not say (how it is run) or cannot (what was verified). */
export function kept({ image: { subject, value }, packages, gaps }: Told) {
  const { references, digest, id, platform, created, labels, history, layers, os } = value;
  return {
    name: subject.name,
    references,
    id,
    values: [digest, platform, created].map((one) => one.value),
    os: os.value === undefined ? null : { ...os.value },
    labels: new Map(Object.entries(labels)),
    history: history.map((line) => canonical({ ...line, at: null })),
    layers: layers.map((layer) => canonical({ ...layer, verified: null })),
    packages: packages.map((one) => canonical({ ...one, at: { ...one.at, source: null, note: null } })).toSorted(),
    gaps: [...new Set(gaps.filter(({ code }) => code !== 'SBOM_ONLY').map((gap) => canonical(gap)))].toSorted(),
  };
}

/** The same text for equal data, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}

/** Anything that a file of an image may hold, lone surrogates and control characters too. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('\ud800', '\0', '"', 'a\nb', '__proto__', '😀'),
);
const some = hostile.filter((text) => text !== '');
const at = { source: 'image', file: 'archive.tar' };
const diffId = fc.constantFrom('sha256:11', 'sha256:22');
export const packages: fc.Arbitrary<Package> = fc
  .tuple(
    fc.record(
      {
        name: some,
        version: some.filter((text) => text !== 'NOASSERTION' && text !== 'NONE'),
        ecosystem: fc.option(some, { nil: null }),
        type: some,
        purl: some,
        architecture: hostile,
        source: fc.option(fc.record({ name: hostile, version: hostile }), { nil: null }),
        licenses: fc.array(
          fc.oneof(hostile, fc.constantFrom('MIT', 'MIT OR Apache-2.0', 'GPLv2+', 'LicenseRef-x', 'NONE')),
        ),
        vendor: some,
        module: hostile,
        owner: hostile,
        layer: fc.option(diffId, { nil: null }),
        file: some,
        image: fc.constant('sha256:ee'),
      },
      {
        requiredKeys: ['name', 'version', 'ecosystem', 'type', 'purl', 'source', 'licenses', 'layer', 'file', 'image'],
      },
    ),
    fc.record({ line: fc.integer({ min: 1, max: 1e9 }), place: hostile, layer: diffId }, { requiredKeys: [] }),
  )
  .map(([one, where]) => ({ ...one, at: { source: 'image', file: one.file, ...where } }));

const system: fc.Arbitrary<OperatingSystem> = fc.record({ id: some, version: some, name: hostile });
const layers: fc.Arbitrary<ImageLayer> = fc.record({
  digest: fc.option(some, { nil: undefined }),
  diffId,
  mediaType: hostile,
  size: fc.nat(),
  verified: fc.constant(seen(true, at)),
});
const history: fc.Arbitrary<ImageHistory> = fc.record(
  { createdBy: hostile, created: hostile, emptyLayer: fc.boolean(), at: fc.constant(at) },
  { requiredKeys: ['createdBy', 'emptyLayer', 'at'] },
);
const gaps: fc.Arbitrary<Gap> = fc.record({
  code: fc.constantFrom(...(Object.keys(gapCodes) as GapCode[])).filter((code) => code !== 'SBOM_ONLY'),
  source: some,
  subject: hostile,
  because: hostile,
  toKnow: hostile,
  touches: fc.array(some),
  at: fc.constant(at),
});

/** What these packages are of is known of none of them: a look at such an image leaves that open. */
const open: Gap = {
  code: 'PACKAGES_UNMATCHED',
  source: 'image',
  subject: 'web',
  because: 'it is of no distribution',
  toKnow: 'Ask.',
  touches: ['images/vulnerabilities'],
  at,
};

export const told: fc.Arbitrary<Told> = fc
  .record({
    references: fc.array(fc.oneof(some, fc.constant('ghcr.io/acme/web:1.2')), { maxLength: 3 }),
    digest: fc.option(fc.constant(`sha256:${'ab'.repeat(32)}`), { nil: undefined }),
    platform: fc.option(fc.constantFrom('linux/amd64', 'linux/arm/v7'), { nil: undefined }),
    created: fc.option(some, { nil: undefined }),
    os: fc.option(system, { nil: undefined }),
    labels: fc.dictionary(hostile, hostile),
    layers: fc.array(layers, { maxLength: 3 }),
    history: fc.array(history, { maxLength: 3 }),
    name: some,
    packages: fc.array(packages, { maxLength: 6 }),
    gaps: fc.array(gaps, { maxLength: 3 }),
  })
  .map(({ name, packages, gaps, ...from }) => ({
    image: fact(
      image,
      { subject: { source: 'image', kind: 'Image', name: from.references[0] ?? name }, stage: 'declared' },
      { ...blank(), ...from, ...seenOf(from) },
      at,
    ),
    packages,
    gaps: [...gaps, open],
  }));

function seenOf({
  digest,
  platform,
  created,
  os,
}: Record<'digest' | 'platform' | 'created', string | undefined> & { os: OperatingSystem | undefined }) {
  return {
    digest: seen(digest, at),
    platform: seen(platform, at),
    created: seen(created, at),
    os: seen(os, { source: 'image', file: 'etc/os-release' }),
  };
}

function blank(): Image {
  const nothing = <T>(): Seen<T> => seen<T>(undefined, at);
  return {
    references: [],
    digest: nothing(),
    id: 'sha256:ee',
    platform: nothing(),
    created: nothing(),
    user: seen('0', at),
    environment: [{ name: 'SECRET', value: seen('hunter2-not-to-be-told', at) }],
    entrypoint: nothing(),
    command: seen(['hunter2-not-to-be-told'], at),
    exposedPorts: [],
    volumes: [],
    healthCheck: nothing(),
    labels: {},
    history: [],
    layers: [],
    os: nothing(),
    at,
  };
}
