import { make } from '../../../html/browser/build.ts';
import type { PageElement } from '../../../html/browser/dom.ts';
import type { MapData, MapTraffic } from '../map-data.ts';
import type { Routes } from './routes.ts';

/** What the panel may ask the page to do. */
export interface PanelActions {
  choosePeer(peer: number): void;
  chooseConnection(connection: number): void;
}

/** `allowed: TCP 80`, `unknown: UDP 53`. */
export function trafficText({ allowed, unknown }: MapTraffic): string {
  const parts = [allowed, unknown === '' ? '' : `perhaps ${unknown}`];
  return parts.filter((part) => part !== '').join('; ');
}

/** Every part of a connection with its verdict and its proof. */
export function proofElement(traffic: MapTraffic): PageElement {
  const list = make('div', 'proof');
  for (const { verdict, ports, missing, steps } of traffic.parts) {
    const items = steps.map(([layer, rule, effect, where]) =>
      make('li', '', make('span', 'layer', layer), ` ${rule}: `, make('b', '', effect), ' ', make('code', '', where)),
    );
    list.append(
      make('p', `verdict-of ${verdict}`, make('b', '', verdict), ` ${ports}`),
      ...missing.map((text) => make('p', 'missing', `Not known: ${text}`)),
      make('ol', '', ...items),
    );
  }
  return list;
}

/** A button that leads somewhere, in a list. */
export function panelButton(text: string, detail: string, act: () => void): PageElement {
  const button = make('button', 'leads', make('span', 'name', text), make('span', 'detail', detail));
  button.setAttribute('type', 'button');
  button.addEventListener('click', act);
  return make('li', '', button);
}

/** A list that shows its first items, and the rest when that is asked for. */
export function panelList(title: string, items: readonly (() => PageElement)[]): PageElement {
  const shown = 60;
  const list = make('ul', 'leading', ...items.slice(0, shown).map((item) => item()));
  const section = make('section', '', make('h3', '', `${title} (${items.length})`), list);
  if (items.length > shown) {
    const more = make('button', '', `Show ${items.length - shown} more`);
    more.setAttribute('type', 'button');
    more.addEventListener('click', () => {
      list.append(...items.slice(shown).map((item) => item()));
      more.hidden = true;
    });
    section.append(more);
  }
  return section;
}

/** What is told of one peer: how open it is, whom it reaches and who reaches it. */
export function peerPanel(data: MapData, routes: Routes, peer: number, actions: PanelActions): PageElement[] {
  const one = data.peers[peer];
  if (one === undefined) return [];
  const leads = (places: readonly number[], end: 0 | 1): (() => PageElement)[] =>
    places.map((at) => () => {
      const other = data.peers[data.connections[at * 3 + end] ?? 0];
      const traffic = data.traffic[data.connections[at * 3 + 2] ?? 0];
      const detail = traffic === undefined ? '' : trafficText(traffic);
      return panelButton(other?.name ?? '', detail, () => actions.chooseConnection(at));
    });
  const facts = [one.kind, one.at].filter((part) => part !== '').join(' \u00b7 ');
  return [
    make('h2', '', one.name),
    make('p', 'lead', facts),
    ...one.open.map((text) => make('p', 'openness', text)),
    ...one.beyond.map((text) => make('p', 'beyond', text)),
    ...(one.members.length < 2
      ? []
      : [
          panelList(
            'Stands for',
            one.members.map((name) => () => make('li', '', name)),
          ),
        ]),
    panelList('Reaches', leads(routes.out[peer] ?? [], 1)),
    panelList('Reached by', leads(routes.in[peer] ?? [], 0)),
  ];
}

/** What is told of a chain of connections, each with its proof. */
export function chainPanel(
  data: MapData,
  chain: readonly number[],
  title: string,
  said: string,
  actions: PanelActions,
): PageElement[] {
  const steps = chain.map((at, index) => {
    const [from, to, traffic] = [0, 1, 2].map((part) => data.connections[at * 3 + part] ?? 0);
    const passes = data.traffic[traffic ?? 0];
    const [source, target] = [data.peers[from ?? 0], data.peers[to ?? 0]];
    const ends = make(
      'p',
      'ends',
      chain.length > 1 ? `${index + 1}. ` : '',
      endButton(source?.name ?? '', () => actions.choosePeer(from ?? 0)),
      ' \u2192 ',
      endButton(target?.name ?? '', () => actions.choosePeer(to ?? 0)),
    );
    return passes === undefined ? ends : make('section', 'step', ends, proofElement(passes));
  });
  return [make('h2', '', title), make('p', 'lead', said), ...steps];
}

/** The name of a peer as a button in running text. */
export function endButton(name: string, act: () => void): PageElement {
  const button = make('button', 'end', name);
  button.setAttribute('type', 'button');
  button.addEventListener('click', act);
  return button;
}
