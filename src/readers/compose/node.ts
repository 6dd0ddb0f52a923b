import type { Lookup } from '../../formats/compose/interpolate.ts';
import { interpolate } from '../../formats/compose/interpolate.ts';
import type { YamlDocument } from '../../formats/yaml/read-yaml.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';

export type Scalar = string | number | boolean | null;
export type Content = Scalar | readonly Node[] | ReadonlyMap<string, Node>;

interface Parts {
  /** Undefined when absent or unresolved. */
  readonly content: Content | undefined;
  readonly origin: Located;
  /** Folder that relative paths in it start from, relative to the project's folder. */
  readonly folder: string;
  /** A scalar as written, before its variables were put in. */
  readonly raw?: string;
  /** Which variables stand in it, for the evidence. */
  readonly note?: string;
  /** Why its value is not known. */
  readonly unresolved?: string;
  /** Holds the value of a variable of the process environment, not of a file. */
  readonly fromHost?: boolean;
  /** `!reset` removes what earlier files said, `!override` replaces it. */
  readonly tag?: 'reset' | 'override' | undefined;
  /** A service of which a part could not be found: why what is absent is not a default. */
  readonly incomplete?: string | undefined;
}

/**
 * A value of a Compose file, variables put in, with the place it came from. Merging files and
 * services makes new nodes of old ones, so each keeps the place where it was written.
 */
export class Node {
  readonly parts: Parts;
  constructor(parts: Parts) {
    this.parts = parts;
  }
  get content(): Content | undefined {
    return this.parts.content;
  }
  get exists(): boolean {
    return this.parts.content !== undefined || this.parts.unresolved !== undefined;
  }
  /** Absent or null. */
  get empty(): boolean {
    return this.parts.unresolved === undefined && (this.content === undefined || this.content === null);
  }
  get map(): ReadonlyMap<string, Node> | undefined {
    return this.content instanceof Map ? this.content : undefined;
  }
  get list(): readonly Node[] | undefined {
    return Array.isArray(this.content) ? (this.content as readonly Node[]) : undefined;
  }
  /** A scalar as text; undefined for all else. */
  get text(): string | undefined {
    const { content } = this;
    return typeof content === 'string' || typeof content === 'number' || typeof content === 'boolean'
      ? String(content)
      : undefined;
  }
  get at(): Evidence {
    const { origin, note } = this.parts;
    return note === undefined ? origin.at : origin.noted(note);
  }
  get(key: string): Node {
    const { origin, folder } = this.parts;
    return this.map?.get(key) ?? new Node({ content: undefined, origin: origin.get(key), folder });
  }
  with(changes: Partial<Parts>): Node {
    return new Node({ ...this.parts, ...changes });
  }
}

/** Values that one project may hold, aliases expanded; Compose itself stops at 100,000 in a file. */
const maxNodes = 300_000;

export class TooManyNodes extends Error {}

/** Counts nodes over all files of a project. */
export class Budget {
  #left = maxNodes;
  take(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) throw new TooManyNodes(`the project holds more than ${maxNodes} values`);
  }
}

/**
 * The nodes of one document, variables put in. Keys are never interpolated; extensions (`x-…`) of
 * the file and of its services are left out, since nothing reads them but through an alias.
 *
 * @throws TooManyNodes
 */
export function convert(document: YamlDocument, folder: string, lookup: Lookup, budget: Budget): Node {
  const walk = (here: Located, depth: number, tag: string | undefined): Node => {
    budget.take();
    const parts = {
      origin: here,
      folder,
      tag: tag === '!reset' ? 'reset' : tag === '!override' ? 'override' : undefined,
    };
    const holder = here.value;
    const tagOf = (key: string | number): string | undefined => document.place.tag(holder as object, key);
    if (here.isMap) {
      const entries = new Map<string, Node>();
      for (const [key, child] of here.entries()) {
        if (key.startsWith('x-') && (depth === 0 || depth === 2)) continue;
        entries.set(key, walk(child, depth + 1, tagOf(key)));
      }
      return new Node({ ...parts, content: entries } as Parts);
    }
    if (here.isList) {
      const items = here.items().map((child, index) => walk(child, depth + 1, tagOf(index)));
      return new Node({ ...parts, content: items.filter((item) => item.parts.tag !== 'reset') } as Parts);
    }
    return new Node({ ...parts, ...scalar(here.value, lookup) } as Parts);
  };
  return walk(document.root, 0, undefined);
}

function scalar(value: unknown, lookup: Lookup): Pick<Parts, 'content' | 'raw' | 'note' | 'unresolved' | 'fromHost'> {
  if (typeof value !== 'string') return { content: value as Scalar };
  if (!value.includes('$')) return { content: value };
  const { text, problems, notes, origins } = interpolate(value, lookup);
  const because = [...new Set(problems)].join('; ');
  return {
    raw: value,
    ...(problems.length > 0 ? { content: undefined, unresolved: because } : { content: text }),
    ...(notes.length > 0 ? { note: [...new Set(notes)].join('; ') } : {}),
    ...(origins.includes(hostEnvironment) ? { fromHost: true } : {}),
  };
}

/** `Variable.from` of what is set in the environment that Compose would run in. */
export const hostEnvironment = 'the environment';
