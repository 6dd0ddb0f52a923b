import type { About, Fact } from '../model/fact.ts';
import type { Located } from '../model/located.ts';
import { pass, type Judgement } from '../model/outcome.ts';
import { containersOf, type ContainerOf, type Workload } from './workload.ts';

/** A Pod or Pod template of Kubernetes with the spec that it was read from. */
export interface PodOf extends About {
  readonly pod: Located;
  readonly workload: Workload;
  /** That nothing is wrong with it, seen at the object as a whole: some thirty checks say the same of nearly all Pods. */
  readonly fine: Judgement;
}

/** A container of one, as it was read. */
export interface PodContainerOf extends ContainerOf {
  readonly spec: Located;
  /** That nothing is wrong with it, seen at the container as a whole. */
  readonly fine: Judgement;
}

const pods = new WeakMap<readonly Fact<Workload>[], readonly PodOf[]>();
const containers = new WeakMap<readonly Fact<Workload>[], readonly PodContainerOf[]>();

/** Every Pod spec; a workload of another orchestrator has none. */
export function podsOf(workloads: readonly Fact<Workload>[]): readonly PodOf[] {
  let found = pods.get(workloads);
  if (found === undefined) {
    const read: PodOf[] = [];
    for (const about of workloads) {
      const { subject, stage, value } = about;
      if (value.pod !== undefined)
        read.push({ subject, stage, pod: value.pod, workload: value, fine: pass(about, value.at) });
    }
    found = read;
    pods.set(workloads, found);
  }
  return found;
}

/** Every container of every Pod spec, init, sidecar and ephemeral ones included. */
export function podContainersOf(workloads: readonly Fact<Workload>[]): readonly PodContainerOf[] {
  let found = containers.get(workloads);
  if (found === undefined) {
    const read: PodContainerOf[] = [];
    for (const about of containersOf(workloads)) {
      const { subject, stage, container, workload } = about;
      const { spec, at } = container;
      if (spec !== undefined) read.push({ subject, stage, container, workload, spec, fine: pass(about, at) });
    }
    found = read;
    containers.set(workloads, found);
  }
  return found;
}

/** What is found fine without being looked at, and the few that state a key, by their places in it. */
interface Stating {
  readonly fine: readonly Judgement[];
  readonly byKey: ReadonlyMap<string, readonly number[]>;
}

const podKeys = new WeakMap<readonly PodOf[], Stating>();
const containerKeys = new WeakMap<readonly PodContainerOf[], Stating>();

/**
 * Judges a setting of every container. Nearly all leave it out, and where that is the good case nothing is
 * done for them: thirty checks over a thousand containers share one list of passes.
 *
 * @param ruling asked only where one of the keys is stated
 */
export function judgeContainers(
  workloads: readonly Fact<Workload>[],
  keys: readonly string[],
  ruling: (about: PodContainerOf) => Judgement,
): readonly Judgement[] {
  const all = podContainersOf(workloads);
  return judgeStating(
    all,
    statingOf(containerKeys, all, ({ spec }) => spec),
    keys,
    ruling,
  );
}

/** The same for a setting of the Pod. */
export function judgePods(
  workloads: readonly Fact<Workload>[],
  keys: readonly string[],
  ruling: (about: PodOf) => Judgement,
): readonly Judgement[] {
  const all = podsOf(workloads);
  return judgeStating(
    all,
    statingOf(podKeys, all, ({ pod }) => pod),
    keys,
    ruling,
  );
}

function judgeStating<T>(
  all: readonly T[],
  { fine, byKey }: Stating,
  keys: readonly string[],
  ruling: (about: T) => Judgement,
): readonly Judgement[] {
  const places = new Set(keys.flatMap((key) => byKey.get(key) ?? []));
  if (places.size === 0) return fine;
  const judged = [...fine];
  for (const place of places) judged[place] = ruling(all[place]!);
  return judged;
}

function statingOf<T extends { readonly fine: Judgement }>(
  known: WeakMap<readonly T[], Stating>,
  all: readonly T[],
  specOf: (about: T) => Located,
): Stating {
  let found = known.get(all);
  if (found === undefined) {
    const byKey = new Map<string, number[]>();
    for (const [place, about] of all.entries()) {
      const spec = specOf(about).value as Readonly<Record<string, unknown>>;
      for (const key of Object.keys(spec)) {
        if (spec[key] === null || spec[key] === undefined) continue;
        const places = byKey.get(key);
        if (places === undefined) byKey.set(key, [place]);
        else places.push(place);
      }
    }
    found = { fine: all.map(({ fine }) => fine), byKey };
    known.set(all, found);
  }
  return found;
}

/** Why a list cannot be read; null when it can, or is left out. */
export function noList(at: Located): string | null {
  return at.empty || at.isList ? null : (at.strings().why ?? 'cannot be read');
}

/**
 * The entries of a list of mappings as plain data; null when it is none. For the usual case, in which
 * nothing is told and no place is needed: what is odd in any way is to be read with its places.
 */
export function entriesOf(list: unknown): readonly Readonly<Record<string, unknown>>[] | null {
  if (!Array.isArray(list)) return null;
  const all: readonly unknown[] = list;
  return all.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
    ? (all as readonly Readonly<Record<string, unknown>>[])
    : null;
}
