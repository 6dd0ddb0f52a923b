import { make } from '../../../html/browser/build.ts';
import { curveBetween, type MapPlace } from './geometry.ts';
import type { MapDocument, MapElement } from './map-dom.ts';

declare const document: MapDocument;

/** A line of the drawing: what goes from one visible place to another. */
export interface MapLine {
  readonly from: MapPlace;
  readonly to: MapPlace;
  /** Connections that it stands for. */
  readonly stands: readonly number[];
  /** `plain`, `unknown`, `out`, `in` or `chain`. */
  readonly look: string;
  readonly title: string;
}

/** Draws lines, those that are looked at above the others. */
export function drawLines(svg: MapElement, lines: readonly MapLine[], click: (line: MapLine) => void): void {
  const element = (tag: string, className: string): MapElement => {
    const one = document.createElementNS('http://www.w3.org/2000/svg', tag);
    one.setAttribute('class', className);
    return one;
  };
  svg.replaceChildren(...['plain', 'unknown', 'out', 'in', 'chain'].map((look) => markerOf(look)));
  const order = ['plain', 'unknown', 'in', 'out', 'chain'];
  for (const line of lines.toSorted((a, b) => order.indexOf(a.look) - order.indexOf(b.look))) {
    const group = element('g', `line ${line.look}`);
    const d = curveBetween(line.from, line.to);
    const path = element('path', 'drawn');
    path.setAttribute('d', d);
    path.setAttribute('marker-end', `url(#arrow-${line.look})`);
    path.style.setProperty('stroke-width', String(1 + Math.min(2.5, Math.log10(line.stands.length) * 0.9)));
    const hit = element('path', 'hit');
    hit.setAttribute('d', d);
    const title = element('title', '');
    title.textContent = line.title;
    group.append(title, path, hit);
    group.addEventListener('click', () => click(line));
    svg.append(group);
  }

  function markerOf(look: string): MapElement {
    const marker = element('marker', `arrow ${look}`);
    marker.id = `arrow-${look}`;
    for (const [name, value] of [
      ['viewBox', '0 0 8 8'],
      ['refX', '6'],
      ['refY', '4'],
      ['markerWidth', '7'],
      ['markerHeight', '7'],
      ['markerUnits', 'userSpaceOnUse'],
      ['orient', 'auto'],
    ] as const)
      marker.setAttribute(name, value);
    const tip = element('path', '');
    tip.setAttribute('d', 'M0 0L8 4L0 8z');
    marker.append(tip);
    return marker;
  }
}

/** A button of the drawing. */
export function drawnButton(className: string, name: string, detail: string): MapElement {
  const button = make('button', className, make('span', 'name', name), make('span', 'detail', detail)) as MapElement;
  button.setAttribute('type', 'button');
  button.setAttribute('title', name);
  return button;
}
