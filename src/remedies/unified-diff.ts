/** Lines before and after a change that a reader sees, and by which a patch finds its place. */
const context = 3;
/** Tables of the comparison stay below this many cells; past it the rest is one block. */
const maxCells = 4_000_000;

interface Block {
  /** Lines of the old text that go, from and to (exclusive). */
  readonly from: number;
  readonly to: number;
  /** Lines of the new text that come in their place. */
  readonly newFrom: number;
  readonly newTo: number;
}

/**
 * The difference of two texts as `git apply` and `patch -p1` take it; empty when there is none.
 *
 * @param file relative to the folder in which the patch is to be applied, with slashes
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [old, edited] = [linesOf(before), linesOf(after)];
  const hunks = inHunks(blocksOf(old, edited)).map((blocks) => hunk(blocks, old, edited));
  return `--- ${name('a', file)}\n+++ ${name('b', file)}\n${hunks.join('')}`;
}

/** Each with its own end. */
function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

function blocksOf(old: readonly string[], edited: readonly string[]): Block[] {
  let start = 0;
  while (start < old.length && start < edited.length && old[start] === edited[start]) start++;
  let [oldEnd, newEnd] = [old.length, edited.length];
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === edited[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return compared(old, edited, { from: start, to: oldEnd, newFrom: start, newTo: newEnd });
}

/** Edits are few and far apart: lines that stand once in both texts part the block before a table is made. */
function compared(old: readonly string[], edited: readonly string[], block: Block): Block[] {
  const { from, to, newFrom, newTo } = block;
  if (from === to && newFrom === newTo) return [];
  if (from === to || newFrom === newTo) return [block];
  if ((to - from) * (newTo - newFrom) <= maxCells) return byTable(old, edited, block);
  const found: Block[] = [];
  let [at, newAt] = [from, newFrom];
  for (const [line, newLine] of anchors(old, edited, block)) {
    if (line < at || newLine < newAt) continue;
    found.push(...tabled(old, edited, { from: at, to: line, newFrom: newAt, newTo: newLine }));
    [at, newAt] = [line + 1, newLine + 1];
  }
  found.push(...tabled(old, edited, { from: at, to, newFrom: newAt, newTo }));
  return found;
}

function tabled(old: readonly string[], edited: readonly string[], block: Block): Block[] {
  const { from, to, newFrom, newTo } = block;
  if (from === to && newFrom === newTo) return [];
  return (to - from) * (newTo - newFrom) <= maxCells ? byTable(old, edited, block) : [block];
}

/** Lines met once in both, in an order that both have. */
function anchors(old: readonly string[], edited: readonly string[], block: Block): [number, number][] {
  const places = (lines: readonly string[], from: number, to: number): Map<string, number> => {
    const met = new Map<string, number>();
    for (let at = from; at < to; at++) met.set(lines[at]!, met.has(lines[at]!) ? -1 : at);
    return met;
  };
  const inNew = places(edited, block.newFrom, block.newTo);
  const pairs: [number, number][] = [];
  for (const [line, at] of places(old, block.from, block.to)) {
    const other = inNew.get(line);
    if (at >= 0 && other !== undefined && other >= 0) pairs.push([at, other]);
  }
  return pairs;
}

/** The longest common subsequence, by the usual table. */
function byTable(old: readonly string[], edited: readonly string[], block: Block): Block[] {
  const [rows, columns] = [block.to - block.from, block.newTo - block.newFrom];
  const width = columns + 1;
  const length = new Uint32Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      length[row * width + column] =
        old[block.from + row] === edited[block.newFrom + column]
          ? length[(row + 1) * width + column + 1]! + 1
          : Math.max(length[(row + 1) * width + column]!, length[row * width + column + 1]!);
    }
  }
  const found: Block[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const [fromRow, fromColumn] = [row, column];
    while (row < rows || column < columns) {
      const isEqual = row < rows && column < columns && old[block.from + row] === edited[block.newFrom + column];
      if (isEqual) break;
      const down = row < rows ? length[(row + 1) * width + column]! : -1;
      const right = column < columns ? length[row * width + column + 1]! : -1;
      if (down >= right) row++;
      else column++;
    }
    if (row > fromRow || column > fromColumn) {
      found.push({
        from: block.from + fromRow,
        to: block.from + row,
        newFrom: block.newFrom + fromColumn,
        newTo: block.newFrom + column,
      });
    }
    while (row < rows && column < columns && old[block.from + row] === edited[block.newFrom + column]) {
      row++;
      column++;
    }
  }
  return found;
}

/** Blocks whose context meets are one hunk. */
function inHunks(blocks: readonly Block[]): Block[][] {
  const hunks: Block[][] = [];
  for (const block of blocks) {
    const last = hunks.at(-1);
    if (last !== undefined && block.from - last.at(-1)!.to <= 2 * context) last.push(block);
    else hunks.push([block]);
  }
  return hunks;
}

function hunk(blocks: readonly Block[], old: readonly string[], edited: readonly string[]): string {
  const [first, last] = [blocks[0]!, blocks.at(-1)!];
  const from = Math.max(0, first.from - context);
  const to = Math.min(old.length, last.to + context);
  const newFrom = first.newFrom - (first.from - from);
  const newTo = last.newTo + (to - last.to);
  let text = `@@ -${span(from, to)} +${span(newFrom, newTo)} @@\n`;
  let at = from;
  const kept = (until: number): void => {
    for (; at < until; at++) text += marked(' ', old[at]!);
  };
  for (const block of blocks) {
    kept(block.from);
    for (; at < block.to; at++) text += marked('-', old[at]!);
    for (let line = block.newFrom; line < block.newTo; line++) text += marked('+', edited[line]!);
  }
  kept(to);
  return text;
}

/** An empty range is named by the line before it. */
function span(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** Quoted as git does where a name holds what would end it. */
function name(side: string, file: string): string {
  // An absolute path is no part of the folder: `patch -p0` takes it as it is.
  const path = file.startsWith('/') ? file : `${side}/${file}`;
  const plain = /^[^"\\\p{Cc}]*$/u.test(path);
  // A tab after a name with blanks tells `patch` where it ends.
  if (plain) return path.includes(' ') ? `${path}\t` : path;
  return `"${path.replaceAll(/["\\\p{Cc}]/gu, (character) => {
    const known = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' }[character];
    return known ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  })}"`;
}
