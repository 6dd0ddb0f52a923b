import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { imageCollector } from '../../src/collectors/image/collector.ts';
import type { ImageLimits } from '../../src/collectors/image/limits.ts';
import { image, type Image } from '../../src/facts/image.ts';
import type { Gap } from '../../src/model/gap.ts';
import { tar, type Entry } from './tar-writer.ts';

export function sha256(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export const release = 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n';
export const layerType = 'application/vnd.oci.image.layer.v1.tar';
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
export const configType = 'application/vnd.oci.image.config.v1+json';

/** A layer with its tar and what is stored of it. */
export interface Layer {
  readonly tar: Buffer;
  readonly stored: Buffer;
  readonly mediaType: string;
}

export function plainLayer(entries: readonly Entry[]): Layer {
  const bytes = tar(entries);
  return { tar: bytes, stored: bytes, mediaType: layerType };
}

export function packedLayer(
  entries: readonly Entry[],
  pack = gzipSync as (b: Buffer) => Buffer,
  suffix = 'gzip',
): Layer {
  const bytes = tar(entries);
  return { tar: bytes, stored: pack(bytes), mediaType: `${layerType}+${suffix}` };
}

export function configOf(layers: readonly Layer[], more: object = {}): Buffer {
  const diffIds = layers.map((layer) => sha256(layer.tar));
  const rootfs = { type: 'layers', diff_ids: diffIds };
  return Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: {}, rootfs, ...more }));
}

/** Files of a layout under construction, by name. */
export class Layout {
  readonly files = new Map<string, Buffer>();
  readonly manifests: object[] = [];

  blob(bytes: Buffer, mediaType: string, digest = sha256(bytes)) {
    this.files.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  json(value: unknown, mediaType: string) {
    return this.blob(Buffer.from(JSON.stringify(value)), mediaType);
  }

  /** Adds an image; returns the descriptor of its manifest. */
  image(layers: readonly Layer[], config = configOf(layers), more: object = {}) {
    const manifest = {
      schemaVersion: 2,
      mediaType: manifestType,
      config: this.blob(config, configType),
      layers: layers.map((layer) => this.blob(layer.stored, layer.mediaType)),
    };
    const descriptor = { ...this.json(manifest, manifestType), ...more };
    this.manifests.push(descriptor);
    return descriptor;
  }

  /** All files, index.json included. */
  all(): [string, Buffer][] {
    const index = { schemaVersion: 2, mediaType: indexType, manifests: this.manifests };
    const fixed: [string, Buffer][] = [
      ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
      ['index.json', Buffer.from(JSON.stringify(index))],
    ];
    return [...this.files, ...fixed.filter(([name]) => !this.files.has(name))];
  }

  archive(): Buffer {
    return tar(this.all().map(([name, body]) => ({ name, body })));
  }
}

/** Entries of a `docker save` archive of the old layout. */
export function saved(layers: readonly Layer[], more: { tags?: string[]; config?: Buffer } = {}): Entry[] {
  const config = more.config ?? configOf(layers);
  const name = `${sha256(config).slice(7)}.json`;
  const names = layers.map((layer, index) => `${sha256(`${index}`).slice(7)}/layer.tar`);
  return [
    ...layers.map((layer, index) => ({ name: names[index]!, body: layer.stored })),
    { name, body: config },
    {
      name: 'manifest.json',
      body: JSON.stringify([{ Config: name, RepoTags: more.tags ?? ['web:1'], Layers: names }]),
    },
  ];
}

export interface Collected {
  readonly images: readonly Image[];
  readonly names: readonly string[];
  readonly gaps: readonly Gap[];
  /** Sorted, each once. */
  readonly codes: readonly string[];
}

export async function collect(path: string, limits: Partial<ImageLimits> = {}): Promise<Collected> {
  const images: Image[] = [];
  const names: string[] = [];
  const gaps: Gap[] = [];
  const context = { signal: new AbortController().signal, progress: () => {} };
  for await (const sighting of imageCollector.collect({ path, shown: 'target', limits }, context)) {
    if ('gap' in sighting) gaps.push(sighting.gap);
    else if (sighting.fact.kind === image.name) {
      images.push(sighting.fact.value as Image);
      names.push(sighting.fact.subject.name);
    }
  }
  return { images, names, gaps, codes: [...new Set(gaps.map(({ code }) => code))].toSorted() };
}

/** A folder for one test file, gone when it ends. */
export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), 'plimsoll-image-'));

  file(name: string, bytes: Buffer): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  folder(name: string, layout: Layout): string {
    for (const [file, bytes] of layout.all()) this.file(join(name, file), bytes);
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
