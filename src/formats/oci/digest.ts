export const digestAlgorithms = ['sha256', 'sha512'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface Digest {
  readonly algorithm: DigestAlgorithm;
  /** Lower case. */
  readonly hex: string;
  /** `sha256:…` */
  readonly text: string;
}

const lengths: Record<string, number> = { sha256: 64, sha512: 128 };

/** OCI image specification, descriptor.md, "Digests". Says `unknown algorithm` when only that is the trouble. */
export function readDigest(text: string): Digest | 'malformed' | 'unknown algorithm' {
  const match = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):([A-Za-z0-9=_-]+)$/.exec(text);
  if (match === null) return 'malformed';
  const [, algorithm, hex] = match as unknown as [string, string, string];
  const length = lengths[algorithm];
  if (length === undefined) return 'unknown algorithm';
  if (hex.length !== length || !/^[0-9a-f]+$/.test(hex)) return 'malformed';
  return { algorithm: algorithm as DigestAlgorithm, hex, text };
}

/** Where a layout keeps a blob: `blobs/sha256/…` (OCI image-layout.md, "Blobs"). */
export function blobPath(digest: Digest): string {
  return `blobs/${digest.algorithm}/${digest.hex}`;
}

/** The digest that a path of a layout promises; null for any other path. */
export function digestOfPath(path: string): Digest | null {
  const match = /^blobs\/([^/]+)\/([^/]+)$/.exec(path);
  const digest = match === null ? 'malformed' : readDigest(`${match[1]}:${match[2]}`);
  return typeof digest === 'string' ? null : digest;
}

/** Twelve digits, as Docker shortens an id. */
export function shortId(id: string): string {
  return id.replace(/^[^:]*:/, '').slice(0, 12);
}
