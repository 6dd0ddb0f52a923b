/** A box of the drawing before it has a place. */
export interface LaidBox {
  readonly width: number;
  readonly height: number;
  /** It stands left of all others: addresses outside. */
  readonly first: boolean;
}

export interface Laid {
  readonly x: number;
  readonly y: number;
}

/**
 * Places for boxes, in columns: whoever connects to others stands left of them where that can be, and boxes
 * that have much to do with each other stand side by side. Always the same for the same boxes.
 *
 * @param edges from, to and weight
 * @param room width that there is, in pixels
 */
export function layOutBoxes(
  boxes: readonly LaidBox[],
  edges: readonly (readonly [from: number, to: number, weight: number])[],
  room: number,
): { readonly places: readonly Laid[]; readonly width: number; readonly height: number } {
  const [gapX, gapY, margin] = [96, 18, 12];
  // Lines within the last column go around its right side.
  const side = 80;
  const flow = boxes.map(() => 0);
  for (const [from, to, weight] of edges) {
    if (from === to) continue;
    flow[from] = (flow[from] ?? 0) + weight;
    flow[to] = (flow[to] ?? 0) - weight;
  }
  const order = boxes
    .map((_, index) => index)
    .toSorted(
      (a, b) => (boxes[b]?.first ? 1 : 0) - (boxes[a]?.first ? 1 : 0) || (flow[b] ?? 0) - (flow[a] ?? 0) || a - b,
    );
  const outside = order.filter((index) => boxes[index]?.first);
  const inside = order.filter((index) => !boxes[index]?.first);
  const widest = Math.max(1, ...inside.map((index) => boxes[index]?.width ?? 0));
  const fitting = Math.max(
    1,
    Math.floor((room - margin * 2 - side + gapX) / (widest + gapX)) - (outside.length > 0 ? 1 : 0),
  );
  const most = Math.max(1, Math.min(fitting, Math.ceil(Math.sqrt(inside.length * 1.2))));
  const total = inside.reduce((sum, index) => sum + (boxes[index]?.height ?? 0) + gapY, 0);
  const columns: number[][] = outside.length > 0 ? [outside] : [];
  let column: number[] = [];
  let used = 0;
  for (const index of inside) {
    const height = (boxes[index]?.height ?? 0) + gapY;
    if (
      column.length > 0 &&
      used + height / 2 > total / most &&
      columns.length < most + (outside.length > 0 ? 0 : -1)
    ) {
      columns.push(column);
      column = [];
      used = 0;
    }
    column.push(index);
    used += height;
  }
  if (column.length > 0) columns.push(column);

  const middle = boxes.map(() => 0);
  const place = (): void => {
    for (const own of columns) {
      let y = margin;
      for (const index of own) {
        const height = boxes[index]?.height ?? 0;
        middle[index] = y + height / 2;
        y += height + gapY;
      }
    }
  };
  place();
  // Each box goes to where its neighbours are in the middle; a few rounds settle it.
  for (let round = 0; round < 6; round++) {
    const pull = boxes.map(() => 0);
    const weights = boxes.map(() => 0);
    for (const [from, to, weight] of edges) {
      if (from === to) continue;
      pull[from] = (pull[from] ?? 0) + (middle[to] ?? 0) * weight;
      pull[to] = (pull[to] ?? 0) + (middle[from] ?? 0) * weight;
      weights[from] = (weights[from] ?? 0) + weight;
      weights[to] = (weights[to] ?? 0) + weight;
    }
    const wish = (index: number): number =>
      (weights[index] ?? 0) > 0 ? (pull[index] ?? 0) / (weights[index] ?? 1) : (middle[index] ?? 0);
    for (const [at, own] of columns.entries()) columns[at] = own.toSorted((a, b) => wish(a) - wish(b) || a - b);
    place();
  }

  const tallest = Math.max(
    0,
    ...columns.map((own) => own.reduce((sum, index) => sum + (boxes[index]?.height ?? 0) + gapY, 0)),
  );
  const places: Laid[] = boxes.map(() => ({ x: 0, y: 0 }));
  let x = margin;
  for (const own of columns) {
    const height = own.reduce((sum, index) => sum + (boxes[index]?.height ?? 0) + gapY, 0);
    const width = Math.max(0, ...own.map((index) => boxes[index]?.width ?? 0));
    const down = Math.min((tallest - height) / 2, 240);
    for (const index of own) places[index] = { x, y: (middle[index] ?? 0) - (boxes[index]?.height ?? 0) / 2 + down };
    x += width + gapX;
  }
  return { places, width: Math.max(0, x - gapX + margin + side), height: tallest + margin * 2 };
}
