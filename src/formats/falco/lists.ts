import { maxConditionLength } from './parse-condition.ts';

/** A list as it stands after all appends, in the order of definition. */
export interface ListDefinition {
  readonly name: string;
  items: readonly string[];
}

/** A condition grew past the limit while its lists were put in. */
export class ListLimit extends Error {}

/**
 * The texts that stand for lists in conditions. Falco puts them in as text, list after list in the order of their
 * definition: so a list may hold the name of an earlier one (put in when it is defined, one level) or of a later one
 * (put in by the later round). What stands in quotes is left alone.
 */
export class ListTexts {
  readonly #order = new Map<string, number>();
  readonly #items: (readonly string[])[];
  readonly used = new Set<string>();

  constructor(lists: readonly ListDefinition[]) {
    lists.forEach(({ name }, index) => this.#order.set(name, index));
    this.#items = lists.map(({ items }, index) =>
      items.flatMap((item) => {
        const earlier = this.#order.get(item);
        if (earlier === undefined || earlier >= index) return [item];
        this.used.add(item);
        return lists[earlier]!.items;
      }),
    );
  }

  /** @throws ListLimit */
  putIn(condition: string): string {
    if (this.#order.size === 0) return condition;
    const budget = { left: maxConditionLength };
    const pieces: string[] = [];
    let emptied = false;
    for (const [piece] of condition.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^ \t\n\r(),="']+|[^]/g)) {
      const index = this.#order.get(piece);
      if (index === undefined) {
        pieces.push(piece);
        continue;
      }
      this.used.add(piece);
      const items = this.#expand(index, budget);
      if (items.length === 0) emptied = true;
      pieces.push(items.length === 0 ? nothing : items.join(', '));
    }
    const text = pieces.join('');
    return emptied ? withoutEmpty(text) : text;
  }

  #expand(index: number, budget: { left: number }): string[] {
    return this.#items[index]!.flatMap((item) => {
      budget.left -= item.length + 2;
      if (budget.left < 0) throw new ListLimit(`lists make it longer than ${maxConditionLength} characters`);
      const later = this.#order.get(item);
      if (later === undefined || later <= index) return [quoted(item)];
      this.used.add(item);
      return this.#expand(later, budget);
    });
  }
}

/** Stands for a list without items until the comma beside it is taken away. */
const nothing = '\uffff';

function withoutEmpty(text: string): string {
  return text
    .replaceAll(/\uffff[ \t\n\r]*,/g, '')
    .replaceAll(/,[ \t\n\r]*\uffff/g, '')
    .replaceAll('\uffff', '');
}

/** An item as it stands in a condition: quoted when it must be and is not yet. */
export function quoted(item: string): string {
  if (/^(?:"[^]*"|'[^]*')$/.test(item) || !/[\s(),='"]/.test(item)) return item === '' ? '""' : item;
  return `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
