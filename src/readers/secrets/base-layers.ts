import type { Image } from '../../facts/image.ts';

/** Layers at the bottom of an image that come from the image it was built upon. */
export interface BaseLayers {
  readonly count: number;
  /** What shows it. */
  readonly because: string;
}

const noBase: BaseLayers = { count: 0, because: 'nothing shows which layers come from a base image' };

/**
 * Which layers come from a base image, so far as the image itself shows: the history of a base ends with
 * the command that it runs (`CMD`, `ENTRYPOINT`), and layers that follow such a line were built upon it.
 * Whoever makes an image writes its history, so that layers which are not searched for that reason must
 * be told of.
 */
export function baseLayersOf({
  history,
  layers,
  labels,
}: Pick<Image, 'history' | 'labels'> & { readonly layers: readonly unknown[] }): BaseLayers {
  if (history.filter(({ emptyLayer }) => !emptyLayer).length !== layers.length) return noBase;
  let below = 0;
  let count = 0;
  let line = '';
  let marked: string | null = null;
  for (const { emptyLayer, createdBy } of history) {
    if (emptyLayer) {
      if (/^(?:\/bin\/sh -c #\(nop\)\s+)?(?:CMD|ENTRYPOINT)\b/.test(createdBy.trim())) marked = createdBy.trim();
      continue;
    }
    // The line ends a base only when something was built upon it.
    if (marked !== null && below > 0) [count, line] = [below, marked];
    marked = null;
    below++;
  }
  if (count === 0) return noBase;
  const name = labels['org.opencontainers.image.base.name'];
  const base = name === undefined ? 'a base image' : `the base image ${name.slice(0, 200)}`;
  return { count, because: `the history of ${base} ends with ${JSON.stringify(line.slice(0, 100))}` };
}
