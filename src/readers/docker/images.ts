import { image, type Image, type ImageHistory } from '../../facts/image.ts';
import { fact, type Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { source } from './engine.ts';

/**
 * An image as the engine describes it.
 *
 * @param inspect GET /images/ID/json
 * @param history GET /images/ID/history; absent when it was not asked
 */
export function imageFact(inspect: Located, history: Located): Fact<Image> | undefined {
  const id = inspect.get('Id').string().value;
  if (id === undefined) return undefined;
  const config = inspect.get('Config');
  const tags = named(inspect.get('RepoTags'));
  const digests = named(inspect.get('RepoDigests'));
  const references = [...tags, ...digests];
  const unread = 'the engine does not show the bytes of a layer';
  const value: Image = {
    references,
    digest: digestOf(inspect.get('RepoDigests'), digests),
    id,
    platform: platformOf(inspect),
    created: inspect.get('Created').string(),
    user: userOf(config.get('User')),
    environment: config
      .get('Env')
      .items()
      .map((entry) => environmentOf(entry)),
    entrypoint: wordsOf(config.get('Entrypoint')),
    command: wordsOf(config.get('Cmd')),
    exposedPorts: config
      .get('ExposedPorts')
      .entries()
      .map(([port]) => port),
    volumes: config
      .get('Volumes')
      .entries()
      .map(([path]) => path),
    healthCheck: healthOf(config),
    labels: config.get('Labels').record(),
    history: historyOf(history),
    layers: inspect
      .down('RootFS', 'Layers')
      .items()
      .map((layer) => ({
        digest: undefined,
        diffId: layer.text().value ?? '',
        mediaType: '',
        // The engine gives no stored size of a layer.
        size: 0,
        verified: seen<boolean>(undefined, layer.at, unread),
      })),
    os: seen<Image['os']['value'] & object>(undefined, inspect.at, 'the engine does not show the files of an image'),
    at: inspect.at,
  };
  const name = references[0] ?? id;
  return fact(image, { subject: { source, kind: 'Image', name }, stage: 'admitted' }, value, inspect.at);
}

/** `NAME=value`; a name alone takes the value of the engine's environment, which is not shown. */
export function environmentOf(entry: Located): { name: string; value: Seen<string> } {
  const text = entry.text().value ?? '';
  const equals = text.indexOf('=');
  if (equals === -1) return { name: text, value: seen<string>(undefined, entry.at, 'has no value') };
  return { name: text.slice(0, equals), value: seen(text.slice(equals + 1), entry.at) };
}

/** A list of words; null and an empty list are the same to the engine. Old engines hold one string. */
export function wordsOf(at: Located): Seen<readonly string[]> {
  if (at.exists && at.value === null) return seen<readonly string[]>([], at.at);
  const text = typeof at.value === 'string' ? at.value : undefined;
  return text === undefined ? at.strings() : seen<readonly string[]>([text], at.at);
}

function userOf(at: Located): Seen<string> {
  if (at.empty || at.value === '') return seen('root', at.noted('absent: root'));
  return at.text();
}

function healthOf(config: Located): Seen<boolean> {
  if (!config.isMap) return seen<boolean>(undefined, config.at);
  const test = config.get('Healthcheck').get('Test');
  const first = test.items()[0]?.value;
  return seen(first !== undefined && first !== 'NONE', test.at);
}

function named(list: Located): string[] {
  return list
    .items()
    .map((one) => one.text().value ?? '')
    .filter((name) => name !== '' && !name.startsWith('<none>'));
}

function digestOf(at: Located, digests: readonly string[]): Seen<string> {
  const digest = digests[0]?.split('@')[1];
  return digest === undefined
    ? seen<string>(undefined, at.at, 'it was neither pulled nor pushed, so it has no digest of a registry')
    : seen(digest, at.at);
}

function platformOf(inspect: Located): Seen<string> {
  const [os, architecture, variant] = ['Os', 'Architecture', 'Variant'].map((key) => inspect.get(key).text().value);
  const at = inspect.get('Architecture').at;
  if (os === undefined || os === '' || architecture === undefined || architecture === '') {
    return seen<string>(undefined, at, 'the engine names no platform');
  }
  return seen([os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/'), at);
}

/** Oldest first, as in an image's own configuration; the engine answers newest first. */
function historyOf(history: Located): ImageHistory[] {
  return history
    .items()
    .toReversed()
    .map((one) => {
      const created = one.get('Created').number().value;
      return {
        createdBy: one.get('CreatedBy').text().value ?? '',
        // Seconds since the epoch; what no Date can hold is left out.
        ...(created === undefined || !(Math.abs(created) < 8.64e12)
          ? {}
          : { created: new Date(created * 1000).toISOString() }),
        emptyLayer: one.get('Size').value === 0,
        at: one.noted('a layer is taken as empty when its Size is 0'),
      };
    });
}
