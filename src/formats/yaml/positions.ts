import type { Evidence } from '../../model/evidence.ts';
import type { Place } from '../../model/located.ts';

/** Where the parts of one object or array stand in the text: offsets, in the order they were read. */
export interface Parts {
  /** Offset of the collection itself. */
  readonly start: number;
  /** Keys in order; undefined for a list. */
  readonly keys: string[] | undefined;
  /** Offset of each key (mapping) or item (list). */
  readonly offsets: number[];
  /** Tags that are not of the YAML standard, by key or index: `!reset`. */
  tags?: Map<string | number, string>;
}

/** Positions of everything in one file: lines are found when first asked for. */
export class SourceMap {
  readonly file: string;
  readonly #text: string;
  #lines: number[] | undefined;
  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
  }
  /** 1-based line and column of an offset. */
  lineAndColumn(offset: number): { line: number; column: number } {
    this.#lines ??= lineStarts(this.#text);
    const lines = this.#lines;
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - lines[low]! + 1 };
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
  constructor(source: string, map: SourceMap, parts: ReadonlyMap<object, Parts>, start: number) {
    this.#source = source;
    this.#map = map;
    this.#parts = parts;
    this.#start = start;
  }
  evidence(holder: object | null, key: string | number | null, path: string): Evidence {
    const { line, column } = this.#map.lineAndColumn(this.#offset(holder, key));
    const where = { source: this.#source, file: this.#map.file, line, column };
    return path === '' ? where : { ...where, place: path };
  }
  /** A tag outside the standard that stands before a value. */
  tag(holder: object, key: string | number): string | undefined {
    return this.#parts.get(holder)?.tags?.get(key);
  }
  #offset(holder: object | null, key: string | number | null): number {
    const parts = holder === null ? undefined : this.#parts.get(holder);
    if (parts === undefined) return this.#start;
    const index = typeof key === 'number' ? key : (parts.keys?.lastIndexOf(key ?? '') ?? -1);
    return parts.offsets[index] ?? parts.start;
  }
}
