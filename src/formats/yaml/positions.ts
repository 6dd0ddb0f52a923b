import type { Evidence } from '../../model/evidence.ts';
import type { Place } from '../../model/located.ts';

/** Where the parts of one object or array stand in the text, in the order they were read. */
export interface Parts {
  /** Offset of the collection itself. */
  readonly start: number;
  readonly isMap: boolean;
  /**
   * Of a list the offset of each item; of a mapping each key and, after it, its offset. One array, for
   * there are as many of these as a file has collections.
   */
  places: (string | number)[];
  /** Tags that are not of the YAML standard, by key or index: `!reset`. */
  tags?: Map<string | number, string>;
  /** Offset of each key, made when a large mapping is first asked. */
  index?: Map<string, number>;
}

/** Mappings up to this size are searched, larger ones get an index. */
const searched = 32;

/** Offset of a key (the last one, when it stands twice) or item; undefined when it is not there. */
export function offsetOf(parts: Parts, key: string | number): number | undefined {
  const { places, isMap } = parts;
  if (typeof key === 'number') return isMap ? undefined : (places[key] as number | undefined);
  if (!isMap) return undefined;
  if (places.length <= 2 * searched) {
    for (let at = places.length - 2; at >= 0; at -= 2) if (places[at] === key) return places[at + 1] as number;
    return undefined;
  }
  if (parts.index === undefined) {
    parts.index = new Map();
    for (let at = 0; at < places.length; at += 2) parts.index.set(places[at] as string, places[at + 1] as number);
  }
  return parts.index.get(key);
}

/** Positions of everything in one file: lines are found when first asked for. */
export class SourceMap {
  readonly file: string;
  readonly #text: string;
  #lines: number[] | undefined;
  #last = { offset: -1, line: 0, column: 0 };
  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
  }
  /** 1-based line and column of an offset. */
  lineAndColumn(offset: number): { readonly line: number; readonly column: number } {
    // Settings that are absent stand where their mapping does, and are asked for one after the other.
    if (offset === this.#last.offset) return this.#last;
    this.#lines ??= lineStarts(this.#text);
    const lines = this.#lines;
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    this.#last = { offset, line: low + 1, column: offset - lines[low]! + 1 };
    return this.#last;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The `Place` of one document of a file. */
export class DocumentPlace implements Place {
  readonly #source: string;
  readonly #map: SourceMap;
  readonly #parts: ReadonlyMap<object, Parts>;
  readonly #start: number;
  /** Settings of one mapping are asked for one after the other. */
  #holder: object | null = null;
  #own: Parts | undefined;
  constructor(source: string, map: SourceMap, parts: ReadonlyMap<object, Parts>, start: number) {
    this.#source = source;
    this.#map = map;
    this.#parts = parts;
    this.#start = start;
  }
  evidence(holder: object | null, key: string | number | null, path: string): Evidence {
    const { line, column } = this.#map.lineAndColumn(this.#offset(holder, key));
    const { file } = this.#map;
    return path === ''
      ? { source: this.#source, file, line, column }
      : { source: this.#source, file, line, column, place: path };
  }
  /** A tag outside the standard that stands before a value. */
  tag(holder: object, key: string | number): string | undefined {
    return this.#parts.get(holder)?.tags?.get(key);
  }
  #offset(holder: object | null, key: string | number | null): number {
    if (holder === null) return this.#start;
    if (holder !== this.#holder) {
      this.#holder = holder;
      this.#own = this.#parts.get(holder);
    }
    const parts = this.#own;
    if (parts === undefined) return this.#start;
    return (key === null ? undefined : offsetOf(parts, key)) ?? parts.start;
  }
}
