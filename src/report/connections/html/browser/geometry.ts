/** Where an end of a line stands. */
export interface MapPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of boxes and rows, as the style sheet has them too. */
export function mapSizes(): {
  readonly head: number;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
} {
  return { head: 46, row: 28, column: 216, rows: 24 };
}

/** Size of a box with so many rows; none are shown in a closed one. */
export function boxSize(rows: number): { readonly width: number; readonly height: number } {
  const { head, row, column, rows: most } = mapSizes();
  const columns = Math.max(1, Math.ceil(rows / most));
  const high = Math.min(rows, Math.ceil(rows / columns));
  return { width: columns * column, height: head + high * row + (rows > 0 ? 6 : 0) };
}

/** Where a row stands in its box. */
export function rowPlace(index: number, rows: number, box: MapPlace): MapPlace {
  const { head, row, column, rows: most } = mapSizes();
  const columns = Math.max(1, Math.ceil(rows / most));
  const high = Math.max(1, Math.ceil(rows / columns));
  return {
    x: box.x + Math.floor(index / high) * column,
    y: box.y + head + (index % high) * row,
    // Within the border of the box.
    width: column - 2,
    height: row,
  };
}

/** A curve from one place to another, as the `d` of a path: from side to side, and around to the same side. */
export function curveBetween(from: MapPlace, to: MapPlace): string {
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const round = (value: number): number => Math.round(value * 10) / 10;
  const path = (x1: number, c1: number, c2: number, x2: number): string =>
    `M${round(x1)} ${round(y1)}C${round(c1)} ${round(y1)} ${round(c2)} ${round(y2)} ${round(x2)} ${round(y2)}`;
  if (to.x >= from.x + from.width) {
    const bend = Math.max(24, (to.x - from.x - from.width) / 2);
    return path(from.x + from.width, from.x + from.width + bend, to.x - bend, to.x - 3);
  }
  if (to.x + to.width <= from.x) {
    const bend = Math.max(24, (from.x - to.x - to.width) / 2);
    return path(from.x, from.x - bend, to.x + to.width + bend, to.x + to.width + 3);
  }
  const side = Math.max(from.x + from.width, to.x + to.width);
  const bend = 26 + Math.min(50, Math.abs(y2 - y1) / 8);
  return path(from.x + from.width, side + bend, side + bend, to.x + to.width + 3);
}
