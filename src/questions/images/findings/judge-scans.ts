import type { Build } from '../../../facts/build.ts';
import type { Image } from '../../../facts/image.ts';
import type { ImageScan } from '../../../facts/vulnerability.ts';
import type { Workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import { baseImages, containerImages, judgeReference } from '../naming/named-images.ts';

interface NamedAndScanned {
  readonly workloads: readonly Fact<Workload>[];
  readonly builds: readonly Fact<Build>[];
  readonly images: readonly Fact<Image>[];
  readonly scans: readonly Fact<ImageScan>[];
}

/**
 * Whether each image that is run, built upon or was looked at was scanned whole. A name is taken for
 * a scanned image only by its digest: a tag may have moved since.
 *
 * @param judged ids of images that fail already: a whole scan of them is no pass
 */
export function* judgeScans(
  { workloads, builds, images, scans }: NamedAndScanned,
  whole: (scan: ImageScan) => string,
  judged: ReadonlySet<string> = new Set(),
): Generator<Judgement> {
  const told = (scan: ImageScan | undefined): boolean =>
    scan !== undefined && scan.unseen.length === 0 && judged.has(scan.image);
  const byDigest = new Map(scans.map(({ value }) => [value.digest, value]));
  const byId = new Map(scans.map(({ value }) => [value.image, value]));
  for (const named of [...containerImages(workloads), ...baseImages(builds)]) {
    const digest = parseImageReference(named.written.value ?? '')?.digest;
    const scan = digest === undefined ? undefined : byDigest.get(digest);
    if (told(scan)) continue;
    yield judgeReference(named, (_reference, text) => judgeScan(named.about, named.written, scan, text, whole));
  }
  for (const about of images) {
    const name = about.value.references[0] ?? about.subject.name;
    const scan = byId.get(about.value.id);
    if (!told(scan)) yield judgeScan(about, about.value.at, scan, name, whole);
  }
}

function judgeScan(
  about: About,
  at: Seen<unknown> | ImageScan['at'],
  scan: ImageScan | undefined,
  name: string,
  whole: (scan: ImageScan) => string,
): Judgement {
  if (scan === undefined) return unknown(about, at, `${name} was not scanned`, { toKnow: howToScan(name) });
  const [first, ...more] = scan.unseen;
  if (first === undefined) return pass(about, at, whole(scan));
  const because = more.length === 0 ? first.because : `${first.because} (and ${more.length} more)`;
  return unknown(about, at, `the scan of ${name} is not whole: ${because}`, { toKnow: first.toKnow });
}

/** Names hold what a person wrote: only a plain one is put into a command. */
function howToScan(name: string): string {
  const plain = /^[\w./:@+-]{1,200}$/.test(name) ? name : 'IMAGE';
  return `Run \`plimsoll advisories update\`, then \`plimsoll images scan ${plain}\`.`;
}
