const indexTypes = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const manifestTypes = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);
const configTypes = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/** What a descriptor of an index points to; null for a media type that is neither. */
export function manifestKind(mediaType: string): 'index' | 'manifest' | null {
  if (indexTypes.has(mediaType)) return 'index';
  return manifestTypes.has(mediaType) ? 'manifest' : null;
}

export function isImageConfig(mediaType: string): boolean {
  return configTypes.has(mediaType);
}

const layer =
  /^application\/vnd\.(?:oci\.image\.layer\.(nondistributable\.)?v1\.tar|docker\.image\.rootfs\.(foreign\.)?diff\.tar)(?:[.+](?:gzip|zstd))?(\+encrypted)?$/;

/**
 * A layer of files by its media type (OCI image-spec media-types.md; Docker image manifest v2).
 * `foreign`: its blob may be kept elsewhere on purpose. How it is compressed its own bytes tell.
 */
export function layerKind(mediaType: string): 'layer' | 'foreign' | 'encrypted' | null {
  const match = layer.exec(mediaType);
  if (match === null) return null;
  if (match[3] !== undefined) return 'encrypted';
  return match[1] !== undefined || match[2] !== undefined ? 'foreign' : 'layer';
}

const statement =
  /^application\/(vnd\.in-toto(\.[a-z0-9-]+)*\+json|vnd\.dsse\.envelope\.v1\+json|vnd\.dev\.cosign\.simplesigning\.v1\+json|vnd\.dev\.sigstore\.bundle[.+][a-z0-9.+;= -]+|jose\+json|cose|spdx\+json|vnd\.cyclonedx\+(json|xml))$/;

/** Signatures, attestations and SBOMs that are stored beside an image in the shape of a manifest. */
export function isStatement(mediaType: string): boolean {
  return statement.test(mediaType);
}
