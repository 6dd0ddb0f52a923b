import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Image, ImageHistory, ImageLayer } from '../../../facts/image.ts';
import { image, type OperatingSystem } from '../../../facts/image.ts';
import type { Package } from '../../../facts/package.ts';
import { readSbom } from '../../../formats/sbom/read-sbom.ts';
import { writeCycloneDx } from '../../../formats/sbom/write-cyclonedx.ts';
import { writeSpdx } from '../../../formats/sbom/write-spdx.ts';
import { fact, type Fact } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import { gapCodes, type GapCode } from '../../../model/gaps.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { documentOfImage, hidesPackages } from './document-of-image.ts';
import { sbomSightings } from './sightings.ts';

interface Told {
  readonly image: Fact<Image>;
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

const formats = ['cyclonedx-1.6', 'cyclonedx-1.7', 'spdx'] as const;

function written({ image, packages, gaps }: Told, format: (typeof formats)[number]): string {
  const document = documentOfImage(image, packages, gaps);
  const maker = { tool: 'plimsoll', version: '0', created: null, incomplete: gaps.some(hidesPackages) };
  if (format === 'spdx') return writeSpdx(document, maker);
  return writeCycloneDx(document, maker, format === 'cyclonedx-1.6' ? '1.6' : '1.7');
}

function readBack(text: string): Told {
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
function kept({ image: { subject, value }, packages, gaps }: Told) {
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
const packages: fc.Arbitrary<Package> = fc
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

const told: fc.Arbitrary<Told> = fc
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
    gaps,
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

describe('facts, written and read again', () => {
  for (const format of formats) {
    it(`${format}: nothing is lost, whatever packages are named`, () => {
      fc.assert(
        fc.property(told, (one) => {
          const text = written(one, format);
          assert.ok(!text.includes('hunter2-not-to-be-told'));
          const again = readBack(text);
          assert.deepEqual(kept(again), kept(one));
          assert.equal(written(again, format), text, 'an SBOM of an SBOM is the same');
        }),
        { numRuns: 300 },
      );
    });
    it(`${format}: the order in which packages and gaps come makes no difference`, () => {
      fc.assert(
        fc.property(told, (one) => {
          const turned = { ...one, packages: one.packages.toReversed(), gaps: one.gaps.toReversed() };
          assert.equal(written(turned, format), written(one, format));
        }),
        { numRuns: 100 },
      );
    });
  }
  it('one module in many places has as many components, and no two of one name', () => {
    const [one] = fc.sample(told, 1);
    const [base] = fc.sample(packages, 1);
    const many = Array.from({ length: 50 }, (_, index) => ({ ...base!, purl: 'pkg:npm/a@1', file: `${index % 40}/a` }));
    const cyclonedx = JSON.parse(written({ ...one!, packages: many }, 'cyclonedx-1.6')) as {
      components: { 'bom-ref': string }[];
    };
    const refs = cyclonedx.components.map((component) => component['bom-ref']);
    assert.ok(refs.length >= 50 && new Set(refs).size === refs.length);
    const spdx = JSON.parse(written({ ...one!, packages: many }, 'spdx')) as { packages: { SPDXID: string }[] };
    const ids = spdx.packages.map(({ SPDXID }) => SPDXID);
    assert.ok(ids.length >= 51 && new Set(ids).size === ids.length);
  });
  it('the same package URL in another spelling of a component takes no other’s name', () => {
    const [one] = fc.sample(told, 1);
    const [base] = fc.sample(packages, 1);
    const named = ['pkg:npm/a@1', 'pkg:npm/a@1', 'pkg:npm/a@1#2'].map((purl) => ({ ...base!, purl }));
    const { components } = JSON.parse(written({ ...one!, packages: named }, 'cyclonedx-1.6')) as {
      components: { 'bom-ref': string }[];
    };
    assert.equal(new Set(components.map((component) => component['bom-ref'])).size, components.length);
  });
});
