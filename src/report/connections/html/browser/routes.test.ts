import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { MapData } from '../map-data.ts';
import { layOutBoxes } from './layout.ts';
import { routesOf, shortestChain } from './routes.ts';

const traffic = (allowed: string, unknown: string): MapData['traffic'][number] => ({ allowed, unknown, parts: [] });

/** Peers by number; connections of traffic 0 are allowed, those of 1 unknown. */
function data(count: number, connections: readonly (readonly [number, number, number])[]): MapData {
  return {
    boxes: ['all'],
    peers: Array.from({ length: count }, (_, at) => ({
      name: `${at}`,
      kind: 'Pod',
      box: 0,
      members: [],
      at: '',
      open: [],
      beyond: [],
    })),
    traffic: [traffic('TCP 80', ''), traffic('', 'TCP 80')],
    connections: connections.flat(),
  };
}

function chain(map: MapData, from: number, to: number): [number[], boolean] | null {
  const found = shortestChain(map, routesOf(map), from, to);
  return found === null ? null : [found.chain.map((at) => map.connections[at * 3 + 1]!), found.sure];
}

describe('chains of connections', () => {
  it('are the shortest that are allowed, else the shortest that may be', () => {
    const map = data(6, [
      [0, 1, 0],
      [1, 2, 0],
      [0, 3, 1],
      [3, 4, 0],
      [0, 2, 1],
      [2, 0, 0],
    ]);
    assert.deepEqual(chain(map, 0, 2), [[1, 2], true]);
    assert.deepEqual(chain(map, 0, 4), [[3, 4], false]);
    assert.deepEqual(chain(map, 0, 0), [[1, 2, 0], true]);
    assert.equal(chain(map, 0, 5), null);
    assert.equal(chain(map, 5, 0), null);
  });

  it('lead from one end to the other, and none is found only where there is none', () => {
    const pair = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(1));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (edges) => {
        const map = data(6, edges);
        const reached = new Set<number>();
        let front = [0];
        while (front.length > 0) {
          front = edges
            .filter(([from]) => front.includes(from))
            .map(([, to]) => to)
            .filter((to) => !reached.has(to));
          for (const to of front) reached.add(to);
        }
        for (let to = 0; to < 6; to++) {
          const found = shortestChain(map, routesOf(map), 0, to);
          assert.equal(found !== null, reached.has(to));
          let here = 0;
          for (const at of found?.chain ?? []) {
            assert.equal(map.connections[at * 3], here);
            here = map.connections[at * 3 + 1]!;
          }
          if (found !== null) assert.equal(here, to);
        }
      }),
    );
  });
});

describe('layout', () => {
  it('never lays two boxes over each other, and keeps to its own size', () => {
    const box = fc.record({
      width: fc.integer({ min: 100, max: 900 }),
      height: fc.integer({ min: 30, max: 700 }),
      first: fc.constant(false),
    });
    fc.assert(
      fc.property(
        fc.array(box, { maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(39), fc.nat(39), fc.integer({ min: 1, max: 9 })), { maxLength: 60 }),
        fc.boolean(),
        (all, edges, outside) => {
          const boxes = all.map((one, at) => ({ ...one, first: outside && at === 0 }));
          const known = edges.filter(([from, to]) => from < boxes.length && to < boxes.length);
          const { places, width, height } = layOutBoxes(boxes, known, 1200);
          for (const [at, one] of boxes.entries()) {
            const { x, y } = places[at]!;
            assert.ok(x >= 0 && y >= 0 && x + one.width <= width && y + one.height <= height);
            for (let next = at + 1; next < boxes.length; next++) {
              const [other, there] = [boxes[next]!, places[next]!];
              const apart =
                x + one.width <= there.x ||
                there.x + other.width <= x ||
                y + one.height <= there.y ||
                there.y + other.height <= y;
              assert.ok(apart, `${at} over ${next}`);
            }
          }
        },
      ),
    );
  });

  it('puts addresses outside first, and whoever connects before whom it connects to', () => {
    const boxes = [0, 1, 2].map((at) => ({ width: 200, height: 100, first: at === 2 }));
    const { places } = layOutBoxes(
      boxes,
      [
        [1, 0, 1],
        [2, 1, 1],
      ],
      1200,
    );
    assert.ok(places[2]!.x < places[1]!.x && places[1]!.x <= places[0]!.x);
  });
});
