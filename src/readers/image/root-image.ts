import { image, type Image, type ImageLayer, type OperatingSystem } from '../../facts/image.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { seen, type Seen } from '../../model/seen.ts';

/** The `image` fact of a root filesystem: its contents, and nothing of how it would be run. */
export function rootImage(
  name: string,
  id: string,
  os: Seen<OperatingSystem>,
  layers: readonly ImageLayer[],
  at: Evidence,
): { fact: Fact<Image>; sightings: Sighting[] } {
  const unsaid = <T>(): Seen<T> => seen<T>(undefined, at, 'a root filesystem has no image configuration');
  const value: Image = {
    references: [],
    digest: unsaid(),
    id,
    platform: unsaid(),
    created: unsaid(),
    user: unsaid(),
    environment: [],
    entrypoint: unsaid(),
    command: unsaid(),
    exposedPorts: [],
    volumes: [],
    healthCheck: unsaid(),
    labels: {},
    history: [],
    layers,
    os,
    at,
  };
  const gap: Gap = {
    code: 'IMAGE_CONFIG_ABSENT',
    source: at.source,
    subject: name,
    because: 'it is a root filesystem: how it is run, where it came from and who signed it are said elsewhere',
    toKnow: 'Ask about the image that is made of it.',
    touches: [
      'images/trusted-sources',
      'images/signatures',
      'images/updates',
      'images/reviews',
      'hardening',
      'runtime',
    ],
    at,
  };
  const made = fact(image, { subject: { source: at.source, kind: 'Image', name }, stage: 'declared' }, value, at);
  return { fact: made, sightings: [{ fact: made }, { gap }] };
}
