import type { ImageReference } from '../../formats/image-reference/image-reference.ts';
import { blobPath, digestOfPath, readDigest, type DigestAlgorithm } from '../../formats/oci/digest.ts';
import { readJson } from '../../formats/oci/json.ts';
import { readManifest, type Descriptor } from '../../formats/oci/manifests.ts';
import { manifestKind } from '../../formats/oci/media-types.ts';
import { isPlatform, platformText, type Platform } from '../../formats/oci/platform.ts';
import { HttpError } from '../../io/http/http-error.ts';
import type { FetchedManifest, Repository } from '../../io/registry/registry.ts';
import { Hasher } from '../../io/image/hasher.ts';
import { Failure } from '../../model/failure.ts';
import { examineLayer } from './layer.ts';
import type { Interest } from './interest.ts';
import type { LayerReport } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import { missing, type Algorithms, type Problem, type Store } from './store.ts';

/** Bytes that are passed on at once: a network gives small pieces, and inflating is fast in large ones. */
const step = 1 << 20;

/** A manifest that was chosen, with what a descriptor of it says. */
interface Chosen {
  readonly fetched: FetchedManifest;
  readonly mediaType: string;
}

/**
 * The images of one reference at a registry, as a layout has them: a virtual index.json names the
 * manifests that were chosen, everything else is fetched when it is asked for. Nothing is kept on disk;
 * layers are read as they come.
 */
export class RegistryStore implements Store {
  readonly faults = [];
  readonly incomplete = false;
  readonly #repository: Repository;
  readonly #name: string;
  readonly #pinned: string;
  readonly #small = new Map<string, Buffer>();
  readonly #sizes = new Map<string, number>();
  readonly #limits: ImageLimits;
  readonly #signal: AbortSignal;

  private constructor(
    repository: Repository,
    reference: ImageReference,
    text: string,
    digest: string,
    chosen: readonly Chosen[],
    limits: ImageLimits,
    signal: AbortSignal,
  ) {
    this.#repository = repository;
    this.#name = text.replace(/@.*$/, '').replace(/:[^/]*$/, '');
    this.#pinned = `${text.replace(/@.*$/, '')}@${digest}`;
    this.#limits = limits;
    this.#signal = signal;
    const whole = reference.tag === undefined && reference.digest === undefined ? `${text}:latest` : text;
    const manifests = chosen.map(({ fetched, mediaType }) => {
      this.#small.set(pathOf(fetched.digest), fetched.bytes);
      this.#sizesOf(fetched.bytes);
      const annotations = { 'io.containerd.image.name': whole };
      return { mediaType, digest: fetched.digest, size: fetched.bytes.length, annotations };
    });
    this.#small.set('index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })));
  }

  /**
   * Fetches the manifest that the reference names, and where that is an index those of the platforms.
   *
   * @param text the reference as the user wrote it
   * @param platform of an index; null for all platforms
   * @throws HttpError; Failure when there is nothing that can be read as an image
   */
  static async open(
    repository: Repository,
    reference: ImageReference,
    text: string,
    platform: Platform | null,
    limits: ImageLimits,
    signal: AbortSignal,
  ): Promise<RegistryStore> {
    const opening = new Opening(repository, text, platform, limits);
    const top = await repository.manifest(reference.digest ?? reference.tag ?? 'latest', limits.jsonBytes);
    await opening.take(top, null, 0);
    return new RegistryStore(repository, reference, text, top.digest, opening.result(), limits, signal);
  }

  async has(name: string): Promise<boolean> {
    if (this.#small.has(name)) return true;
    const digest = digestOfPath(name);
    if (digest === null) return false;
    try {
      (await this.#repository.blob(digest.text)).discard();
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      return (error as HttpError).status !== 404;
    }
  }

  async bytes(name: string): Promise<Buffer | Problem> {
    const held = this.#small.get(name);
    if (held !== undefined) return held;
    try {
      const parts: Buffer[] = [];
      for await (const part of this.#stream(name, this.#limits.jsonBytes)) parts.push(part);
      return Buffer.concat(parts);
    } catch (error) {
      return this.#problem(name, error);
    }
  }

  async layer(name: string, algorithms: Algorithms, interest: Interest): Promise<LayerReport | Problem> {
    const own = digestOfPath(name);
    const stored = new Set<DigestAlgorithm>([...algorithms.stored, ...(own === null ? [] : [own.algorithm])]);
    // What is read once more is of other interest than what was kept.
    const again = algorithms.stored.size === 0;
    try {
      const wanted = { stored, unpacked: algorithms.unpacked };
      const held = again || own === null ? null : await this.#held(name, own.text, wanted, interest);
      if (held !== null) return held;
      const report = await examineLayer(this.#stream(name, this.#limitOf(name)), wanted, this.#limits, interest);
      if (!again) await interest.cache?.keep(report);
      // When it is fetched again, nobody else looks whether it is still the same.
      else if (own !== null && report.stored?.get(own.algorithm) !== own.text) {
        return { code: 'IMAGE_DIGEST_MISMATCH', because: 'had another digest when it was fetched again' };
      }
      return report;
    } catch (error) {
      return this.#problem(name, error);
    }
  }

  /**
   * What a cache has of a layer, when the registry still gives these very bytes: to fetch and hash them
   * takes a fraction of what reading takes, and a blob that was changed there is told of each time.
   */
  async #held(name: string, digest: string, wanted: Algorithms, interest: Interest): Promise<LayerReport | null> {
    const { cache } = interest;
    if (cache?.has(digest) !== true || !digest.startsWith('sha256:')) return null;
    const hasher = new Hasher(['sha256']);
    for await (const piece of this.#stream(name, this.#limitOf(name))) hasher.update(piece);
    return hasher.digests().get('sha256') === digest ? cache.find(digest, wanted, interest) : null;
  }

  #limitOf(name: string): number {
    return this.#sizes.get(name) ?? this.#limits.inflatedBytes;
  }

  again(): Promise<void> {
    return Promise.resolve();
  }

  shown(name: string): string {
    const digest = digestOfPath(name);
    return digest === null ? this.#pinned : `${this.#name}@${digest.text}`;
  }

  close(): Promise<void> {
    this.#repository.close();
    return Promise.resolve();
  }

  async *#stream(name: string, limit: number): AsyncGenerator<Buffer> {
    const digest = digestOfPath(name);
    if (digest === null) throw new HttpError('status', `${name.slice(0, 200)} is not there`, { status: 404 });
    const { body } = await this.#repository.blob(digest.text);
    let size = 0;
    let pieces: Buffer[] = [];
    let gathered = 0;
    for await (const piece of body) {
      size += piece.length;
      // A registry that sends without end must not be read without end.
      if (size > limit) throw new HttpError('too-large', `${digest.text}: more than ${limit} bytes came`);
      pieces.push(piece);
      gathered += piece.length;
      if (gathered < step) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      gathered = 0;
    }
    if (gathered > 0) yield Buffer.concat(pieces);
  }

  #problem(name: string, error: unknown): Problem {
    this.#signal.throwIfAborted();
    if (!(error instanceof HttpError)) throw error;
    if (error.status === 404) return missing(name);
    return { code: error.kind === 'too-large' ? 'IMAGE_LIMIT' : 'BLOB_UNFETCHED', because: error.message };
  }

  /** Of the blobs that a manifest names: no more than that is taken of each. */
  #sizesOf(bytes: Buffer): void {
    const root = readJson(bytes, 'image', '');
    const manifest = typeof root === 'string' ? null : readManifest(root);
    if (manifest?.kind !== 'manifest') return;
    for (const { digest, size } of manifest.layers) this.#sizes.set(blobPath(digest), size);
  }
}

/** Finds the manifests to look at, below the one that a reference names. */
class Opening {
  readonly #repository: Repository;
  readonly #text: string;
  readonly #platform: Platform | null;
  readonly #limits: ImageLimits;
  readonly #chosen: Chosen[] = [];
  readonly #there: string[] = [];
  #fetched = 0;
  #bytes = 0;

  constructor(repository: Repository, text: string, platform: Platform | null, limits: ImageLimits) {
    this.#repository = repository;
    this.#text = text;
    this.#platform = platform;
    this.#limits = limits;
  }

  result(): readonly Chosen[] {
    if (this.#chosen.length === 0) {
      const wanted = this.#platform === null ? '' : ` for ${platformText(this.#platform)}`;
      const there = this.#there.length === 0 ? 'It lists none.' : `It has ${this.#there.slice(0, 30).join(', ')}.`;
      throw new Failure('NO_SUCH_TARGET', `${this.#text} has no image${wanted}. ${there}`);
    }
    return this.#chosen;
  }

  /** @param promised what an index said of it */
  async take(fetched: FetchedManifest, promised: Descriptor | null, depth: number): Promise<void> {
    const root = readJson(fetched.bytes, 'image', `${this.#text}@${fetched.digest}`);
    if (typeof root === 'string') {
      const type = fetched.mediaType === '' ? 'something' : fetched.mediaType.slice(0, 100);
      throw this.#invalid(`its manifest ${root} (it answered ${type}; a login page or a proxy may stand before it)`);
    }
    const manifest = readManifest(root);
    if (manifest.kind === 'fault') {
      if (root.get('schemaVersion').value === 1) {
        const because = 'which names no digests that can be held against what comes';
        const help = 'Push it again with a current Docker, or with `skopeo copy --format v2s2`.';
        throw new Failure(
          'UNKNOWN_TARGET',
          `${this.#text} is a Docker manifest of schema version 1, ${because}. ${help}`,
        );
      }
      throw this.#invalid(`its manifest ${manifest.because}`);
    }
    if (promised !== null && promised.size !== fetched.bytes.length) {
      throw this.#invalid(`a manifest has ${fetched.bytes.length} bytes, its index says ${promised.size}`);
    }
    const { kind } = manifest;
    const types = [promised?.mediaType, root.get('mediaType').string().value, fetched.mediaType];
    const stated = types.filter((type) => type !== undefined && manifestKind(type) !== null) as string[];
    // Readers would disagree about it (CVE-2021-41190).
    if (stated.some((type) => manifestKind(type) !== kind)) throw this.#invalid(`what is an ${kind} is called another`);
    // All of it stays in memory.
    this.#bytes += fetched.bytes.length;
    if (this.#bytes > this.#limits.keptBytes) throw this.#invalid('its manifests are too large together');
    if (kind === 'manifest') {
      this.#chosen.push({ fetched, mediaType: stated[0] ?? 'application/vnd.oci.image.manifest.v1+json' });
      return;
    }
    if (depth >= this.#limits.indexDepth) throw this.#invalid('its indexes are nested too deep');
    for (const one of this.#wanted(manifest.manifests.filter((one): one is Descriptor => !('kind' in one)))) {
      if (++this.#fetched > this.#limits.manifests) throw this.#invalid('it lists too many manifests');
      await this.take(await this.#repository.manifest(one.digest.text, this.#limits.jsonBytes), one, depth + 1);
    }
  }

  /** Of one platform the first that fits, as engines take it; nested indexes always. */
  #wanted(list: readonly Descriptor[]): Descriptor[] {
    const images = list.filter(({ platform }) => platform !== 'unknown/unknown');
    this.#there.push(...images.flatMap(({ platform }) => platform ?? []));
    const wanted = this.#platform;
    if (wanted === null) return images.filter(({ mediaType }) => manifestKind(mediaType) !== null);
    const nested = images.filter(({ mediaType }) => manifestKind(mediaType) === 'index');
    const fitting = images.filter(
      ({ platform, mediaType }) => manifestKind(mediaType) === 'manifest' && isPlatform(wanted, platform),
    );
    // Without a variant asked for, the plain one comes before `v2` and its like; of arm the newest is what machines run.
    const [first] = wanted.architecture === 'arm' ? fitting.toSorted(byVariant) : fitting;
    if (first !== undefined) return [first];
    // What does not say what it is for is told by its configuration; of several, the user must choose.
    const silent = images.filter(
      ({ platform, mediaType }) => platform === null && manifestKind(mediaType) === 'manifest',
    );
    return [...silent, ...nested];
  }

  #invalid(because: string): Failure {
    return new Failure('REGISTRY_ANSWER_INVALID', `${this.#text} cannot be read: ${because}.`);
  }
}

function byVariant(a: Descriptor, b: Descriptor): number {
  return (b.platform ?? '').localeCompare(a.platform ?? '');
}

function pathOf(digest: string): string {
  const read = readDigest(digest);
  return typeof read === 'string' ? digest : blobPath(read);
}
