import { secret, type Secret } from '../../facts/secret.ts';
import type { Image } from '../../facts/image.ts';
import { findSecrets, type Secret as FoundSecret, type SecretsFound } from '../../formats/secrets/find-secrets.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact, type About } from '../../model/fact.ts';
import { hiddenBy } from './hidden-by.ts';

/** What was found in one layer, bottom first. */
export interface LayerSecrets {
  /** Empty where there are no layers: of a root filesystem. */
  readonly diffId: string;
  /** All its paths: see formats/root/path-list.ts. */
  readonly paths: Buffer;
  /** By path, where something was found; null when the layer was not searched. */
  readonly files: ReadonlyMap<string, SecretsFound> | null;
  /** Why it was not. */
  readonly because?: string;
}

export interface SecretSightings {
  readonly sightings: readonly Sighting[];
  /** How many that have the form of a secret were taken for none, for a reason that is the rule's. */
  readonly passedOver: number;
}

/** Facts of the secrets in layers and in the history of an image, and what of it was not searched. */
export function secretSightings(image: Image, layers: readonly LayerSecrets[], about: About): SecretSightings {
  const { source } = about.subject;
  const sightings: Sighting[] = [];
  let passedOver = 0;
  const files = new Map(layers.map(({ files }, index) => [index, new Set(files?.keys())] as const));
  const hidden = hiddenBy(
    layers.map(({ paths }) => paths),
    files,
  );
  for (const [index, { diffId, files: found }] of layers.entries()) {
    for (const [file, { secrets, passedOver: others, isCut }] of found ?? []) {
      passedOver += others.length;
      const by = hidden.get(`${index} ${file}`);
      for (const one of secrets) {
        const { line, column } = one;
        const value: Secret = {
          ...told(one, image),
          layer: diffId === '' ? null : diffId,
          file,
          line,
          column,
          deletedIn: by === undefined ? null : layers[by]!.diffId,
          at: { source, file, line, column, ...(diffId === '' ? {} : { layer: diffId }) },
        };
        sightings.push({ fact: fact(secret, about, value, value.at) });
      }
      if (isCut) sightings.push(unsearched(about, file, 'it holds more secrets than are told', 'Look through it.'));
    }
  }
  sightings.push(...ofHistory(image, about));
  const skipped = layers.filter(({ files }) => files === null);
  for (const because of new Set(skipped.map((layer) => layer.because ?? 'it was not searched'))) {
    const ids = skipped
      .filter((layer) => (layer.because ?? 'it was not searched') === because)
      .map(({ diffId }) => diffId);
    const names = ids.map((id) => id.slice(0, 19)).join(', ');
    const what = ids.length === 1 ? 'a layer was' : `${ids.length} layers were`;
    sightings.push(
      unsearched(
        about,
        about.subject.name,
        `${what} not searched for secrets (${names}): ${because}`,
        'Scan the image that they come from, or look for secrets in them by another tool.',
      ),
    );
  }
  return { sightings, passedOver };
}

/** Arguments of a build and words of commands stay in the history for all to read. */
function ofHistory(image: Image, about: About): Sighting[] {
  return image.history.flatMap(({ createdBy, at }) =>
    findSecrets('', Buffer.from(createdBy)).secrets.map((one): Sighting => {
      const value: Secret = {
        ...told(one, image),
        layer: null,
        file: null,
        line: null,
        column: null,
        deletedIn: null,
        at,
      };
      return { fact: fact(secret, about, value, at) };
    }),
  );
}

function told({ rule, title, severity, redacted, proof }: FoundSecret, image: Image) {
  return { rule, title, severity, redacted, proof, image: image.id };
}

/** It says what was left out and turns no answer: no aspect asks for secrets in layers. */
function unsearched({ subject }: About, what: string, because: string, toKnow: string): Sighting {
  return { gap: { code: 'SECRETS_UNSEARCHED', source: subject.source, subject: what, because, toKnow, touches: [] } };
}
