import type { ImageLayer } from '../../facts/image.ts';
import type { LayerChanges } from '../../formats/root/root-files.ts';
import type { WatchRule } from '../../formats/root/watch.ts';
import { BlobFile } from '../../io/image/file.ts';
import type { CollectorContext, Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { OperatingSystem } from '../../facts/image.ts';
import { rootImage } from '../../readers/image/root-image.ts';
import { fileAnalysers } from '../../readers/packages/files/analysers.ts';
import { noFiles, type LayerFiles } from '../../readers/packages/layer-files.ts';
import { packageSightings } from '../../readers/packages/os/sightings.ts';
import { secretScanner } from '../../readers/secrets/scanner.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import { secretsOf } from './layer-secrets.ts';
import type { LookOptions } from './look-options.ts';
import { contentsOf, followed, interestIn, viewOf, type Needs } from './contents.ts';
import { adviceOn } from './gathered-gaps.ts';
import type { Interest } from './interest.ts';
import type { LayerProblem } from './layer-report.ts';
import { examineStored } from './stored-layer.ts';
import type { ImageLimits } from './limits.ts';
import { readRootFolder } from './root-folder.ts';

interface RootRead {
  readonly changes: LayerChanges;
  readonly files: LayerFiles;
  readonly secrets: SearchedLayer | null;
  readonly problems: readonly LayerProblem[];
  /** Digest of the tar; null of a folder, or when it was not read to its end. */
  readonly digest: string | null;
  readonly size: number;
}

/** A root filesystem that is no image: a tar, compressed or not, or a folder. What its configuration would say is a gap. */
export async function* collectRoot(
  { path, shown }: { readonly path: string; readonly shown: string },
  folder: boolean,
  limits: ImageLimits,
  context: CollectorContext,
  options: LookOptions = {},
): AsyncGenerator<Sighting> {
  const read = async (interest: Interest): Promise<RootRead> =>
    folder
      ? { ...(await readRootFolder(path, limits, interest, context.signal)), digest: null, size: 0 }
      : readArchive(path, limits, interest, context.signal);
  const view = viewOf(limits, options.analysers ?? fileAnalysers, [imageRule]);
  const interest = interestIn(view, limits);
  const searching = { ...interest, files: { ...interest.files, secrets: secretScanner } };
  const first = await read(options.secrets === true ? searching : interest);
  const contents = await followed(view, limits, async (wide, round) => {
    const layer = round === 0 ? first : await read(interestIn(wide, limits));
    const needs: Needs = { detours: [], hard: [], symbolic: [] };
    return { found: contentsOf(wide, [layer], limits, -1, needs), needs };
  });
  const at: Evidence = { source: 'image', file: shown };
  const whole = !first.problems.some(({ hides }) => hides);
  const { system } = contents;
  const os: Seen<OperatingSystem> = !whole
    ? seen<OperatingSystem>(undefined, at, 'it was not read whole')
    : system.system === null
      ? seen<OperatingSystem>(undefined, at, system.why)
      : seen(system.system, { source: 'image', file: system.path });
  const layers: ImageLayer[] =
    first.digest === null
      ? []
      : [
          {
            digest: undefined,
            diffId: first.digest,
            mediaType: 'application/vnd.oci.image.layer.v1.tar',
            size: first.size,
            verified: seen<boolean>(undefined, at, 'nothing says what digest it should have'),
          },
        ];
  const made = rootImage(shown, first.digest ?? `root:${shown}`, os, layers, at);
  yield* made.sightings;
  yield* packageSightings(
    made.fact,
    made.fact.value,
    contents.packages,
    contents.files,
    contents.owners,
    contents.programs,
  );
  if (options.secrets === true) {
    yield* secretsOf(made.fact, [{ diffId: first.digest ?? '', paths: first.files.paths, secrets: first.secrets }]);
  }
  const gap = (code: Gap['code'], because: string, touches: readonly string[]): Sighting => ({
    gap: { code, source: 'image', subject: shown, because, toKnow: adviceOn(code), touches, at },
  });
  for (const { code, because, hides } of first.problems) yield gap(code, because, hides ? ['images'] : []);
  if (whole && system.system === null)
    yield gap('IMAGE_OS_UNKNOWN', system.why, ['images/vulnerabilities', 'images/updates']);
}

/** Names by which an archive is an image. */
const imageFiles = ['manifest.json', 'index.json', 'oci-layout'];
const imageRule: WatchRule = { folder: '', keep: (path) => (imageFiles.includes(path) ? 0 : null) };

async function readArchive(
  path: string,
  limits: ImageLimits,
  interest: Interest,
  signal: AbortSignal,
): Promise<RootRead> {
  const file = await BlobFile.open(path);
  try {
    const algorithms = { stored: new Set(['sha256'] as const), unpacked: new Set(['sha256'] as const) };
    const report = await examineStored({ file, start: 0, length: file.size }, algorithms, limits, interest, signal);
    const problems = [...report.problems];
    if (problems.length === 0 && !report.marked) {
      problems.push({ code: 'IMAGE_TRUNCATED', because: 'has no end marker', hides: true });
    }
    // What loads images would take it for one, whatever else lies in it.
    const image = imageFiles.find((name) => report.changes.entries.has(name));
    if (image !== undefined) {
      problems.push({
        code: 'IMAGE_MANIFEST_INVALID',
        because: `is a root filesystem with ${image} in it`,
        hides: true,
      });
    }
    return { ...report, problems, digest: report.unpacked?.get('sha256') ?? null };
  } catch (error) {
    signal.throwIfAborted();
    const problem = { code: 'FILE_UNREADABLE' as const, because: (error as Error).message, hides: true };
    return {
      changes: { entries: new Map(), whiteouts: new Set(), opaques: new Set() },
      files: noFiles,
      secrets: null,
      problems: [problem],
      digest: null,
      size: file.size,
    };
  } finally {
    await file.close();
  }
}
