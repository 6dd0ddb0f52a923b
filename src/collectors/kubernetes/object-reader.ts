import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { listing } from '../../facts/listing.ts';
import { apiVersionOf, pathOf, type ApiResource } from '../../io/kubernetes/discovery.ts';
import type { Sighting } from '../../model/collector.ts';
import { fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { certificatesOf } from '../../readers/certificates/certificates-of-object.ts';
import { readEmbeddedConfigurations } from '../../readers/configuration/read-configuration.ts';
import { readKubernetes } from '../../readers/kubernetes/read-kubernetes.ts';
import type { KindListed } from './lister.ts';
import { isExtension } from './wanted.ts';

type Plain = Record<string, unknown>;

/** What objects of an answer mean: the same as in a file, but for where they stand. */
export class ObjectReader {
  readonly #source: string;
  /** Of Secrets, read before their values were dropped; by the kept object. */
  readonly #ofSecrets = new WeakMap<object, readonly Sighting[]>();
  /** Told only when the Pods that would answer them could not be seen. */
  readonly #answeredByPods: Gap[] = [];
  #podsSeen = false;

  constructor(source: string) {
    this.#source = source;
  }

  /** What is kept of each object while its list is read. */
  keeper(resource: ApiResource): (item: unknown) => unknown {
    const apiVersion = apiVersionOf(resource);
    const { kind } = resource;
    const isSecret = resource.group === '' && resource.resource === 'secrets';
    return (item) => {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
      // Items of a list leave out what the list says of all.
      const object: Plain = { apiVersion, kind, ...item };
      return isSecret ? this.#withoutValues(object, resource) : object;
    };
  }

  *read(resource: ApiResource, listed: KindListed): Generator<Sighting> {
    if (resource.group === '' && resource.resource === 'pods')
      this.#podsSeen = listed.gaps.length === 0 && listed.refusals.length === 0;
    for (const namespace of isExtension(resource.group) ? [] : listed.complete) {
      const where = namespace === '' ? {} : { namespace };
      const about = {
        subject: { source: this.#source, kind: `${resource.kind}List`, ...where, name: '(all)' },
        stage: 'admitted',
      } as const;
      const path = pathOf(resource, namespace === '' ? undefined : namespace);
      const at = { source: this.#source, api: `GET ${path}` };
      yield { fact: fact(listing, about, { kind: resource.kind, namespace }, at) };
    }
    for (const item of listed.items) {
      for (const sighting of this.#sightingsOf(item, resource)) {
        if (!('gap' in sighting) || !isAnsweredByPods(sighting.gap)) yield sighting;
        else this.#answeredByPods.push(sighting.gap);
      }
    }
  }

  /** After all kinds: gaps that the Pods did not answer. */
  *rest(): Generator<Sighting> {
    if (!this.#podsSeen) for (const gap of this.#answeredByPods) yield { gap };
  }

  *#sightingsOf(item: unknown, resource: ApiResource): Generator<Sighting> {
    const root = this.#located(item, resource);
    const sightings = readKubernetes(root, { source: this.#source, stage: 'admitted' });
    yield* sightings;
    const known = typeof item === 'object' && item !== null ? this.#ofSecrets.get(item) : undefined;
    if (known !== undefined) yield* known;
    else if (resource.group === '' && resource.resource === 'configmaps') yield* embedded(sightings);
    else yield* certificatesOf(sightings);
  }

  #located(item: unknown, resource: ApiResource): Located {
    const { metadata } = Object(item) as { metadata?: unknown };
    const { name, namespace } = Object(metadata) as Plain;
    const collection = pathOf(resource, typeof namespace === 'string' && namespace !== '' ? namespace : undefined);
    const path = typeof name === 'string' ? `${collection}/${encodeURIComponent(name)}` : collection;
    return Located.root(item, apiPlace(this.#source, `GET ${path}`));
  }

  /** A configuration inside is read at once; then the values are gone, and only their names stay. */
  #withoutValues(secret: Plain, resource: ApiResource): Plain {
    const sightings = readKubernetes(this.#located(secret, resource), { source: this.#source, stage: 'admitted' });
    const inside = [...embedded(sightings), ...certificatesOf(sightings)];
    const kept: Plain = { ...secret };
    for (const field of ['data', 'stringData']) {
      const values = secret[field];
      if (typeof values === 'object' && values !== null && !Array.isArray(values))
        kept[field] = Object.fromEntries(Object.keys(values).map((key) => [key, null]));
    }
    const { metadata } = kept as { metadata?: Plain };
    const annotations = metadata?.['annotations'] as Plain | undefined;
    const applied = 'kubectl.kubernetes.io/last-applied-configuration';
    // kubectl keeps a copy of the values here.
    if (typeof annotations === 'object' && annotations !== null && applied in annotations) {
      const { [applied]: _values, ...others } = annotations;
      kept['metadata'] = { ...metadata, annotations: others };
    }
    this.#ofSecrets.set(kept, inside);
    return kept;
  }
}

function* embedded(sightings: readonly Sighting[]): Generator<Sighting> {
  for (const sighting of sightings) {
    if (!('fact' in sighting) || sighting.fact.kind !== kubernetesObject.name) continue;
    const object = sighting.fact.value as KubernetesObject;
    yield* readEmbeddedConfigurations(object.root, sighting.fact.subject, 'admitted');
  }
}

/** What an unknown kind or a chart runs, runs as Pods, and these are seen. */
function isAnsweredByPods({ code }: Gap): boolean {
  return code === 'OBJECT_UNREAD' || code === 'TEMPLATE_UNRENDERED';
}
