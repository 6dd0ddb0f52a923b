import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import { readDigest } from '../../formats/oci/digest.ts';
import type { CollectorContext } from '../../model/collector.ts';
import type { LayerChanges } from '../../formats/root/root-files.ts';
import { noFiles, type LayerFiles } from '../../readers/packages/layer-files.ts';
import { historyOf } from '../../readers/image/sightings.ts';
import { baseLayersOf } from '../../readers/secrets/base-layers.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import type { Interest } from './interest.ts';
import type { LayerProblem, LayerReport } from './layer-report.ts';
import type { ImagePlan, LayerPlan } from './plan.ts';
import { isProblem, type Algorithms, type Problem, type Store } from './store.ts';

export interface LayerVerdict {
  /** True: named digest, size and diff id all hold. False: one does not. Null: it could not be told. */
  readonly verified: boolean | null;
  readonly why: string;
  readonly problems: readonly LayerProblem[];
}

const none: LayerChanges = { entries: new Map(), whiteouts: new Set(), opaques: new Set() };

/** A layer once read; each image that has it asks whether it is what that image says. */
export class ReadLayer {
  readonly #report: LayerReport | Problem;
  readonly changes: LayerChanges;
  readonly files: LayerFiles;
  readonly secrets: SearchedLayer | null;

  /** @param last the last reading of it, which may have had another interest */
  constructor(report: LayerReport | Problem, last = report) {
    this.#report = report;
    this.changes = isProblem(last) ? none : last.changes;
    this.files = isProblem(last) ? noFiles : last.files;
    // Searched for once only: the first reading has it.
    this.secrets = isProblem(report) ? null : report.secrets;
  }

  /** The same layer after it was read with another interest; what the first reading told of it stays. */
  reread(report: LayerReport | Problem): ReadLayer {
    // One that vanished meanwhile is a layer that was not read.
    return isProblem(report) && !isProblem(this.#report) ? new ReadLayer(report) : new ReadLayer(this.#report, report);
  }

  /** True when nothing of it went unseen. */
  get whole(): boolean {
    return !isProblem(this.#report) && !this.#report.problems.some(({ hides }) => hides);
  }

  /** @param diffId what the configuration says it unpacks to; null when it says nothing of this layer */
  judge(plan: LayerPlan, diffId: string | null): { verdict: LayerVerdict; size: number } {
    const report = this.#report;
    if (isProblem(report)) {
      const problem = { code: report.code, because: report.because, hides: true };
      const verdict = { verified: null, why: report.because, problems: [problem] };
      return { verdict, size: plan.size ?? 0 };
    }
    const wrong: string[] = [];
    const open: string[] = [];
    if (plan.digest !== null) {
      const actual = report.stored?.get(plan.digest.algorithm);
      if (actual === undefined) open.push('it was not read to its end');
      else if (actual !== plan.digest.text) wrong.push(`has the digest ${actual}`);
    }
    if (plan.size !== null && report.stored !== null && report.size !== plan.size) {
      wrong.push(`has ${report.size} bytes, its descriptor says ${plan.size}`);
    }
    const digest = diffId === null ? 'malformed' : readDigest(diffId);
    if (typeof digest === 'string') open.push('its configuration gives no digest of what it unpacks to');
    else if (report.unpacked === null) open.push('it was not unpacked to its end');
    else {
      const actual = report.unpacked.get(digest.algorithm);
      if (actual === undefined) open.push(`its ${digest.algorithm} was not taken`);
      else if (actual !== digest.text) wrong.push(`unpacks to ${actual}, its configuration says ${digest.text}`);
    }
    const mismatches = wrong.map((because) => ({ code: 'IMAGE_DIGEST_MISMATCH' as const, because, hides: true }));
    // Where nothing is wrong and no other gap says why, what is open must be told as well.
    const unsaid = wrong.length === 0 && open.length > 0 && report.problems.length === 0;
    const unverified = unsaid ? [{ code: 'IMAGE_UNSUPPORTED' as const, because: open[0]!, hides: true }] : [];
    return {
      verdict: {
        verified: wrong.length > 0 ? false : open.length > 0 ? null : true,
        why: open[0] ?? '',
        problems: [...mismatches, ...report.problems, ...unverified],
      },
      size: report.size,
    };
  }
}

/** Reads every layer of all images once, two at a time unless the user says otherwise: more gain nothing on a small machine. */
export async function readLayers(
  store: Store,
  images: readonly ImagePlan[],
  context: CollectorContext,
  interest: Interest,
): Promise<ReadonlyMap<string, ReadLayer>> {
  const wanted = wantedOf(images);
  const read = new Map<string, ReadLayer>();
  // The largest first, so that none is left alone at the end.
  const queue = [...wanted.values()].toSorted((a, b) => (b.plan.size ?? 0) - (a.plan.size ?? 0));
  const total = queue.length;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      context.progress(`layer ${total - queue.length} of ${total}`);
      read.set(
        next.plan.name,
        new ReadLayer(
          await readOne(store, next.plan, next.algorithms, next.own ? interest : (interest.ofBase ?? interest)),
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: context.jobs ?? 2 }, work));
  return read;
}

/** Reads the layers of images once more, for what is of interest now. Their digests are known already. */
export async function rereadLayers(
  store: Store,
  images: readonly ImagePlan[],
  read: ReadonlyMap<string, ReadLayer>,
  interest: Interest,
): Promise<ReadonlyMap<string, ReadLayer>> {
  const again = new Map<string, ReadLayer>(read);
  await store.again(interest);
  const none = { stored: new Set<DigestAlgorithm>(), unpacked: new Set<DigestAlgorithm>() };
  for (const { plan } of wantedOf(images).values()) {
    again.set(plan.name, read.get(plan.name)!.reread(await readOne(store, plan, none, interest)));
  }
  return again;
}

async function readOne(
  store: Store,
  plan: LayerPlan,
  algorithms: Algorithms,
  interest: Interest,
): Promise<LayerReport | Problem> {
  // A foreign layer that is there all the same is read like any other.
  if (plan.unsupported !== null && !(plan.foreign && (await store.has(plan.name)))) {
    return { code: 'IMAGE_UNSUPPORTED', because: plan.unsupported };
  }
  return store.layer(plan.name, algorithms, interest);
}

interface Wanted {
  readonly plan: LayerPlan;
  /** True when one of the images has it on top of its base. */
  own: boolean;
  readonly algorithms: { stored: Set<DigestAlgorithm>; unpacked: Set<DigestAlgorithm>; expected: Set<string> };
}

/** By name in the store; images that share a layer may ask for other digests of it. */
function wantedOf(images: readonly ImagePlan[]): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const image of images) {
    const diffIds = image.config.down('rootfs', 'diff_ids').strings().value ?? [];
    const base = baseOf(image);
    for (const [index, plan] of image.layers.entries()) {
      const held = wanted.get(plan.name) ?? {
        plan,
        own: false,
        algorithms: { stored: new Set(), unpacked: new Set(), expected: new Set() },
      };
      wanted.set(plan.name, held);
      held.own ||= index >= base;
      held.algorithms.stored.add(plan.digest?.algorithm ?? 'sha256');
      held.algorithms.expected.add(plan.digest?.text ?? diffIds[index] ?? '');
      const diffId = readDigest(diffIds[index] ?? '');
      if (typeof diffId !== 'string') {
        held.algorithms.unpacked.add(diffId.algorithm);
        // What is not compressed is hashed once for both.
        held.algorithms.stored.add(diffId.algorithm);
      }
    }
  }
  return wanted;
}

/** How many of its layers come from a base image. */
function baseOf({ config, layers }: ImagePlan): number {
  const history = config
    .get('history')
    .items()
    .map((item) => historyOf(item));
  return baseLayersOf({ history, layers, labels: {} }).count;
}
