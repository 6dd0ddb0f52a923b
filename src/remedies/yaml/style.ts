import { isMap, isScalar, isSeq, visit, type Node } from 'yaml';
import type { Plain } from '../change.ts';
import { plainScalar } from '../../formats/yaml/scalars.ts';
import { lineStart } from '../text-edit.ts';

/** How a document is indented. */
export interface Style {
  /** Columns that a mapping stands right of the key that holds it. */
  readonly step: number;
  /** Columns that the dashes of a list stand right of the key that holds it; 0 is as good YAML. */
  readonly dash: number;
}

/** The usual indentation of a document: what most of its block mappings and lists have. */
export function styleOf(root: Node, text: string): Style {
  const steps = new Map<number, number>();
  const dashes = new Map<number, number>();
  const column = (at: number): number => at - lineStart(text, at);
  const count = (counts: Map<number, number>, by: number, least: number): void => {
    if (by >= least && by <= 16) counts.set(by, (counts.get(by) ?? 0) + 1);
  };
  visit(root, {
    Pair: (_key, { key, value }) => {
      if (!isScalar(key) || !key.range) return;
      const first = isMap(value) && value.flow !== true ? value.items[0]?.key : undefined;
      if (isScalar(first) && first.range) count(steps, column(first.range[0]) - column(key.range[0]), 1);
      if (isSeq(value) && value.flow !== true && value.range)
        count(dashes, column(value.range[0]) - column(key.range[0]), 0);
    },
  });
  const step = most(steps) ?? 2;
  return { step, dash: most(dashes) ?? step };
}

function most(counts: ReadonlyMap<number, number>): number | undefined {
  const [first, ...others] = counts;
  return first === undefined ? undefined : others.reduce((best, one) => (one[1] > best[1] ? one : best), first)[0];
}

/** The lines of a new entry of a block mapping, the first without its indentation. */
export function blockEntry(key: string, value: Plain, column: number, style: Style): string[] {
  const name = word(key);
  if (Array.isArray(value)) {
    const indent = ' '.repeat(column + style.dash);
    return [`${name}:`, ...(value as readonly Plain[]).map((item) => `${indent}- ${flowValue(item, false)}`)];
  }
  if (typeof value !== 'object' || value === null) return [`${name}: ${flowValue(value, false)}`];
  const indent = ' '.repeat(column + style.step);
  const inner = Object.entries(value).map(([own, held]) => blockEntry(own, held, column + style.step, style));
  return [`${name}:`, ...inner.flatMap(([first = '', ...rest]) => [indent + first, ...rest])];
}

/** A value on one line; `json`: as JSON writes it. */
export function flowValue(value: Plain, json: boolean): string {
  if (typeof value === 'string') return json ? JSON.stringify(value) : word(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Plain[]).map((item) => flowValue(item, json)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, held]) => flowEntry(key, held, json));
  return json ? `{${entries.join(', ')}}` : `{ ${entries.join(', ')} }`;
}

export function flowEntry(key: string, value: Plain, json: boolean): string {
  return `${json ? JSON.stringify(key) : word(key)}: ${flowValue(value, json)}`;
}

/** Plain where every reader takes it for this text, else in double quotes. */
export function word(text: string): string {
  const isPlain = /^[A-Za-z0-9][\w./:@=-]*$/.test(text) && !text.endsWith(':');
  const isText = (dialect: 'core' | 'kubernetes'): boolean => plainScalar(text, dialect) === text;
  // `1:30` is a number of base 60 to readers of YAML 1.1, and `2024-01-01` a date.
  const isOdd = /^[\d:.]+$|^\d{4}-\d\d?-\d\d?/.test(text);
  return isPlain && !isOdd && isText('core') && isText('kubernetes') ? text : JSON.stringify(text);
}
