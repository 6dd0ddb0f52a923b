import type { ImageLayer } from '../../facts/image.ts';
import type { Collector, CollectorContext, Sighting } from '../../model/collector.ts';
import { Failure } from '../../model/failure.ts';
import { seen } from '../../model/seen.ts';
import type { SystemFound } from '../../readers/image/operating-system.ts';
import { imageFact } from '../../readers/image/sightings.ts';
import { fileAnalysers } from '../../readers/packages/files/analysers.ts';
import { secretScanner, type SecretScanner } from '../../readers/secrets/scanner.ts';
import { packageSightings } from '../../readers/packages/os/sightings.ts';
import { chooseImages, type ImageChoice } from './choose.ts';
import { Gaps } from './gathered-gaps.ts';
import type { Interest } from './interest.ts';
import { secretsOf } from './layer-secrets.ts';
import type { ReadLayer } from './layers.ts';
import type { LookOptions } from './look-options.ts';
import { imageLimits, type ImageLimits } from './limits.ts';
import { openStore } from './open-store.ts';
import { planImages, type ImagePlan } from './plan.ts';
import type { Store } from './store.ts';
import { LayerCache } from './layer-cache.ts';
import { rootKind } from './kind.ts';
import { collectRoot } from './root.ts';
import { interestIn, lookInside, viewOf, type Contents } from './contents.ts';

export interface ImageTarget {
  /** A `docker save` archive, an OCI layout as archive or folder, or a root filesystem as either. */
  readonly path: string;
  /** The path as the user knows it, for evidence. */
  readonly shown: string;
  readonly limits?: Partial<ImageLimits>;
  /** Which of several images; all when absent. */
  readonly choice?: ImageChoice;
  readonly options?: LookOptions;
}

/** Looks into an image archive or layout. Every image, platform and name in it becomes known; nothing is unpacked. */
export const imageCollector: Collector<ImageTarget> = {
  name: 'image',
  async *collect(target: ImageTarget, context: CollectorContext): AsyncGenerator<Sighting> {
    const limits = { ...imageLimits, ...target.limits };
    context.progress(`reading ${target.shown}`);
    const root = await rootKind(target.path);
    if (root !== null) {
      yield* collectRoot(target, root === 'root-folder', limits, context, target.options);
      return;
    }
    yield* collectStore(
      (interest) => openTarget(target, limits, context.signal, interest),
      limits,
      context,
      target.choice,
      target.options,
    );
  },
};

/** Looks into the images of a store, which it closes. */
export async function* collectStore(
  open: (interest: Interest) => Promise<Store>,
  limits: ImageLimits,
  context: CollectorContext,
  choice?: ImageChoice,
  options: LookOptions = {},
): AsyncGenerator<Sighting> {
  const view = viewOf(limits, options.analysers ?? fileAnalysers);
  const cacheFor = (secrets: SecretScanner | null): { cache?: LayerCache } =>
    options.cache === undefined ? {} : { cache: new LayerCache(options.cache, view.analysers, limits, secrets) };
  const plain: Interest = { ...interestIn(view, limits), ...cacheFor(null) };
  const interest = options.secrets === true ? searching(plain, cacheFor(secretScanner)) : plain;
  const store = await open(interest);
  const gaps = new Gaps(store);
  try {
    for (const fault of store.faults) gaps.store(fault);
    const { images: planned, faults } = await planImages(store, limits);
    for (const fault of faults) gaps.plan(fault);
    const images = choice === undefined ? planned : chooseImages(planned, choice, store.shown('').replace(/!$/, ''));
    const { layers, contents } = await lookInside(store, images, context, limits, view, interest);
    for (const [index, image] of images.entries()) {
      yield* describe(image, contents[index]!, layers, store, gaps, options.secrets === true);
    }
  } finally {
    await store.close();
    interest.cache?.sweep();
  }
  for (const gap of gaps.all()) yield { gap };
}

/** The same interest and secrets besides; both draw on one allowance of bytes. */
function searching(plain: Interest, cache: { readonly cache?: LayerCache }): Interest {
  return {
    ...plain,
    ...cache,
    files: { ...plain.files, secrets: secretScanner },
    get left() {
      return plain.left;
    },
    set left(bytes) {
      plain.left = bytes;
    },
    ofBase: plain,
  };
}

async function openTarget(
  { path, shown }: ImageTarget,
  limits: ImageLimits,
  signal: AbortSignal,
  interest: Interest,
): Promise<Store> {
  try {
    return await openStore(path, shown, limits, signal, interest);
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Failure('NO_SUCH_TARGET', `${shown} does not exist`, { cause: error });
    throw new Failure('UNKNOWN_TARGET', `${shown} cannot be read as an image: ${message}`, { cause: error });
  }
}

function* describe(
  plan: ImagePlan,
  { system, packages, files, owners, programs }: Contents,
  read: ReadonlyMap<string, ReadLayer>,
  store: Store,
  gaps: Gaps,
  secrets: boolean,
): Generator<Sighting> {
  const diffIds = plan.config.down('rootfs', 'diff_ids');
  const stated = diffIds.strings().value ?? [];
  if (stated.length !== plan.layers.length) {
    const because = `its configuration tells of ${stated.length} layers, its manifest of ${plan.layers.length}`;
    gaps.config(plan, because, diffIds.at);
  }
  const found = plan.layers.map((layer) => read.get(layer.name)!);
  const layers = plan.layers.map((layer, index): ImageLayer => {
    const { verdict, size } = found[index]!.judge(layer, stated[index] ?? null);
    for (const problem of verdict.problems) gaps.layer(layer, problem);
    const at = { source: 'image', file: store.shown(layer.name) };
    return {
      digest: layer.digest?.text,
      diffId: stated[index] ?? '',
      mediaType: layer.mediaType,
      size,
      verified: verdict.verified === null ? seen<boolean>(undefined, at, verdict.why) : seen(verdict.verified, at),
    };
  });
  const { digest, tags } = plan;
  const named = tags.length === 0 ? digest : { ...digest, at: { ...digest.at, note: `tagged ${tags.join(', ')}` } };
  const image = imageFact({ ...plan, digest: named, layers, os: systemOf(plan, system, found, store, gaps) });
  yield* image.sightings;
  yield* packageSightings(image.fact, image.fact.value, packages, files, owners, programs);
  if (!secrets) return;
  const searched = found.map((layer, index) => ({
    diffId: stated[index] ?? '',
    paths: layer.files.paths,
    secrets: layer.secrets,
  }));
  yield* secretsOf(image.fact, searched);
}

function systemOf(plan: ImagePlan, system: SystemFound, found: readonly ReadLayer[], store: Store, gaps: Gaps) {
  const unread = found.findIndex(({ whole }) => !whole);
  // A layer that was not seen may have replaced whatever the others have.
  if (unread !== -1) {
    const why = `the layer ${plan.layers[unread]!.name} was not read`;
    return seen<never>(undefined, plan.at, why);
  }
  if (system.system === null) {
    gaps.system(plan, system.why);
    return seen<never>(undefined, plan.at, system.why);
  }
  const layer = plan.layers[system.layer]!;
  const digest = layer.digest?.text ?? plan.config.down('rootfs', 'diff_ids').strings().value?.[system.layer];
  const at = { source: 'image', file: system.path, ...(digest === undefined ? {} : { layer: digest }) };
  return seen(system.system, { ...at, note: `in ${store.shown(layer.name)}` });
}
