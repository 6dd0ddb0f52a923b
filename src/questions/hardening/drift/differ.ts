import type { Difference, DriftCause } from '../../../model/drift.ts';
import { Located } from '../../../model/located.ts';
import type { Fact } from '../../../model/fact.ts';
import { byKey, compareSettings, containersIn, keyOf, shown, type Comparison, type Pairwise } from './compare.ts';
import { isChosen, objectSettings } from './object-settings.ts';
import { absent, evidenceOf, type Setting } from './setting.ts';
import { templateSettings } from './template-settings.ts';
import { objectsOf, type Thing } from './things.ts';
import { effectOf } from './weight.ts';
import { writerOf } from './writer.ts';

interface Sides {
  readonly settings: readonly Setting[];
  /** False when what it does not say may be filled in. */
  readonly whole: boolean;
}

/** Holds objects against each other, and tells what differs with who changed it. */
export class Differ {
  readonly #labels: ReadonlySet<string>;
  readonly #applied: ((object: Fact) => readonly Fact[] | null) | undefined;
  readonly #templates = new WeakMap<Located, readonly Setting[]>();

  constructor(labels: ReadonlySet<string>, applied: ((object: Fact) => readonly Fact[] | null) | undefined) {
    this.#labels = labels;
    this.#applied = applied;
  }

  compare(declared: Thing, live: Thing): Comparison {
    const [ours, theirs] = [this.#settings(declared), this.#settings(live)];
    const said = new Set(ours.settings.map(({ container, name }) => keyOf({ container, name })));
    const held = theirs.settings.filter((one) => {
      const isSaid = said.has(keyOf(one));
      return isSaid || (ours.whole && !isChosen(one));
    });
    return compareSettings(ours.settings, held);
  }

  ofTemplate(template: Located): readonly Setting[] {
    let settings = this.#templates.get(template);
    if (settings === undefined) {
      settings = templateSettings(template, this.#labels);
      this.#templates.set(template, settings);
    }
    return settings;
  }

  /** What a controller made against its template. What was made is many, and each is looked at once. */
  compareMade(template: Located, made: Located): Comparison {
    return compareSettings(this.ofTemplate(template), templateSettings(made, this.#labels));
  }

  /** In words, with the evidence of both sides, what was applied last, and who wrote it. */
  told(differences: readonly Pairwise[], declared: Thing, live: Thing): Difference[] {
    if (differences.length === 0) return [];
    const last = this.#appliedTo(live);
    return differences.map((one) => {
      const { name, container } = one;
      const [said, lives] = [one.declared?.text ?? absent, one.live?.text ?? absent];
      const was = last === null ? undefined : lastOf(last, one);
      const hidden = one.declared?.shown !== undefined && one.declared.shown === one.live?.shown;
      const writer = one.live?.at instanceof Located ? writerOf(live.root, pathWithin(one.live.at, live.root)) : null;
      return {
        setting: name,
        container,
        declared: shown(one.declared),
        live: hidden ? `${one.live.shown}, but other than declared` : shown(one.live),
        applied: was === undefined ? null : was === null ? absent : shown(was),
        evidence: {
          declared: evidenceOf(one.declared ?? this.#near(declared, container)),
          live: evidenceOf(one.live ?? this.#near(live, container)),
        },
        effect: effectOf({ name, declared: said, live: lives }),
        cause: was === undefined ? causeByWriter(writer, live) : causeOf(one, was?.text),
        writer,
      };
    });
  }

  /** Where a setting that is not there would stand: in its container, else in the object. */
  #near(thing: Thing, container: string | null): Pick<Setting, 'at'> {
    const { settings } = this.#settings(thing);
    const own = settings.find((one) => container !== null && one.container === container && one.name === 'kind');
    return own ?? { at: thing.templates[0]?.get('spec') ?? thing.root };
  }

  #settings(thing: Thing): Sides {
    const { templates } = thing;
    const isOwn = /^(|apps|batch)\//.test(thing.groupKind) && templates.length > 0;
    if (isOwn) return { settings: templates.flatMap((one) => this.ofTemplate(one)), whole: true };
    const { settings, whole } = objectSettings(thing.fact.value, this.#labels);
    return { settings, whole };
  }

  #appliedTo(live: Thing): readonly Setting[] | null {
    const facts = this.#applied?.(live.fact) ?? null;
    const [applied] = facts === null ? [] : objectsOf(facts).all;
    return applied === undefined ? null : this.#settings(applied).settings;
  }
}

/** What was applied of one setting; null for nothing. */
function lastOf(applied: readonly Setting[], { name, container }: Pairwise): Setting | null {
  if (name === 'container') return containersIn(applied).get(container!) ?? null;
  return byKey(applied).get(keyOf({ container, name })) ?? null;
}

/** What one side lacks altogether is told by whether it was applied; else the words decide. */
function causeOf({ declared, live }: Pairwise, applied: string | undefined): DriftCause {
  if (declared === undefined) return applied === undefined ? 'live' : applied === live?.text ? 'declared' : 'both';
  if (live === undefined) return applied === undefined ? 'declared' : 'live';
  if (applied === declared.text) return 'live';
  return applied === live.text ? 'declared' : 'both';
}

/** Without a copy of what was applied: a field that another than the applier wrote was changed live. */
function causeByWriter(writer: Difference['writer'], { root }: Thing): DriftCause {
  if (writer === null) return null;
  const applies = root
    .down('metadata', 'managedFields')
    .items()
    .some((one) => one.get('operation').value === 'Apply');
  if (!applies) return null;
  return writer.operation === 'Apply' ? 'declared' : 'live';
}

function pathWithin(at: Located, root: Located): string {
  return root.path === '' ? at.path : at.path.slice(root.path.length + 1);
}
