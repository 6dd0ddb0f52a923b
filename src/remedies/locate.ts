import { workload, type Container, type Workload } from '../facts/workload.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Fact, Subject } from '../model/fact.ts';
import type { Outcome } from '../model/outcome.ts';
import { stepsOf, type Path } from './change.ts';
import { Refusal } from './refusal.ts';
import type { YamlSubject, WorkloadSubject } from './remedy.ts';
import type { SourceFile } from './source-files.ts';

/** Finds, for outcomes, the workload and container in the files that they speak of. */
export class Locator {
  readonly #byName: ReadonlyMap<string, readonly Fact<Workload>[]>;

  constructor(facts: readonly Fact[]) {
    const workloads = facts.filter((one): one is Fact<Workload> => one.kind === workload.name);
    this.#byName = Map.groupBy(workloads, ({ subject }) => keyOf(subject));
  }

  /** The workload that an outcome speaks of; null when it speaks of something else. @throws Refusal */
  workloadOf(outcome: Outcome): Fact<Workload> | null {
    const named = (this.#byName.get(keyOf(outcome.subject)) ?? []).filter(({ stage }) => stage === outcome.stage);
    if (named.length <= 1) return named[0] ?? null;
    // Several files, or several documents of one, may declare the same name.
    const evidence = evidenceOf(outcome);
    const here = named.filter(({ at, value }) => at.file === evidence.file && isWithin(evidence, value));
    // Documents of one file follow one another: the last that begins before the evidence holds it.
    const last = Math.max(...here.map(({ at }) => at.line ?? 0));
    const holding = here.filter(({ at }) => at.line === last);
    if (holding.length !== 1) throw new Refusal('AMBIGUOUS');
    return holding[0]!;
  }

  /** @throws Refusal */
  containerOf(outcome: Outcome, { value }: Fact<Workload>): Container | null {
    const { container: name } = outcome.subject;
    if (name === undefined) return value.orchestrator === 'compose' ? (value.containers[0] ?? null) : null;
    const named = value.containers.filter((one) => one.name === name);
    if (named.length === 1) return named[0]!;
    const place = evidenceOf(outcome).place ?? '';
    const here = named.filter(({ at }) => at.place !== undefined && place.startsWith(`${at.place}.`));
    if (here.length !== 1) throw new Refusal('AMBIGUOUS');
    return here[0]!;
  }
}

function keyOf({ source, kind, namespace = '', name }: Subject): string {
  return [source, kind, namespace, name].join('\0');
}

/** True when the evidence stands in the object: of a list, it is told by its path. */
function isWithin({ place = '', line }: Evidence & { readonly line: number }, { at }: Workload): boolean {
  const root = at.place ?? '';
  const isBelow = root === '' || place === root || place.startsWith(`${root}.`);
  return isBelow && line >= (at.line ?? Infinity);
}

/** The first evidence. @throws Refusal when it is no place in a file */
export function evidenceOf({
  evidence: [first],
}: Outcome): Evidence & { readonly file: string; readonly line: number } {
  if (first?.file === undefined) throw new Refusal('NOT_A_FILE');
  const { file, line, note } = first;
  if (note?.startsWith('rendered by ') === true || line === undefined) throw new Refusal('RENDERED');
  return { ...first, file, line };
}

/** Where an outcome's document begins, and what a remedy needs to know of it. @throws Refusal */
export function yamlSubject(outcome: Outcome, source: SourceFile, line: number): YamlSubject & { document: number } {
  const evidence = evidenceOf(outcome);
  const document = source.yaml.documentAt(line);
  const { root } = source.yaml.read('kubernetes').documents[document]!;
  return { outcome, document, at: pathOf(evidence), raw: (path) => at(root.value, path) };
}

/** @throws Refusal */
export function workloadSubject(
  subject: YamlSubject & { document: number },
  fact: Fact<Workload>,
  container: Container | null,
  asked: ReadonlySet<string>,
): WorkloadSubject & { document: number } {
  const { value } = fact;
  const pod = value.orchestrator === 'kubernetes' ? podPath(value) : pathOf(fact.at);
  const path = container === null ? null : value.orchestrator === 'kubernetes' ? pathOf(container.at) : pod;
  return {
    ...subject,
    asked,
    workload: value,
    pod,
    container: container === null || path === null ? null : { path, value: container },
  };
}

function podPath({ pod, containers: [first] }: Workload): Path {
  if (pod !== undefined) return pathOf(pod.at);
  if (first === undefined) throw new Refusal('SHAPE');
  return pathOf(first.at).slice(0, -2);
}

function pathOf({ place = '' }: Evidence): Path {
  const steps = stepsOf(place);
  // `data."a.yaml": b.c` leads into a value that is a file of its own.
  if (steps === null || place.includes(': '))
    throw new Refusal('STYLE', 'It stands inside a value that is a file of its own.');
  return steps;
}

function at(data: unknown, path: Path): unknown {
  let here = data;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}
