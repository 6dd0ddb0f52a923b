import { HttpError } from '../../io/http/http-error.ts';
import type { Cluster } from '../../io/kubernetes/cluster.ts';
import { pathOf } from '../../io/kubernetes/discovery.ts';
import { listAll } from '../../io/kubernetes/objects.ts';
import type { Gap } from '../../model/gap.ts';
import { unreadGap, type Refusal } from './gaps.ts';
import type { Wanted } from './wanted.ts';

/** The namespaces that are tried one by one where a kind may not be listed in all at once. */
export interface Namespaces {
  readonly names: readonly string[];
  /** Why there may be more than these; null when these are all. */
  readonly incomplete: string | null;
}

/** What came of listing one kind. */
export interface KindListed {
  readonly items: readonly unknown[];
  readonly gaps: readonly Gap[];
  readonly refusals: readonly Refusal[];
  /** Where all objects were given: namespaces, or the empty text for the whole cluster. */
  readonly complete: readonly string[];
  /** True when it had to be listed namespace by namespace. */
  readonly byNamespace: boolean;
}

/** Kinds that failed one after the other because there is no conversation; the rest is not tried. */
const givenUpAfter = 3;
const silent = new Set(['no-host', 'refused', 'proxy', 'tls', 'silent']);

/** Lists kinds, in the whole cluster or else where it may. */
export class Lister {
  readonly #cluster: Cluster;
  readonly #namespaces: () => Promise<Namespaces>;
  #failed = 0;
  #lost: HttpError | null = null;

  constructor(cluster: Cluster, namespaces: () => Promise<Namespaces>) {
    this.#cluster = cluster;
    this.#namespaces = namespaces;
  }

  /**
   * @param keep what is kept of each object, with its apiVersion and kind
   * @param discovered false when it is not known whether the server has this kind
   */
  async list(wanted: Wanted, keep: (item: unknown) => unknown, discovered: boolean): Promise<KindListed> {
    const whole = await this.#listOne(wanted, undefined, keep, discovered);
    if (!('refused' in whole))
      return {
        ...whole,
        complete: whole.gaps.length === 0 && discovered ? [''] : [],
        refusals: [],
        byNamespace: false,
      };
    const everywhere: Refusal = { wanted, namespace: null, because: whole.refused };
    if (!wanted.resource.namespaced)
      return { items: [], gaps: [], refusals: [everywhere], complete: [], byNamespace: false };
    const { names } = await this.#namespaces();
    const items: unknown[] = [];
    const gaps: Gap[] = [];
    const refusals: Refusal[] = [];
    const complete: string[] = [];
    for (const namespace of names) {
      const part = await this.#listOne(wanted, namespace, keep, discovered);
      if ('refused' in part) refusals.push({ wanted, namespace, because: part.refused });
      else {
        for (const item of part.items) items.push(item);
        gaps.push(...part.gaps);
        if (part.gaps.length === 0 && discovered) complete.push(namespace);
      }
    }
    // Refused in each: one permission for the whole cluster is what is missing.
    const all = refusals.length === names.length;
    return { items, gaps, refusals: all ? [everywhere] : refusals, complete, byNamespace: true };
  }

  async #listOne(
    wanted: Wanted,
    namespace: string | undefined,
    keep: (item: unknown) => unknown,
    discovered: boolean,
  ): Promise<{ items: readonly unknown[]; gaps: readonly Gap[] } | { refused: string }> {
    const path = pathOf(wanted.resource, namespace);
    try {
      if (this.#lost !== null) throw this.#lost;
      const { items } = await listAll(this.#cluster, path, keep);
      this.#failed = 0;
      return { items, gaps: [] };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      if (error.status === 403) return { refused: error.message };
      // A server that did not say what it has simply lacks it.
      if (error.status === 404 && !discovered) return { items: [], gaps: [] };
      if (silent.has(error.kind) && ++this.#failed >= givenUpAfter) this.#lost = error;
      return { items: [], gaps: [unreadGap(wanted, namespace, path, error)] };
    }
  }
}
