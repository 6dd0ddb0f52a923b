import type { Image } from '../../../facts/image.ts';
import type { Container } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { Fact } from '../../../model/fact.ts';

/**
 * The image that a container was written with, when the same reference was looked at as an image.
 * Null when it was not, or when images that differ go by the name: which one would run is not known.
 */
export function imageOf(container: Container, images: readonly Fact<Image>[]): Image | null {
  const wanted = canonical(container.image.value ?? '');
  if (wanted === null) return null;
  const found = images.filter(({ value }) => value.references.some((reference) => canonical(reference) === wanted));
  const ids = new Set(found.map(({ value }) => value.id));
  return ids.size === 1 ? (found[0]?.value ?? null) : null;
}

function canonical(reference: string): string | null {
  const read = parseImageReference(reference);
  if (read === null) return null;
  return read.digest === undefined ? `${read.name}:${read.tag ?? 'latest'}` : `${read.name}@${read.digest}`;
}
