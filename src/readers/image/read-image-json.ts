import type { ImageLayer, OperatingSystem } from '../../facts/image.ts';
import { jsonPlace } from '../../formats/oci/json.ts';
import { readOsRelease } from '../../formats/os-release/read-os-release.ts';
import type { Sighting } from '../../model/collector.ts';
import { Located } from '../../model/located.ts';
import { seen } from '../../model/seen.ts';
import { imageSightings } from './sightings.ts';

/**
 * Reads an OCI image configuration without an image around it, as the pages of checks show them.
 * Beside the keys of the specification it may have `reference`, `digest`, `osRelease` (the text of
 * the file) and `layersVerified`: for each layer, whether reading it showed what its digests say.
 * Without that nothing is known of the layers, for none was read.
 */
export function readImageJson(json: unknown): Sighting[] {
  const root = Located.root(json, jsonPlace('image', 'image.json'));
  const reference = root.get('reference').string().value;
  const release = root.get('osRelease').string();
  const system = release.value === undefined ? 'no layer has an os-release' : readOsRelease(release.value);
  const diffIds = root.down('rootfs', 'diff_ids');
  const told = root.get('layersVerified').items();
  const layers = diffIds.items().map((item, index): ImageLayer => ({
    digest: undefined,
    diffId: item.string().value ?? '',
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    size: 0,
    verified:
      told[index]?.boolean() ?? seen<boolean>(undefined, item.at, 'only the configuration of the image was given'),
  }));
  return imageSightings({
    references: reference === undefined ? [] : [reference],
    digest: root.get('digest').string(),
    id: root.get('digest').string().value ?? 'sha256:unknown',
    config: root,
    layers,
    os: typeof system === 'string' ? seen<OperatingSystem>(undefined, release.at, system) : seen(system, release.at),
    at: root.at,
  });
}
