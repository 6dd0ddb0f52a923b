import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';
import { readDigest, type Digest } from './digest.ts';
import { manifestKind } from './media-types.ts';

/** What is wrong with a manifest, index or descriptor, and where. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: 'invalid' | 'unsupported';
  readonly because: string;
  readonly at: Evidence;
}

/** OCI image-spec descriptor.md. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** `linux/arm/v7`; null when the descriptor does not say. */
  readonly platform: string | null;
  readonly at: Evidence;
}

/** An index with what it points to, or the manifest of one image or artifact. */
export type Manifest =
  | { readonly kind: 'index'; readonly manifests: readonly (Descriptor | Fault)[] }
  | { readonly kind: 'manifest'; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

/**
 * Reads an index or a manifest, of OCI or Docker, by its shape. A document that has both shapes, or
 * another one than its mediaType says, is refused: readers would disagree about it (CVE-2021-41190).
 */
export function readManifest(root: Located): Manifest | Fault {
  if (!root.isMap) return fault('invalid', 'is not a mapping', root);
  const version = root.get('schemaVersion').number().value;
  if (version === 1) return fault('unsupported', 'is a Docker manifest of schema version 1', root.get('schemaVersion'));
  const hasIndex = root.get('manifests').exists;
  const hasManifest = root.get('config').exists || root.get('layers').exists;
  if (hasIndex && hasManifest) return fault('invalid', 'is an index and a manifest at once', root);
  if (!hasIndex && !hasManifest) return fault('invalid', 'has neither manifests nor layers', root);
  const kind = hasIndex ? 'index' : 'manifest';
  const mediaType = root.get('mediaType').string();
  if (mediaType.value !== undefined) {
    const stated = manifestKind(mediaType.value);
    if (stated === null)
      return fault('unsupported', `has the unknown media type ${mediaType.value}`, root.get('mediaType'));
    if (stated !== kind) return fault('invalid', `is an ${kind} but says that it is another`, root.get('mediaType'));
  }
  return kind === 'index' ? readIndex(root.get('manifests')) : readImageManifest(root);
}

function readIndex(manifests: Located): Manifest | Fault {
  // Docker 25 writes null for an archive without names.
  if (!manifests.isList && !manifests.empty) return fault('invalid', 'manifests is not a list', manifests);
  return { kind: 'index', manifests: manifests.items().map((item) => readDescriptor(item)) };
}

function readImageManifest(root: Located): Manifest | Fault {
  const config = readDescriptor(root.get('config'));
  if ('kind' in config) return config;
  const list = root.get('layers');
  if (!list.isList) return fault('invalid', 'layers is not a list', list);
  const layers: Descriptor[] = [];
  for (const item of list.items()) {
    const layer = readDescriptor(item);
    if ('kind' in layer) return layer;
    layers.push(layer);
  }
  return { kind: 'manifest', config, layers };
}

export function readDescriptor(item: Located): Descriptor | Fault {
  if (!item.isMap) return fault('invalid', 'a descriptor is not a mapping', item);
  const mediaType = item.get('mediaType').string().value;
  const text = item.get('digest').string().value;
  const size = item.get('size').number().value;
  if (mediaType === undefined) return fault('invalid', 'a descriptor has no mediaType', item);
  if (text === undefined) return fault('invalid', 'a descriptor has no digest', item);
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
    return fault('invalid', 'a descriptor has no size', item);
  }
  const digest = readDigest(text);
  if (digest === 'malformed')
    return fault('invalid', `${JSON.stringify(text.slice(0, 80))} is no digest`, item.get('digest'));
  if (digest === 'unknown algorithm') {
    return fault('unsupported', `the digest algorithm of ${text.slice(0, 80)} is unknown`, item.get('digest'));
  }
  const annotations = item.get('annotations').record();
  return { mediaType, digest, size, annotations, platform: readPlatform(item.get('platform')), at: item.at };
}

/** `os/architecture[/variant]` of a descriptor or of an image configuration. */
export function readPlatform(holder: Located): string | null {
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((key) => holder.get(key).string().value);
  if (os === undefined || architecture === undefined || os === '' || architecture === '') return null;
  return [os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/');
}

/** One image of a `docker save` archive: names of entries of the archive. */
export interface SavedImage {
  readonly config: string;
  readonly references: readonly string[];
  readonly layers: readonly string[];
  readonly at: Evidence;
}

/** manifest.json of `docker save` (Docker image specification 1.2, "Combined Image JSON + Filesystem Changeset Format"). */
export function readSaved(root: Located): (SavedImage | Fault)[] | Fault {
  if (!root.isList) return fault('invalid', root.empty ? 'is null' : 'is not a list', root);
  return root.items().map((item) => {
    const config = item.get('Config').string();
    const layers = item.get('Layers');
    const tags = item.get('RepoTags');
    if (config.value === undefined || config.value === '') return fault('invalid', 'names no Config', item);
    if (!layers.empty && layers.strings().value === undefined) {
      return fault('invalid', 'Layers is not a list of names', layers);
    }
    if (!tags.empty && tags.strings().value === undefined) {
      return fault('invalid', 'RepoTags is not a list of names', tags);
    }
    return {
      config: config.value,
      references: tags.strings().value ?? [],
      layers: layers.strings().value ?? [],
      at: item.at,
    };
  });
}

function fault(code: Fault['code'], because: string, where: Located): Fault {
  return { kind: 'fault', code, because, at: where.at };
}
