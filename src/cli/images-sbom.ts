import { image, type Image } from '../facts/image.ts';
import { pkg, type Package } from '../facts/package.ts';
import { cycloneDxVersions, writeCycloneDx, type CycloneDxVersion } from '../formats/sbom/write-cyclonedx.ts';
import { writeSpdx } from '../formats/sbom/write-spdx.ts';
import type { Sighting } from '../model/collector.ts';
import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import { documentOfImage, hidesPackages } from '../readers/packages/sbom/document-of-image.ts';
import { visible } from '../report/visible.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { imageSourceOptions, imageSourceOptionsOf, openImageSource } from './image-source.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { Progress, writeResult, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

const formats = ['cyclonedx', 'spdx'] as const;
const spdxVersion = '2.3';

export const imagesSbomCommand: Command = {
  name: 'images sbom',
  summary: 'Write the SBOM of an image',
  usage: 'images sbom IMAGE [OPTIONS]',
  about: [
    'IMAGE is an archive of `docker save`, an OCI layout, a root filesystem, a reference at a registry, `docker:NAME`\nof the local engine, or an SBOM, which is then written in the other format.',
    'The same image gives the same bytes: the serial number is made of the content, and the time is that of the\nimage, or SOURCE_DATE_EPOCH. What could not be read of the image stands in the SBOM as well, and the exit code\nis 2 then: it is not the whole inventory.',
  ],
  options: [
    { name: 'format', short: 'f', value: 'FORMAT', choices: formats, help: 'cyclonedx unless given; both as JSON' },
    {
      name: 'spec-version',
      value: 'VERSION',
      choices: [...cycloneDxVersions, spdxVersion],
      help: `of the format: 1.6 or 1.7 of CycloneDX, ${spdxVersion} of SPDX; the first unless given`,
    },
    { name: 'output', short: 'o', value: 'FILE', help: 'write it there instead of standard output' },
    ...imageSourceOptions.filter(({ name }) => name !== 'all-platforms'),
    ...mannerOptions,
    { name: 'quiet', short: 'q', help: 'say nothing on standard error but failures' },
  ],
  examples: [
    ['plimsoll images sbom web.tar -o web.cdx.json', 'CycloneDX of an archive'],
    ['plimsoll images sbom ghcr.io/acme/web:1.2 -f spdx', 'SPDX of an image at its registry'],
    ['plimsoll images scan web.cdx.json', 'hold an SBOM against newer advisories, without the image'],
  ],
  async run(given, terminal) {
    const [word, ...more] = given.words;
    if (word === undefined || more.length > 0)
      throw new Failure('BAD_ARGUMENT', 'Name one image: `plimsoll images sbom IMAGE`.');
    const version = versionOf(given);
    const epoch = epochOf(terminal);
    const source = await openImageSource(word, imageSourceOptionsOf(given), mannerOf(given), terminal);
    const progress = new Progress(terminal, given.on('quiet'));
    const { images, packages, gaps } = await gathered(source.collect(progress), terminal);
    progress.done();
    const [one, ...others] = images;
    if (one === undefined || others.length > 0) {
      const because = gaps
        .map((gap) => gap.because)
        .slice(0, 3)
        .join('; ');
      const found = one === undefined ? 'no image' : `${images.length} images`;
      throw new Failure(
        'UNKNOWN_TARGET',
        `${source.label} holds ${found} to write an SBOM of${because === '' ? '' : `: ${because}`}.`,
      );
    }
    const incomplete = gaps.filter(hidesPackages);
    const document = documentOfImage(one, packages, gaps);
    const created = dateOf(epoch ?? Date.parse(one.value.created.value ?? ''));
    const maker = { tool: 'plimsoll', version: packageVersion(), created, incomplete: incomplete.length > 0 };
    const text = version === spdxVersion ? writeSpdx(document, maker) : writeCycloneDx(document, maker, version);
    await writeResult(text, given.text('output'), terminal);
    if (!given.on('quiet')) tell(packages.length, incomplete, terminal);
    return incomplete.length > 0 ? 2 : 0;
  },
};

function versionOf(given: Arguments): CycloneDxVersion | typeof spdxVersion {
  const format = given.text('format') ?? 'cyclonedx';
  const version = given.text('spec-version');
  if (format === 'spdx') {
    if (version !== undefined && version !== spdxVersion) throw mismatch(version, format);
    return spdxVersion;
  }
  const known = version ?? cycloneDxVersions[0];
  const found = cycloneDxVersions.find((one) => one === known);
  if (found === undefined) throw mismatch(known, format);
  return found;
}

function mismatch(version: string, format: string): Failure {
  return new Failure('BAD_ARGUMENT', `--spec-version ${version} is none of ${format}.`);
}

interface Gathered {
  readonly images: readonly Fact<Image>[];
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
}

async function gathered(sightings: AsyncIterable<Sighting>, terminal: Terminal): Promise<Gathered> {
  const images: Fact<Image>[] = [];
  const packages: Package[] = [];
  const gaps: Gap[] = [];
  for await (const one of sightings) {
    if ('gap' in one) gaps.push(one.gap);
    else if (one.fact.kind === image.name) images.push(one.fact as Fact<Image>);
    else if (one.fact.kind === pkg.name) packages.push(one.fact.value as Package);
  }
  terminal.signal.throwIfAborted();
  return { images, packages, gaps };
}

/** Milliseconds of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/); null when it is not set. */
function epochOf({ environment }: Terminal): number | null {
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return null;
  if (/^\d{1,11}$/.test(epoch)) return Number(epoch) * 1000;
  throw new Failure('BAD_ARGUMENT', `SOURCE_DATE_EPOCH is ${JSON.stringify(epoch)}, but takes seconds since 1970.`);
}

/** In whole seconds of UTC, as SPDX wants it. Years beyond four digits are no dates of either format. */
function dateOf(time: number): string | null {
  const text = Number.isNaN(time) ? '' : new Date(time).toISOString();
  return /^\d{4}-/.test(text) ? text.replace(/\.\d+Z$/, 'Z') : null;
}

function tell(packages: number, incomplete: readonly Gap[], { err }: Terminal): void {
  if (incomplete.length === 0) return;
  err.write(`plimsoll: ${packages} packages, but the SBOM is not complete, and says so:\n`);
  for (const { because, toKnow } of incomplete.slice(0, 5)) err.write(`  ${visible(because)}. ${visible(toKnow)}\n`);
  if (incomplete.length > 5) err.write(`  and ${incomplete.length - 5} more\n`);
}
