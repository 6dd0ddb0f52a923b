import { image, type Image, type ImageHistory, type ImageLayer, type OperatingSystem } from '../../facts/image.ts';
import { shortId } from '../../formats/oci/digest.ts';
import { readPlatform } from '../../formats/oci/manifests.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';

/** An image as its source tells of it, its configuration not yet read. */
export interface ImageSource {
  readonly references: readonly string[];
  readonly digest: Seen<string>;
  readonly id: string;
  /** OCI image-spec config.md, or Docker's image JSON, which it comes from. */
  readonly config: Located;
  readonly layers: readonly ImageLayer[];
  readonly os: Seen<OperatingSystem>;
  readonly at: Evidence;
}

/** The `image` fact of an image, and a gap for each part of its configuration that has a wrong shape. */
export function imageSightings(from: ImageSource): Sighting[] {
  return imageFact(from).sightings;
}

/** The same, and the fact by itself for what else is told of the image. */
export function imageFact(from: ImageSource): { fact: Fact<Image>; sightings: Sighting[] } {
  const root = from.config;
  const config = root.get('config');
  const command = config.get('Cmd').strings();
  const entrypoint = config.get('Entrypoint').strings();
  const platform = readPlatform(root) ?? undefined;
  const value: Image = {
    references: from.references,
    digest: from.digest,
    id: from.id,
    platform: seen(platform, root.get('os').at),
    created: root.get('created').string(),
    user: userOf(root),
    environment: environmentOf(config.get('Env')),
    entrypoint,
    command,
    exposedPorts: config
      .get('ExposedPorts')
      .entries()
      .map(([port]) => port),
    volumes: config
      .get('Volumes')
      .entries()
      .map(([path]) => path),
    healthCheck: healthCheckOf(config.get('Healthcheck')),
    labels: config.get('Labels').record(),
    history: root
      .get('history')
      .items()
      .map((item) => historyOf(item)),
    layers: from.layers,
    os: from.os,
    at: from.at,
  };
  const subject = { source: from.at.source, kind: 'Image', name: from.references[0] ?? shortId(from.id) };
  const made = fact(image, { subject, stage: 'declared' }, value, from.at);
  const gaps = faultsOf(root).map((place) => ({ gap: shapeGap(place, subject.name) }));
  return { fact: made, sightings: [{ fact: made }, ...gaps] };
}

/** The runtime takes root where the configuration names nobody; on Windows it takes another user. */
function userOf(root: Located): Seen<string> {
  const user = root.down('config', 'User');
  const named = user.string();
  const nobody = user.empty || named.value === '';
  if (!nobody) return named;
  return root.get('os').string().value === 'windows'
    ? seen<string>(undefined, user.at, 'names no user, and Windows takes one of its own')
    : seen('0', user.noted('absent: containers run as root'));
}

function environmentOf(list: Located): Image['environment'] {
  return list.items().flatMap((item) => {
    const text = item.string().value;
    if (text === undefined) return [];
    const equals = text.indexOf('=');
    return equals === -1
      ? [{ name: text, value: seen<string>(undefined, item.at, 'has no value') }]
      : [{ name: text.slice(0, equals), value: seen(text.slice(equals + 1), item.at) }];
  });
}

/** Docker image specification 1.2, "Healthcheck": an empty test inherits, which a final image cannot. */
function healthCheckOf(check: Located): Seen<boolean> {
  if (check.empty) return seen(false, check.noted('absent: there is no health check'));
  const test = check.get('Test').strings();
  if (test.value === undefined && test.why !== undefined) return seen<boolean>(undefined, test.at, test.why);
  const first = test.value?.[0];
  return seen(first !== undefined && first !== 'NONE', test.at);
}

/** One step of the history that a configuration tells. */
export function historyOf(item: Located): ImageHistory {
  const created = item.get('created').string().value;
  return {
    createdBy: item.get('created_by').string().value ?? '',
    ...(created === undefined ? {} : { created }),
    emptyLayer: item.get('empty_layer').boolean().value ?? false,
    at: item.at,
  };
}

type Shape = 'map' | 'list' | 'strings' | 'string';
const shapes: readonly (readonly [Shape, ...string[]])[] = [
  ['string', 'os'],
  ['string', 'architecture'],
  ['string', 'created'],
  ['list', 'history'],
  ['map', 'config'],
  ['string', 'config', 'User'],
  ['strings', 'config', 'Env'],
  ['strings', 'config', 'Cmd'],
  ['strings', 'config', 'Entrypoint'],
  ['map', 'config', 'ExposedPorts'],
  ['map', 'config', 'Volumes'],
  ['map', 'config', 'Labels'],
  ['map', 'config', 'Healthcheck'],
  ['strings', 'config', 'Healthcheck', 'Test'],
];

/** Places that hold something of another shape: they read as absent, which would be a lie without a gap. */
function faultsOf(root: Located): Located[] {
  return shapes.flatMap(([shape, ...path]) => {
    const place = root.down(...path);
    if (place.empty) return [];
    const fits = {
      map: place.isMap,
      list: place.isList,
      strings: place.strings().value !== undefined,
      string: place.string().value !== undefined,
    }[shape];
    return fits ? [] : [place];
  });
}

function shapeGap(place: Located, name: string): Gap {
  return {
    code: 'IMAGE_CONFIG_INVALID',
    source: place.at.source,
    subject: name,
    because: `${place.path} of its configuration has not the shape that the OCI image specification gives`,
    toKnow: 'Build the image again with a builder that writes OCI image configurations.',
    touches: ['images', 'hardening', 'runtime'],
    at: place.at,
  };
}
