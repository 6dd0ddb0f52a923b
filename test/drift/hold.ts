import { collectors } from '../../src/cli/collectors.ts';
import { listing } from '../../src/facts/listing.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { driftOf, type Drift, type DriftAsked } from '../../src/questions/hardening/drift/drift.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import type { Plain } from '../real/kubernetes-client.ts';

/** Facts of objects as a folder or an API would give them. */
export function factsOf(objects: readonly Plain[], side: 'declared' | 'live'): Fact[] {
  return objects.flatMap((object, index) => {
    const { namespace, name } = object.metadata ?? {};
    const place = apiPlace('test', `${side} ${index} ${object.kind} ${namespace ?? ''}/${name}`);
    const context = { source: 'test', stage: side === 'live' ? 'admitted' : 'declared' } as const;
    return readKubernetes(Located.root(object, place), context).flatMap((one) => ('fact' in one ? [one.fact] : []));
  });
}

/** That all objects of these kinds were given. */
export function listingsOf(kinds: readonly string[]): Fact[] {
  const about = { subject: { source: 'test', kind: 'List', name: '(all)' }, stage: 'admitted' } as const;
  return kinds.map((kind) => fact(listing, about, { kind, namespace: '' }, { source: 'test', api: `GET ${kind}` }));
}

/** What `hardening drift` makes of two sides. */
export function drift(
  declared: readonly Plain[],
  live: readonly Plain[],
  more: Partial<DriftAsked> & { readonly listed?: readonly string[] } = {},
): Drift {
  const { listed = [...new Set([...declared, ...live].map(({ kind }) => kind as string))], ...asked } = more;
  return driftOf({
    declared: [{ label: 'declared', facts: factsOf(declared, 'declared'), gaps: [] }],
    live: [{ label: 'live', facts: [...factsOf(live, 'live'), ...listingsOf(listed)], gaps: [] }],
    namespace: null,
    whole: false,
    except: new Set(),
    exceptClusterScoped: false,
    ...asked,
  });
}

/** `differs Deployment shop/web: hostPID, securityContext.privileged of web`; what is the same is left out. */
export function told({ items }: Pick<Drift, 'items'>): string[] {
  return items
    .filter(({ state }) => state !== 'same')
    .map(({ state, subject, differences }) => {
      const name = subject.namespace === undefined ? subject.name : `${subject.namespace}/${subject.name}`;
      const settings = differences.map(({ setting, container }) =>
        container === null ? setting : `${setting} of ${container}`,
      );
      return `${state} ${subject.kind} ${name}${settings.length === 0 ? '' : `: ${settings.toSorted().join(', ')}`}`;
    })
    .toSorted();
}

/** What Plimsoll sees of a folder. */
export async function declaredBy(path: string): Promise<Fact[]> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  const target = { path, shown: 'declared', ignore: [], environment: {} };
  const seen = await Array.fromAsync((await collectors.directory()).collect(target, context));
  return seen.flatMap((one) => ('fact' in one ? [one.fact] : []));
}
