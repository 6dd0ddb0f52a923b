import { blobPath, digestOfPath, readDigest, type Digest } from '../../formats/oci/digest.ts';
import { readJson } from '../../formats/oci/json.ts';
import {
  readManifest,
  readSaved,
  type Descriptor,
  type Fault,
  type Manifest,
  type SavedImage,
} from '../../formats/oci/manifests.ts';
import { isImageConfig, isStatement, layerKind, manifestKind } from '../../formats/oci/media-types.ts';
import { Hasher } from '../../io/image/hasher.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { ImageLimits } from './limits.ts';
import { isProblem, type Problem, type Store } from './store.ts';

export interface LayerPlan {
  /** Where the store has it. */
  readonly name: string;
  /** What it must be by its name or descriptor; null when nothing says. */
  readonly digest: Digest | null;
  readonly size: number | null;
  readonly mediaType: string;
  /** Why it is not to be read at all. */
  readonly unsupported: string | null;
  /** May be kept outside of the image; read when it is there. */
  readonly foreign: boolean;
}

/** An image that is there, with all that is needed to read it. */
export interface ImagePlan {
  readonly references: string[];
  /** Tags of a layout that are no whole reference: `latest`. */
  readonly tags: string[];
  readonly digest: Seen<string>;
  readonly id: string;
  readonly config: Located;
  readonly layers: readonly LayerPlan[];
  readonly at: Evidence;
}

/** Something that kept an image from being planned. */
export interface PlanFault extends Problem {
  readonly subject: string;
  readonly at: Evidence;
  /** False when nothing of the target went unseen by it. */
  readonly hides: boolean;
}

export interface Planned {
  readonly images: readonly ImagePlan[];
  readonly faults: readonly PlanFault[];
}

/** Reads manifest.json and index.json and all they lead to, layers aside. */
export async function planImages(store: Store, limits: ImageLimits): Promise<Planned> {
  const planner = new Planner(store, limits);
  const hasIndex = await store.has('index.json');
  const hasSaved = await store.has('manifest.json');
  if (hasIndex) await planner.layout();
  if (hasSaved) await planner.saved();
  const { images, faults } = planner;
  if (images.length === 0 && faults.length === 0 && !store.incomplete) {
    const because = hasIndex || hasSaved ? 'lists no image' : 'has neither manifest.json nor index.json';
    const file = hasIndex && !hasSaved ? 'index.json' : 'manifest.json';
    planner.fault('IMAGE_MANIFEST_INVALID', because, file);
  }
  return { images, faults };
}

class Planner {
  readonly images: ImagePlan[] = [];
  readonly faults: PlanFault[] = [];
  readonly #store: Store;
  readonly #limits: ImageLimits;
  /** Images of the layout by the path of their configuration, to be joined with manifest.json. */
  readonly #byConfig = new Map<string, ImagePlan[]>();
  readonly #byDigest = new Map<string, ImagePlan | null>();
  #visited = 0;
  #kept = 0;

  constructor(store: Store, limits: ImageLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  fault(code: PlanFault['code'], because: string, name: string, at?: Evidence, hides = true): void {
    const subject = this.#store.shown(name);
    this.faults.push({ code, because, subject, at: at ?? { source: 'image', file: subject }, hides });
  }

  /** OCI image-spec image-layout.md. */
  async layout(): Promise<void> {
    const root = await this.#json('index.json', null);
    if (root === null) return;
    const index = readManifest(root);
    if (index.kind === 'fault') this.#manifestFault(index, 'index.json');
    else if (index.kind === 'manifest') {
      this.fault('IMAGE_MANIFEST_INVALID', 'index.json is a manifest, not an index', 'index.json');
    } else await this.#index(index.manifests, 'index.json', [], 1);
  }

  /** manifest.json of `docker save`. */
  async saved(): Promise<void> {
    const root = await this.#json('manifest.json', null);
    if (root === null) return;
    const images = readSaved(root);
    if ('kind' in images) {
      this.#manifestFault(images, 'manifest.json');
      return;
    }
    for (const one of images.slice(0, this.#limits.manifests)) {
      if ('kind' in one) this.#manifestFault(one, 'manifest.json');
      else await this.#saved(one);
    }
    if (images.length > this.#limits.manifests) this.#tooMany('manifest.json');
  }

  async #saved(one: SavedImage): Promise<void> {
    const known = this.#byConfig.get(one.config);
    if (known !== undefined && known.every((plan) => sameLayers(plan, one))) {
      for (const plan of known) addReferences(plan, one.references);
      return;
    }
    const promised = digestOfPath(one.config) ?? digestOfName(one.config);
    const bytes = await this.#bytes(one.config);
    if (isProblem(bytes)) {
      this.fault(bytes.code, bytes.because, one.config, one.at);
      return;
    }
    const id = digestOf(bytes, promised);
    // Docker itself takes the id from the content and never looks at the name: so the image is still told of.
    if (promised !== null && promised.text !== id) this.#mismatch(one.config, id);
    const config = this.#parse(bytes, one.config);
    if (config === null) return;
    const at = { ...one.at };
    this.images.push({
      references: [...one.references],
      tags: [],
      digest: seen<string>(undefined, at, 'an archive of docker save names no digest of a manifest'),
      id,
      config,
      at,
      layers: one.layers.map((name) => ({
        name,
        digest: digestOfPath(name),
        size: null,
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar',
        unsupported: null,
        foreign: false,
      })),
    });
  }

  async #index(
    list: readonly (Descriptor | Fault)[],
    from: string,
    above: readonly string[],
    depth: number,
  ): Promise<void> {
    const absent: Descriptor[] = [];
    const before = this.images.length;
    for (const descriptor of list) {
      if (++this.#visited > this.#limits.manifests) {
        if (this.#visited === this.#limits.manifests + 1) this.#tooMany(from);
        return;
      }
      if ('kind' in descriptor) this.#manifestFault(descriptor, from);
      else if (manifestKind(descriptor.mediaType) === null || (await this.#store.has(blobPath(descriptor.digest)))) {
        await this.#descriptor(descriptor, above, depth);
      } else if (!isAttestation(descriptor)) absent.push(descriptor);
    }
    // `docker save` keeps the whole list of platforms of an image and the blobs of the one it has:
    // the others cannot be run from here, so nothing of this target went unseen.
    const sparse = this.images.length > before;
    for (const { digest, platform, at } of absent) {
      const because = platform === null ? 'is not there' : `the image for ${platform} is not there`;
      this.fault('IMAGE_BLOB_MISSING', because, blobPath(digest), at, !(sparse && platform !== null));
    }
  }

  async #descriptor(descriptor: Descriptor, above: readonly string[], depth: number): Promise<void> {
    const names = [...namesOf(descriptor), ...above];
    const name = blobPath(descriptor.digest);
    const kind = manifestKind(descriptor.mediaType);
    if (kind === null) {
      const because = `the media type ${descriptor.mediaType.slice(0, 100)} is not known`;
      this.fault('IMAGE_UNSUPPORTED', because, name, descriptor.at);
      return;
    }
    const known = this.#byDigest.get(descriptor.digest.text);
    if (known !== undefined) {
      if (known !== null) addNames(known, names, descriptor);
      if (kind === 'manifest') return;
    }
    const root = await this.#json(name, descriptor);
    if (root === null) return;
    const manifest = readManifest(root);
    if (manifest.kind === 'fault') this.#manifestFault(manifest, name);
    else if (manifest.kind !== kind) {
      this.fault(
        'IMAGE_MANIFEST_INVALID',
        `is an ${manifest.kind}, but its descriptor says ${kind}`,
        name,
        descriptor.at,
      );
    } else if (manifest.kind === 'manifest') await this.#manifest(manifest, descriptor, names);
    else if (depth >= this.#limits.indexDepth) {
      const because = `indexes are nested deeper than ${this.#limits.indexDepth} levels`;
      this.fault('IMAGE_LIMIT', because, name, descriptor.at);
    } else await this.#index(manifest.manifests, name, names, depth + 1);
  }

  async #manifest(
    manifest: Extract<Manifest, { kind: 'manifest' }>,
    descriptor: Descriptor,
    names: readonly string[],
  ): Promise<void> {
    const name = blobPath(descriptor.digest);
    this.#byDigest.set(descriptor.digest.text, null);
    const { config, layers } = manifest;
    // Signatures and attestations say of an image, and are none. Told by what they hold, not by how they are labelled.
    if (layers.length > 0 && layers.every(({ mediaType }) => isStatement(mediaType))) return;
    if (!isImageConfig(config.mediaType)) {
      const because = `is no container image: its configuration is ${config.mediaType.slice(0, 100)}`;
      this.fault('IMAGE_UNSUPPORTED', because, name, config.at);
      return;
    }
    const path = blobPath(config.digest);
    const root = await this.#json(path, config);
    if (root === null) return;
    const plan: ImagePlan = {
      references: [],
      tags: [],
      digest: seen(descriptor.digest.text, descriptor.at),
      id: config.digest.text,
      config: root,
      at: { source: 'image', file: this.#store.shown(name) },
      layers: layers.map((layer) => layerPlan(layer)),
    };
    addNames(plan, names, descriptor);
    this.images.push(plan);
    this.#byDigest.set(descriptor.digest.text, plan);
    this.#byConfig.set(path, [...(this.#byConfig.get(path) ?? []), plan]);
  }

  /** Everything read stays in memory, so all of it together has a limit. */
  async #bytes(name: string): Promise<Buffer | Problem> {
    const { keptBytes } = this.#limits;
    if (this.#kept > keptBytes) {
      return { code: 'IMAGE_LIMIT', because: `manifests and configurations take more than ${keptBytes} bytes` };
    }
    const bytes = await this.#store.bytes(name);
    if (!isProblem(bytes)) this.#kept += bytes.length;
    return bytes;
  }

  /** A JSON file that is there, of the right size and digest when `promised`; else a fault and null. */
  async #json(name: string, promised: Descriptor | null): Promise<Located | null> {
    const bytes = await this.#bytes(name);
    if (isProblem(bytes)) {
      this.fault(bytes.code, bytes.because, name, promised?.at);
      return null;
    }
    if (promised !== null) {
      const digest = digestOf(bytes, promised.digest);
      const wrong = digest !== promised.digest.text;
      if (wrong) this.#mismatch(name, digest, promised.at);
      else if (bytes.length !== promised.size) {
        const because = `has ${bytes.length} bytes, its descriptor says ${promised.size}`;
        this.fault('IMAGE_DIGEST_MISMATCH', because, name, promised.at);
      }
      // What a wrong blob says is nobody's word: no runtime would go by it.
      if (wrong || bytes.length !== promised.size) return null;
    }
    return this.#parse(bytes, name);
  }

  #parse(bytes: Buffer, name: string): Located | null {
    const root = readJson(bytes, 'image', this.#store.shown(name));
    if (typeof root !== 'string') return root;
    this.fault('IMAGE_MANIFEST_INVALID', root, name);
    return null;
  }

  #mismatch(name: string, digest: string, at?: Evidence): void {
    this.fault('IMAGE_DIGEST_MISMATCH', `has the digest ${digest}`, name, at);
  }

  #manifestFault({ code, because, at }: Fault, name: string): void {
    this.fault(code === 'invalid' ? 'IMAGE_MANIFEST_INVALID' : 'IMAGE_UNSUPPORTED', because, name, at);
  }

  #tooMany(name: string): void {
    this.fault('IMAGE_LIMIT', `lists more than ${this.#limits.manifests} manifests; the others were not read`, name);
  }
}

function layerPlan({ mediaType, digest, size }: Descriptor): LayerPlan {
  const kind = layerKind(mediaType);
  const unsupported =
    kind === 'encrypted'
      ? 'it is encrypted'
      : kind === null
        ? `its media type ${mediaType.slice(0, 100)} is not known`
        : kind === 'foreign'
          ? 'it is kept outside of the image'
          : null;
  return { name: blobPath(digest), digest, size, mediaType, unsupported, foreign: kind === 'foreign' };
}

/** Docker's BuildKit and cosign label what is no image; believed only where the blob is not there to be asked. */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  return annotations['vnd.docker.reference.type'] !== undefined && platform === 'unknown/unknown';
}

function sameLayers(plan: ImagePlan, one: SavedImage): boolean {
  return plan.layers.length === one.layers.length && plan.layers.every(({ name }, index) => name === one.layers[index]);
}

function addNames(plan: ImagePlan, names: readonly string[], { annotations }: Descriptor): void {
  addReferences(plan, names);
  const tag = annotations[refName];
  if (tag !== undefined && tag !== '' && !names.includes(tag) && !plan.tags.includes(tag)) plan.tags.push(tag);
}

function addReferences(plan: ImagePlan, references: readonly string[]): void {
  for (const reference of references) if (!plan.references.includes(reference)) plan.references.push(reference);
}

const refName = 'org.opencontainers.image.ref.name';

/**
 * Names that a descriptor gives: containerd's whole name, or the specification's `ref.name` where
 * that is more than a tag. A tag alone is no reference: `latest` would read as an image called so.
 */
function namesOf({ annotations }: Descriptor): string[] {
  const full = annotations['io.containerd.image.name'];
  if (full !== undefined && full !== '') return [full];
  const name = annotations[refName];
  return name !== undefined && /[/:@]/.test(name) ? [name] : [];
}

/** What old archives call a configuration: `HEX.json`, or the digest itself. */
function digestOfName(name: string): Digest | null {
  const hex = /^(?:sha256:)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
  const digest = hex === undefined ? 'malformed' : readDigest(`sha256:${hex}`);
  return typeof digest === 'string' ? null : digest;
}

function digestOf(bytes: Buffer, promised: Digest | null): string {
  const algorithm = promised?.algorithm ?? 'sha256';
  const hasher = new Hasher([algorithm]);
  hasher.update(bytes);
  return hasher.digests().get(algorithm)!;
}
