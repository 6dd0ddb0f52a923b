import { absent, type Setting } from './setting.ts';

/** One setting that two sides have otherwise; what a side lacks is not there. */
export interface Pairwise {
  readonly name: string;
  readonly container: string | null;
  readonly declared: Setting | undefined;
  readonly live: Setting | undefined;
}

export interface Comparison {
  readonly differences: readonly Pairwise[];
  /** Settings that one side does not say, with the reason. */
  readonly unsaid: readonly string[];
}

/** How two sides differ: setting by setting, and by containers that one of them has not. */
export function compareSettings(declared: readonly Setting[], live: readonly Setting[]): Comparison {
  const [ours, theirs] = [byKey(declared), byKey(live)];
  const [mine, yours] = [containersIn(declared), containersIn(live)];
  const differences: Pairwise[] = [];
  const unsaid: string[] = [];
  for (const name of new Set([...mine.keys(), ...yours.keys()])) {
    const [one, other] = [mine.get(name), yours.get(name)];
    if (one === undefined || other === undefined)
      differences.push({ name: 'container', container: name, declared: one, live: other });
  }
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [one, other] = [ours.get(key), theirs.get(key)];
    const { container, name, why } = (one?.text === undefined ? one : other) ?? (one ?? other)!;
    // Told as a whole.
    if (container !== null && !(mine.has(container) && yours.has(container))) continue;
    const of = container === null ? name : `${name} of ${container}`;
    if ((one !== undefined && one.text === undefined) || (other !== undefined && other.text === undefined))
      unsaid.push(why === undefined ? of : `${of} (${why})`);
    else if ((one?.text ?? absent) !== (other?.text ?? absent))
      differences.push({ name, container, declared: one, live: other });
  }
  return { differences: withoutInner(differences), unsaid };
}

/** An entry that one side lacks is told once, and not again value by value. */
function withoutInner(differences: readonly Pairwise[]): Pairwise[] {
  const whole = new Set(
    differences.filter((one) => isEntry(one)).map(({ container, name }) => keyOf({ container, name })),
  );
  if (whole.size === 0) return [...differences];
  return differences.flatMap((one) => {
    const outer = /^(.*?\[[^\]]*\])[. ]/.exec(one.name)?.[1];
    if (outer !== undefined && whole.has(keyOf({ container: one.container, name: outer }))) return [];
    return isEntry(one) ? [withInner(one, differences)] : [one];
  });
}

function isEntry({ name, declared, live }: Pairwise): boolean {
  return name.endsWith(']') && (declared ?? live)!.text === 'there' && (declared === undefined || live === undefined);
}

/** What an entry holds stands in its words: `readOnly: true, name: data`. */
function withInner(entry: Pairwise, all: readonly Pairwise[]): Pairwise {
  const inner = all.filter(
    (one) => one !== entry && one.container === entry.container && one.name.startsWith(entry.name),
  );
  if (inner.length === 0) return entry;
  const told = (side: 'declared' | 'live'): Setting | undefined => {
    const own = entry[side];
    if (own === undefined) return undefined;
    const words = inner.map((one) => {
      const it = one[side];
      return `${one.name.slice(entry.name.length).replace(/^[. ]/, '')}: ${it?.shown ?? it?.text ?? absent}`;
    });
    const held = inner.map((one) => `${one.name.slice(entry.name.length)}=${one[side]?.text}`).join(', ');
    return { ...own, text: held, shown: words.join(', ') };
  };
  return { ...entry, declared: told('declared'), live: told('live') };
}

export function byKey(settings: readonly Setting[]): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const one of settings) found.set(keyOf(one), one);
  return found;
}

/** No name of a container has a line end. */
export function keyOf({ container, name }: Pick<Setting, 'container' | 'name'>): string {
  return container === null ? name : `${container}\n${name}`;
}

/** Every container by the setting that says what it runs. */
export function containersIn(settings: readonly Setting[]): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const one of settings) {
    if (one.container !== null && one.name === 'image') found.set(one.container, one);
  }
  return found;
}

/** In words that may be printed. */
export function shown(one: Setting | undefined): string {
  return one === undefined ? absent : (one.shown ?? one.text ?? absent);
}
