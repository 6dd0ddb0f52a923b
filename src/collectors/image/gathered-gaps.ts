import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import type { GapCode } from '../../model/gaps.ts';
import type { LayerProblem } from './layer-report.ts';
import type { ImagePlan, LayerPlan, PlanFault } from './plan.ts';
import type { Store, StoreFault } from './store.ts';

/** An image that was not seen may be anything: its user, its settings and its contents. */
const unseenImage = ['images', 'hardening', 'runtime'];
/** The contents of a layer: what is installed, and whether it is what was signed and reviewed. */
const unseenLayer = ['images'];
const contents = ['images/vulnerabilities', 'images/updates'];

const advice: Partial<Record<GapCode, string>> = {
  IMAGE_MANIFEST_INVALID: 'Save the image again with `docker save`, or copy it with `skopeo copy`.',
  IMAGE_BLOB_MISSING: 'Save the image again with all its blobs and platforms.',
  BLOB_UNFETCHED: 'Ask again; `skopeo inspect` shows whether the registry answers at all.',
  IMAGE_DIGEST_MISMATCH: 'Do not run it: pull it again from its registry by digest and compare.',
  IMAGE_TRUNCATED: 'Copy or save the archive again; it is not complete.',
  IMAGE_UNSAFE_NAME: 'Do not unpack it; save the image again from where it came.',
  IMAGE_DUPLICATE_ENTRY: 'Save the image again, so that every name stands in the archive once.',
  IMAGE_LAYER_INVALID: 'Build or pull the image again.',
  IMAGE_LIMIT: 'Look at why it is so large; split it if it is meant to be.',
  IMAGE_UNSUPPORTED: 'Save the image as OCI or Docker image with layers of tar, gzip or zstd, decrypted and complete.',
  IMAGE_CONFIG_INVALID: 'Build the image again with a builder that writes OCI image configurations.',
  IMAGE_OS_UNKNOWN: 'Build on a base image that has /etc/os-release, if it has an operating system at all.',
  FOLDER_UNREADABLE: 'Give the user who runs Plimsoll the right to list it.',
  FILE_UNREADABLE: 'Give the user who runs Plimsoll the right to read it.',
};

/** What helps against a gap of an image. */
export function adviceOn(code: GapCode): string {
  return advice[code] ?? 'Save the image again.';
}

/** Gathers the gaps of one target, each once: images share layers. */
export class Gaps {
  readonly #store: Store;
  readonly #gaps = new Map<string, Gap>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** In an order that depends on nothing but the target. */
  all(): Gap[] {
    return [...this.#gaps.values()];
  }

  store({ code, name, because, hides }: StoreFault): void {
    const shown = name === null ? this.#store.shown('').replace(/!$/, '') : this.#store.shown(name.slice(0, 200));
    // An entry with a bad name is not read; what needs it is told of by itself.
    const unseen = !hides ? [] : name === null ? unseenImage : ['images'];
    this.#add(code, shown, because, unseen);
  }

  plan({ code, because, subject, at, hides }: PlanFault): void {
    this.#add(code, subject, because, hides ? unseenImage : [], at);
  }

  config({ config }: ImagePlan, because: string, at: Evidence): void {
    this.#add('IMAGE_CONFIG_INVALID', config.at.file ?? '', because, unseenLayer, at);
  }

  layer({ name }: LayerPlan, { code, because, hides }: LayerProblem): void {
    this.#add(code, this.#store.shown(name), because, hides ? unseenLayer : []);
  }

  system({ at, references, id }: ImagePlan, why: string): void {
    this.#add('IMAGE_OS_UNKNOWN', references[0] ?? id, why, contents, at);
  }

  #add(code: GapCode, subject: string, because: string, touches: readonly string[], at?: Evidence): void {
    const key = [code, subject, because].join('\0');
    if (this.#gaps.has(key)) return;
    const toKnow = adviceOn(code);
    const where = at ?? { source: 'image', file: subject };
    this.#gaps.set(key, { code, source: 'image', subject, because, toKnow, touches, at: where });
  }
}
