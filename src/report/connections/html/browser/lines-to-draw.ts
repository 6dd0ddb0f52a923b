import type { MapData } from '../map-data.ts';
import type { MapPlace } from './geometry.ts';
import type { MapLine } from './lines.ts';
import type { MapChoice } from './map-dom.ts';
import { trafficText } from './panel.ts';

/** What stands on the drawing. */
export interface VisibleParts {
  /** Connections of which both ends are shown. */
  readonly visible: readonly number[];
  readonly boxPlaces: ReadonlyMap<number, MapPlace>;
  /** Of peers in open boxes. */
  readonly rowPlaces: ReadonlyMap<number, MapPlace>;
  /** Whether something is drawn out among the rest. */
  readonly focused: boolean;
}

/** What is drawn: each connection between what is visible of its ends, those between the same two as one. */
export function linesToDraw(
  data: MapData,
  choice: MapChoice,
  { visible, boxPlaces, rowPlaces, focused }: VisibleParts,
): readonly MapLine[] {
  // More lines than these a person cannot follow: then boxes are joined in place of peers.
  const mostLines = 400;
  const chain = new Set(choice.chain);
  const grouped = (byPeer: boolean): Map<string, MapLine & { stands: number[] }> => {
    const found = new Map<string, MapLine & { stands: number[] }>();
    for (const at of visible) {
      const [from, to, traffic] = [0, 1, 2].map((part) => data.connections[at * 3 + part] ?? 0) as [
        number,
        number,
        number,
      ];
      const touched = chain.has(at) || choice.peer === from || choice.peer === to;
      const [source, target] = [data.peers[from]!, data.peers[to]!];
      const rows = byPeer || touched;
      const [start, end] = [
        (rows ? rowPlaces.get(from) : undefined) ?? boxPlaces.get(source.box),
        (rows ? rowPlaces.get(to) : undefined) ?? boxPlaces.get(target.box),
      ];
      if (start === undefined || end === undefined || start === end) continue;
      const doubtful = (data.traffic[traffic]?.allowed ?? '') === '';
      const crosses = source.box !== target.box;
      const isOut = choice.peer === from || (crosses && choice.box === source.box);
      const isIn = choice.peer === to || (crosses && choice.box === target.box);
      const usual = doubtful ? 'unknown' : 'plain';
      const look = chain.has(at) ? 'chain' : isOut ? 'out' : isIn ? 'in' : usual;
      const [one, other] = [
        start === boxPlaces.get(source.box) ? `b${source.box}` : `p${from}`,
        end === boxPlaces.get(target.box) ? `b${target.box}` : `p${to}`,
      ];
      const key = `${look} ${one} ${other}`;
      const known = found.get(key);
      if (known === undefined) {
        const title = `${one.startsWith('b') ? data.boxes[source.box] : source.name} \u2192 ${other.startsWith('b') ? data.boxes[target.box] : target.name}`;
        found.set(key, { from: start, to: end, stands: [at], look, title });
      } else known.stands.push(at);
    }
    return found;
  };
  const byPeer = grouped(true);
  const told = [...(byPeer.size > mostLines ? grouped(false) : byPeer).values()].map((line) => ({
    ...line,
    title: `${line.title}: ${line.stands.length === 1 ? trafficText(data.traffic[data.connections[(line.stands[0] ?? 0) * 3 + 2] ?? 0]!) : `${line.stands.length} connections`}`,
  }));
  const isLit = ({ look }: MapLine): boolean => look === 'out' || look === 'in' || look === 'chain';
  const lit = told.filter(isLit);
  const rest = told.filter((line) => !isLit(line)).toSorted((a, b) => b.stands.length - a.stands.length);
  // What is not looked at is background; too much of it hides what is.
  return [...rest.slice(0, focused ? mostLines / 4 : mostLines * 1.5), ...lit];
}
