import type { Image } from '../../facts/image.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Fact } from '../../model/fact.ts';
import { baseLayersOf } from '../../readers/secrets/base-layers.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import { secretSightings } from '../../readers/secrets/sightings.ts';

/** A layer of an image, and what a search in it found; null when none was made. */
export interface SearchedFiles {
  readonly diffId: string;
  readonly paths: Buffer;
  readonly secrets: SearchedLayer | null;
}

/** Secrets of an image whose layers were searched, those of its base image left out, and what was not searched. */
export function* secretsOf(image: Fact<Image>, layers: readonly SearchedFiles[]): Generator<Sighting> {
  const base = baseLayersOf(image.value);
  const told = layers.map(({ diffId, paths, secrets }, index) =>
    index < base.count
      ? { diffId, paths, files: null, because: base.because }
      : { diffId, paths, files: secrets?.files ?? null, because: 'it was not read' },
  );
  yield* secretSightings(image.value, told, image).sightings;
  const sum = (of: 'installed' | 'unread'): number =>
    layers.slice(base.count).reduce((all, { secrets }) => all + (secrets?.[of] ?? 0), 0);
  const gap = (because: string, toKnow: string): Sighting => {
    const { source, name: subject } = image.subject;
    return { gap: { code: 'SECRETS_UNSEARCHED', source, subject, because, toKnow, touches: [] } };
  };
  const [installed, unread] = [sum('installed'), sum('unread')];
  if (installed > 0) {
    const because = `${installed} files in folders of installed packages (node_modules, site-packages, usr/share and the like) were not searched for secrets`;
    yield gap(because, 'Search what was copied there before the image is built.');
  }
  if (unread > 0) {
    const because = `${unread} files were not searched for secrets: sparse, of too long a name, or beyond 10,000 with secrets`;
    yield gap(because, 'Look through them.');
  }
}
