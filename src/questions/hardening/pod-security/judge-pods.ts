import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact, Subject } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { judge, type Fault } from './judge.ts';
import { Pod, podOf } from './pod.ts';
import type { Level, Minor } from './version.ts';

type Workloads = readonly Fact<Workload>[];
type Objects = readonly Fact<KubernetesObject>[];

/** Judges every Pod of Kubernetes by a level. */
export function* judgePods(workloads: Workloads, objects: Objects, level: Level, minor: Minor): Generator<Judgement> {
  for (const [about, pod] of podsOf(workloads, objects)) yield judgePod(about, pod, level, minor);
}

/** What is broken weighs more than what cannot be told. */
export function judgePod(about: Fact<Workload>, pod: Pod | null, level: Level, minor: Minor): Judgement {
  if (pod === null) return unseen(about);
  const { verdict, faults } = judge(pod, level, minor);
  if (verdict === 'pass') return pass(about, about.value.at);
  const deciding = faults.filter((fault) => fault.verdict === verdict);
  return (verdict === 'fail' ? fail : unknown)(about, placesOf(deciding), describe(deciding));
}

/** Every Pod and Pod template of Kubernetes; null when the object that it was read from was not seen. */
export function* podsOf(workloads: Workloads, objects: Objects): Generator<readonly [Fact<Workload>, Pod | null]> {
  for (const one of workloads) {
    if (one.value.orchestrator !== 'kubernetes') continue;
    yield [one, podOfWorkload(one, objects)];
  }
}

export function unseen(one: Fact<Workload>): Judgement {
  return unknown(one, one.value.at, 'the object itself was not seen');
}

export function placesOf(faults: readonly Fault[]): Evidence[] {
  return faults.flatMap(({ findings }) => findings.map(({ at }) => at));
}

/**
 * The controls first, then what was seen: a report that shortens a long text keeps the names to look up.
 * Example: `host-namespaces, host-ports: shares the network of the host; web takes port 80 of the host`
 */
function describe(faults: readonly Fault[]): string {
  const controls = [...new Set(faults.map(({ control }) => control.control.name))];
  return `${controls.join(', ')}: ${describeSeen(faults)}`;
}

export function describeSeen(faults: readonly Fault[]): string {
  return [...new Set(faults.flatMap(({ findings }) => findings.map(({ saw }) => saw)))].join('; ');
}

interface Index {
  readonly bySubject: ReadonlyMap<Subject, KubernetesObject>;
  byKey: ReadonlyMap<string, KubernetesObject> | null;
  /** Several checks judge each. */
  readonly pods: Map<KubernetesObject, Pod>;
}
const indexes = new WeakMap<object, Index>();

/** By what holds their metadata and spec: several checks judge each. */
const pods = new WeakMap<Located, Pod>();

/** The Pod or Pod template that a workload was read from; null when it is not among what was seen. */
function podOfWorkload(about: Fact<Workload>, objects: Objects): Pod | null {
  const { template } = about.value;
  if (template === undefined) return podOfObject(about, objects);
  // An object may hold several (a job of Kubeflow one for each role), and each is judged by its own.
  let pod = pods.get(template);
  if (pod === undefined) {
    pod = new Pod(template);
    pods.set(template, pod);
  }
  return pod;
}

/** For facts that were stored, without what they were read from. */
function podOfObject(about: About, objects: Objects): Pod | null {
  let index = indexes.get(objects);
  if (index === undefined) {
    const bySubject = new Map(objects.map(({ subject, value }) => [subject, value]));
    index = { bySubject, byKey: null, pods: new Map() };
    indexes.set(objects, index);
  }
  // A reader gives both facts one subject. Facts that come from elsewhere are found by what they say.
  const object = index.bySubject.get(about.subject) ?? objectOf(about, index, objects);
  if (object === undefined) return null;
  let pod = index.pods.get(object);
  if (pod === undefined) {
    pod = podOf(object);
    index.pods.set(object, pod);
  }
  return pod;
}

function objectOf(about: About, index: Index, objects: Objects): KubernetesObject | undefined {
  index.byKey ??= new Map(objects.map((one) => [keyOf(one), one.value]));
  return index.byKey.get(keyOf(about));
}

/** File and line as well: the same object may be declared twice, once well and once badly. */
function keyOf({ subject, stage, ...rest }: About & { readonly at?: Evidence }): string {
  const { source, kind, namespace, name } = subject;
  const { file, line, column, place, api } = rest.at ?? {};
  return `${stage}\0${source}\0${kind}\0${namespace}\0${name}\0${file}\0${line}\0${column}\0${place}\0${api}`;
}
