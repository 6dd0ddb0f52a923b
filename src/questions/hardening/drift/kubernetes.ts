import type { Difference, DriftItem, DriftState } from '../../../model/drift.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact, Subject } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import { Admission } from './admitted.ts';
import { isBootstrap } from './bootstrap.ts';
import type { Comparison, Pairwise } from './compare.ts';
import { Differ } from './differ.ts';
import { isOver, originOf, rollingOut } from './owners.ts';
import { pairUp, type Pair } from './pairing.ts';
import { applyCommand, deleteCommand, replaceCommand } from './remedy.ts';
import { isJudged, isWatched } from './scope.ts';
import { objectsOf, selectedLabels, type Objects, type Thing } from './things.ts';
import { effectOfPresence, worstOf } from './weight.ts';
import { untold } from './untold.ts';

export interface KubernetesDrift {
  readonly declared: readonly Fact[];
  readonly live: readonly Fact[];
  /** Gaps of the declared side behind which there may be declarations. */
  readonly hiding: readonly Gap[];
  /** Facts of what `kubectl apply` says that it applied last; null where it does not say. */
  readonly applied?: (object: Fact) => readonly Fact[] | null;
  /** Where declarations that name no namespace are applied; null when that is not known. */
  readonly namespace: string | null;
  /** True when all that lives is to be declared, in places too that nothing was declared for. */
  readonly whole: boolean;
  /** Namespaces that nobody asks about. */
  readonly except: ReadonlySet<string>;
  /** True when nobody asks about objects that live in no namespace. */
  readonly exceptClusterScoped: boolean;
}

/** What a cluster has, held against what was declared for it. */
export function kubernetesDrift(given: KubernetesDrift): DriftItem[] {
  return [...new Look(given).items()];
}

class Look {
  readonly #given: KubernetesDrift;
  readonly #declared: Objects;
  readonly #live: Objects;
  readonly #admission: Admission;
  readonly #differ: Differ;
  readonly #covered = new Set<string>();
  readonly #paired = new Set<Thing>();

  constructor(given: KubernetesDrift) {
    this.#given = given;
    this.#declared = objectsOf(given.declared);
    this.#live = objectsOf(given.live);
    this.#admission = new Admission(this.#live);
    this.#differ = new Differ(selectedLabels(this.#declared, this.#live), given.applied);
  }

  *items(): Generator<DriftItem> {
    const { namespace, except, exceptClusterScoped } = this.#given;
    const asked = this.#declared.all.filter(
      (one) => isJudged(one) && !(one.namespace === '' ? exceptClusterScoped && one.kind !== 'Namespace' : false),
    );
    const pairs = pairUp(asked, this.#live, namespace);
    for (const { declared, live, place } of pairs) {
      for (const one of live) this.#paired.add(one);
      const where = live[0]?.namespace ?? place;
      const [first] = declared as [Thing];
      if (first.groupKind === '/Namespace') this.#covered.add(placeOf('', first.name));
      else if (where !== null) this.#covered.add(where === '' ? familyOf(first) : placeOf('', where));
    }
    for (const pair of pairs) {
      const where = pair.live[0]?.namespace ?? pair.place ?? '';
      if (!except.has(where)) yield* this.#ofPair(pair);
    }
    yield* this.#made();
    yield* this.#undeclared();
  }

  *#ofPair(pair: Pair): Generator<DriftItem> {
    const [first] = pair.declared as [Thing];
    if (pair.unknown !== null)
      yield item('unknown', first, { because: pair.unknown, toKnow: pair.toKnow, declared: at(first) });
    else if (pair.live.length === 0) yield this.#missing(first, pair.place);
    for (const live of pair.live) yield this.#held(pair.declared, live);
  }

  #missing(declared: Thing, place: string | null): DriftItem {
    const { kind, groupKind } = declared;
    const reason = goneByItself(declared);
    if (reason !== null)
      return item('unknown', declared, {
        because: `is not there, and ${reason}`,
        toKnow: null,
        declared: at(declared),
      });
    if (isExtension(groupKind) || !this.#live.lists(kind, place ?? '')) {
      const because = `was not seen, and not all objects of kind ${kind} were`;
      const toKnow = `Ask a cluster that may be listed (\`--live kube:\`): a dump does not say that it holds every ${kind}.`;
      return item('unknown', declared, { because, toKnow, declared: at(declared) });
    }
    return item('missing', declared, {
      because: 'is declared and not there',
      effect: effectOfPresence(groupKind, 'missing', declared.templates.length > 0),
      declared: at(declared),
      remedy: applyCommand(declared, place),
    });
  }

  /** One live object against its declarations: as one of them says is as declared. */
  #held(declarations: readonly Thing[], live: Thing): DriftItem {
    const all = declarations.map((declared) => ({ declared, ...this.#differ.compare(declared, live) }));
    const best = all.toSorted(
      (a, b) => a.differences.length - b.differences.length || a.unsaid.length - b.unsaid.length,
    )[0]!;
    const { declared, unsaid } = best;
    const { drift, expected, unclear } =
      live.groupKind === '/Pod'
        ? this.#admission.of(live, null, best.differences)
        : { drift: best.differences, expected: [], unclear: [] };
    const differences = this.#differ.told(drift, declared, live);
    const forced = differences.some(({ setting }) => setting === 'roleRef');
    const common = { declared: at(declared), live: at(live), differences, unsaid, expected };
    if (differences.length > 0)
      return item('differs', live, {
        ...common,
        because: summary(differences),
        effect: worstOf(differences.map(({ effect }) => effect)),
        remedy: replaceCommand(declared, live.namespace, forced),
      });
    const [why] = [...unclear, ...(unsaid.length > 0 ? [`cannot be compared: ${unsaid.join(', ')}`] : [])];
    return why === undefined
      ? item('same', live, { ...common, because: 'is as declared' })
      : item('unknown', live, { ...common, because: why, toKnow: toKnowUnsaid });
  }

  /** What controllers made, against the template that they made it of. */
  *#made(): Generator<DriftItem> {
    for (const thing of this.#live.all) {
      if (thing.templates.length === 0 || this.#paired.has(thing) || isOver(thing) || this.#isOut(thing)) continue;
      const origin = originOf(thing, this.#live);
      if (origin.is !== 'child') continue;
      const { owner } = origin;
      const { differences: all, unsaid } = compareTemplates(this.#differ, owner, thing);
      const { drift, expected, unclear } =
        thing.groupKind === '/Pod'
          ? this.#admission.of(thing, owner, all)
          : { drift: all.filter(({ name }) => !name.startsWith('labels[')), expected: [], unclear: [] };
      const differences = this.#differ.told(drift, owner, thing);
      const common = { declared: at(owner), live: at(thing), differences, unsaid, expected };
      const rolling = differences.length > 0 && !drift.some(isDebug) ? rollingOut(owner) : null;
      const of = `${owner.kind} ${owner.name}`;
      if (rolling !== null)
        yield item('unknown', thing, {
          ...common,
          because: `is not as the template of ${of} says, and ${rolling}: ${summary(differences)}`,
          toKnow: 'Ask again when the rollout is over (`kubectl rollout status`).',
        });
      else if (differences.length > 0)
        yield item('differs', thing, {
          ...common,
          because: `is not as the template of ${of} says: ${summary(differences)}`,
          effect: worstOf(differences.map(({ effect }) => effect)),
          remedy: deleteCommand(thing),
        });
      else if (unclear.length > 0 || unsaid.length > 0)
        yield item('unknown', thing, {
          ...common,
          because: unclear[0] ?? `cannot be compared with ${of}: ${unsaid.join(', ')}`,
          toKnow: toKnowUnsaid,
        });
    }
  }

  *#undeclared(): Generator<DriftItem> {
    const elsewhere = new Map<string, Thing[]>();
    for (const thing of this.#live.all) {
      if (!isWatched(thing) || this.#paired.has(thing) || isOver(thing) || isBootstrap(thing) || this.#isOut(thing))
        continue;
      const origin = originOf(thing, this.#live);
      if (origin.is === 'child') continue;
      const covered =
        this.#given.whole ||
        this.#covered.has(thing.namespace === '' ? familyOf(thing) : placeOf('', thing.namespace)) ||
        this.#reaches(thing);
      if (origin.is === 'forged') yield this.#unknownOrUndeclared(thing, `is not declared: ${origin.why}`, null);
      else if (origin.is === 'unproven' && covered)
        yield this.#unknownOrUndeclared(thing, '', `is not declared itself, and ${origin.why}`);
      else if (covered) yield this.#unknownOrUndeclared(thing, 'lives and is not declared', null);
      else elsewhere.set(thing.namespace, [...(elsewhere.get(thing.namespace) ?? []), thing]);
    }
    for (const [namespace, things] of elsewhere) yield placeItem(namespace, things);
  }

  #unknownOrUndeclared(thing: Thing, because: string, unproven: string | null): DriftItem {
    const [hidden] = this.#given.hiding;
    const common = { live: at(thing) };
    if (unproven !== null)
      return item('unknown', thing, { ...common, because: unproven, toKnow: 'Declare it, or look at what made it.' });
    if (hidden !== undefined)
      return item('unknown', thing, {
        ...common,
        because: `is not among what was declared, but not all of that was read (${hidden.subject}: ${hidden.because})`,
        toKnow: hidden.toKnow,
      });
    return item('undeclared', thing, {
      ...common,
      because,
      effect: effectOfPresence(thing.groupKind, 'undeclared', thing.templates.length > 0),
      remedy: deleteCommand(thing),
    });
  }

  #isOut({ namespace }: Thing): boolean {
    return namespace === '' ? this.#given.exceptClusterScoped : this.#given.except.has(namespace);
  }

  /** A binding of the whole cluster that gives rights to accounts of a namespace that is asked about. */
  #reaches({ groupKind, root }: Thing): boolean {
    if (groupKind !== 'rbac.authorization.k8s.io/ClusterRoleBinding') return false;
    return root
      .get('subjects')
      .items()
      .some(
        (one) =>
          one.get('kind').value === 'ServiceAccount' &&
          this.#covered.has(placeOf('', String(one.get('namespace').value))),
      );
  }
}

/** Where things are declared: a namespace, or a family of kinds that live in none. */
function placeOf(family: string, namespace: string): string {
  return JSON.stringify([family, namespace]);
}

/** Roles and bindings are declared together; of other kinds each is for itself. */
function familyOf({ groupKind }: Thing): string {
  return placeOf(groupKind.startsWith('rbac.authorization.k8s.io/') ? 'rbac' : groupKind, '');
}

const toKnowUnsaid =
  'Compare by hand (`kubectl diff -f FILE`): of a Secret a cluster is asked for no values, and a template may have none.';

function isDebug({ live }: Pairwise): boolean {
  return live !== undefined && 'path' in live.at && live.at.path.includes('ephemeralContainers');
}

function compareTemplates(differ: Differ, owner: Thing, made: Thing): Comparison {
  const all = owner.templates.map((template) => differ.compareMade(template, made.templates[0]!));
  return all.toSorted((a, b) => a.differences.length - b.differences.length)[0]!;
}

function summary(differences: readonly Difference[]): string {
  const [first] = differences;
  if (first === undefined) return '';
  const of = first.container === null ? first.setting : `${first.setting} of ${first.container}`;
  const more = differences.length === 1 ? '' : `, and ${differences.length - 1} more`;
  return `${of} is ${first.live} instead of ${first.declared}${more}`;
}

/** That all objects of a kind were seen is known for kinds of Kubernetes itself alone. */
function isExtension(groupKind: string): boolean {
  const group = groupKind.split('/')[0]!;
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** Why something that was declared may be rightly gone. */
function goneByItself({ groupKind, root, name, fact }: Thing): string | null {
  const { annotations } = fact.value;
  if (annotations['helm.sh/hook'] !== undefined || annotations['argocd.argoproj.io/hook'] !== undefined)
    return 'a hook may have been removed when it was done';
  if (name.endsWith('*') && !root.down('metadata', 'generateName').empty)
    return 'its name is made up when it is created: none that was made of it may be left';
  if (groupKind === 'batch/Job' && !root.down('spec', 'ttlSecondsAfterFinished').empty)
    return 'a Job with ttlSecondsAfterFinished is removed when it is done';
  return null;
}

/** A place that nothing was declared for: whether all of it should be there is not known. */
function placeItem(namespace: string, things: readonly Thing[]): DriftItem {
  const kinds = [...Map.groupBy(things, ({ kind }) => kind)].map(([kind, all]) => `${all.length} ${kind}`).toSorted();
  const [first] = things as [Thing];
  const { source } = first.fact.subject;
  const subject: Subject =
    namespace === ''
      ? { source, kind: 'Cluster', name: '(objects of no namespace)' }
      : { source, kind: 'Namespace', name: namespace };
  const out = namespace === '' ? '--except-cluster-scoped' : `--except-namespace ${namespace}`;
  return {
    ...untold,
    state: 'unknown',
    subject,
    because: `nothing that lives here is declared: ${kinds.join(', ')}`,
    toKnow: `Name the folder that declares it by another --declared, or leave it out by \`${out}\`.`,
    live: at(first),
  };
}

function item(state: DriftState, { fact }: Thing, told: Partial<DriftItem> & Pick<DriftItem, 'because'>): DriftItem {
  return { ...untold, state, subject: fact.subject, ...told };
}

function at({ fact }: Thing): Evidence {
  return fact.at;
}
