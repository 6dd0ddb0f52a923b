import { make } from '../../../html/browser/build.ts';
import type { PageElement, PageWindow } from '../../../html/browser/dom.ts';
import { startTheme } from '../../../html/browser/start.ts';
import type { MapData, MapPeer } from '../map-data.ts';
import { boxSize, rowPlace, type MapPlace } from './geometry.ts';
import { layOutBoxes } from './layout.ts';
import { linesToDraw } from './lines-to-draw.ts';
import { drawLines, drawnButton, type MapLine } from './lines.ts';
import type { MapChoice, MapDocument, MapElement } from './map-dom.ts';
import { chainPanel, panelButton, panelList, peerPanel, trafficText, type PanelActions } from './panel.ts';
import { routesOf, shortestChain } from './routes.ts';

declare const document: MapDocument;
declare const window: PageWindow;
declare function setTimeout(work: () => void, milliseconds: number): number;
declare function clearTimeout(timer: number): void;

/** Everything that the page does; called once, when the document has been read. */
export function startMap(): void {
  const get = (id: string): MapElement => document.getElementById(id) ?? (make('span', '') as MapElement);
  const data = JSON.parse(get('data').textContent ?? '') as MapData;
  const routes = routesOf(data);
  const [drawing, lines, panel] = [get('drawing'), get('lines'), get('panel')];
  const members = data.boxes.map((_, box) => data.peers.flatMap((peer, index) => (peer.box === box ? [index] : [])));
  // Small maps are seen whole; of large ones a person opens what is of interest.
  const all = data.peers.length <= 40;
  const choice: MapChoice = {
    open: new Set(all ? data.boxes.keys() : []),
    peer: null,
    box: null,
    chain: [],
    words: [],
    show: 'all',
  };
  const texts = data.peers.map(({ name, kind, box, members: own }) =>
    `${name} ${kind} ${data.boxes[box] ?? ''} ${own.join(' ')}`.toLowerCase(),
  );
  const unknown = data.peers.map((_, peer) =>
    [...(routes.out[peer] ?? []), ...(routes.in[peer] ?? [])].some(
      (at) => (data.traffic[data.connections[at * 3 + 2] ?? 0]?.unknown ?? '') !== '',
    ),
  );

  const actions: PanelActions = {
    choosePeer(peer) {
      choice.peer = peer;
      choice.box = null;
      choice.chain = [];
      const own = data.peers[peer];
      if (own !== undefined) choice.open.add(own.box);
      tell(peerPanel(data, routes, peer, actions));
      draw();
    },
    chooseConnection(connection) {
      choice.peer = null;
      choice.box = null;
      choice.chain = [connection];
      tell(chainPanel(data, [connection], 'Connection', 'What passes, and the rules that decide.', actions));
      draw();
    },
  };

  function tell(content: readonly PageElement[]): void {
    panel.replaceChildren(...content);
    panel.scrollIntoView({ block: 'nearest' });
  }

  function isShown(peer: MapPeer, index: number): boolean {
    if (choice.show === 'unknown' && !unknown[index]) return false;
    if (choice.show === 'open' && peer.open.length === 0) return false;
    return choice.words.every((word) => texts[index]?.includes(word));
  }

  /** Peers that are drawn out among the others: the chosen one with its neighbours, or those of a chain. */
  function litPeers(): ReadonlySet<number> {
    const lit = new Set<number>();
    const places =
      choice.peer === null ? choice.chain : [...(routes.out[choice.peer] ?? []), ...(routes.in[choice.peer] ?? [])];
    for (const at of places) lit.add(data.connections[at * 3] ?? 0).add(data.connections[at * 3 + 1] ?? 0);
    if (choice.peer !== null) lit.add(choice.peer);
    if (choice.box !== null) {
      for (const peer of members[choice.box] ?? []) lit.add(peer);
      for (const at of beyond(choice.box))
        lit.add(data.connections[at * 3] ?? 0).add(data.connections[at * 3 + 1] ?? 0);
    }
    return lit;
  }

  function draw(): void {
    const shown = members.map((own) => own.filter((index) => isShown(data.peers[index]!, index)));
    const boxes = data.boxes.flatMap((_, box) => ((shown[box]?.length ?? 0) > 0 ? [box] : []));
    const rowsOf = (box: number): readonly number[] => (choice.open.has(box) ? (shown[box] ?? []) : []);
    const sizes = boxes.map((box) => boxSize(rowsOf(box).length));
    const weights = new Map<string, number>();
    const drawn = new Set(shown.flat());
    const visible: number[] = [];
    for (let at = 0; at * 3 < data.connections.length; at++) {
      const [from, to] = [data.connections[at * 3] ?? 0, data.connections[at * 3 + 1] ?? 0];
      if (!drawn.has(from) || !drawn.has(to)) continue;
      visible.push(at);
      const key = `${data.peers[from]?.box} ${data.peers[to]?.box}`;
      weights.set(key, (weights.get(key) ?? 0) + 1);
    }
    const place = new Map(boxes.map((box, index) => [box, index]));
    const edges = [...weights].map(([key, weight]) => {
      const [from = 0, to = 0] = key.split(' ').map((box) => place.get(Number(box)) ?? 0);
      return [from, to, weight] as const;
    });
    const laid = layOutBoxes(
      boxes.map((box, index) => ({ ...sizes[index]!, first: data.boxes[box] === 'addresses outside' })),
      edges,
      drawing.clientWidth,
    );
    const boxPlaces = new Map<number, MapPlace>(
      boxes.map((box, index) => [box, { ...laid.places[index]!, ...sizes[index]! }]),
    );
    const lit = litPeers();
    const focused = lit.size > 0;

    const canvas = get('canvas');
    canvas.style.setProperty('width', `${Math.max(laid.width, 1)}px`);
    canvas.style.setProperty('height', `${Math.max(laid.height, 1)}px`);
    lines.setAttribute('width', String(laid.width));
    lines.setAttribute('height', String(laid.height));
    const rowPlaces = new Map<number, MapPlace>();
    get('boxes').replaceChildren(
      ...boxes.map((box) => boxElement(box, shown[box] ?? [], boxPlaces.get(box)!, rowPlaces, lit)),
    );
    const told = linesToDraw(data, choice, { visible, boxPlaces, rowPlaces, focused });
    drawing.className = `map${focused ? ' focused' : ''}${told.length > 150 ? ' dense' : ''}`;
    drawLines(lines, told, (line) => chooseLine(line));
    get('none').hidden = boxes.length > 0;
    const count = drawn.size === data.peers.length ? `${drawn.size}` : `${drawn.size} of ${data.peers.length}`;
    get('count').textContent = `${count} peers in ${boxes.length} groups, ${visible.length} connections`;
  }

  function boxElement(
    box: number,
    shown: readonly number[],
    at: MapPlace,
    rowPlaces: Map<number, MapPlace>,
    lit: ReadonlySet<number>,
  ): PageElement {
    const isOpen = choice.open.has(box);
    const inside = (members[box] ?? []).filter((index) => lit.has(index)).length;
    const detail = inside > 0 && !isOpen ? `${inside} of ${shown.length}` : `${shown.length}`;
    const head = drawnButton('head', data.boxes[box] ?? '', detail);
    head.setAttribute('aria-expanded', String(isOpen));
    head.dataset['box'] = String(box);
    head.addEventListener('click', () => toggle(box));
    const element = make('div', `box${inside > 0 ? ' lit' : ''}`, head) as MapElement;
    setPlace(element, at);
    if (!isOpen) return element;
    for (const [index, peer] of shown.entries()) {
      const own = rowPlace(index, shown.length, at);
      rowPlaces.set(peer, own);
      element.append(rowElement(peer, { ...own, x: own.x - at.x, y: own.y - at.y }, lit));
    }
    return element;
  }

  function rowElement(peer: number, at: MapPlace, lit: ReadonlySet<number>): PageElement {
    const one = data.peers[peer]!;
    const inBox = `${data.boxes[one.box] ?? ''}/`;
    const name = one.name.startsWith(inBox) ? one.name.slice(inBox.length) : one.name;
    const look = [
      'peer',
      lit.has(peer) ? 'lit' : '',
      choice.peer === peer ? 'chosen' : '',
      one.open.length > 0 ? 'open' : '',
      unknown[peer] ? 'doubtful' : '',
    ];
    const row = drawnButton(look.filter((part) => part !== '').join(' '), name, '');
    row.setAttribute('aria-pressed', String(choice.peer === peer));
    row.setAttribute('title', one.name);
    row.dataset['peer'] = String(peer);
    row.addEventListener('click', () => {
      if (choice.peer === peer) clear();
      else actions.choosePeer(peer);
      [...document.querySelectorAll('.peer')]
        .find((again) => again.dataset['peer'] === String(peer))
        ?.focus({ preventScroll: true });
    });
    setPlace(row, at);
    return row;
  }

  function setPlace(element: MapElement, { x, y, width, height }: MapPlace): void {
    element.style.setProperty('left', `${x}px`);
    element.style.setProperty('top', `${y}px`);
    element.style.setProperty('width', `${width}px`);
    element.style.setProperty('height', `${height}px`);
  }

  function chooseLine({ stands, title }: MapLine): void {
    const [only] = stands;
    if (only !== undefined && stands.length === 1) return actions.chooseConnection(only);
    choice.peer = null;
    choice.box = null;
    choice.chain = stands;
    tell([make('h2', '', title), listOf('Connections', stands)]);
    draw();
  }

  function listOf(title: string, places: readonly number[]): PageElement {
    return panelList(
      title,
      places.map((at) => () => {
        const [from, to, traffic] = [0, 1, 2].map((part) => data.connections[at * 3 + part] ?? 0) as [
          number,
          number,
          number,
        ];
        const name = `${data.peers[from]?.name} \u2192 ${data.peers[to]?.name}`;
        return panelButton(name, trafficText(data.traffic[traffic]!), () => actions.chooseConnection(at));
      }),
    );
  }

  /** Connections that go in or out of a box. */
  function beyond(box: number): readonly number[] {
    const found: number[] = [];
    for (let at = 0; at * 3 < data.connections.length; at++) {
      const [from, to] = [data.peers[data.connections[at * 3] ?? 0], data.peers[data.connections[at * 3 + 1] ?? 0]];
      if (from?.box !== to?.box && (from?.box === box || to?.box === box)) found.push(at);
    }
    return found;
  }

  /** Opens or closes a box, and draws out what goes in and out of it. */
  function toggle(box: number): void {
    if (choice.open.has(box)) choice.open.delete(box);
    else choice.open.add(box);
    choice.peer = null;
    choice.box = choice.open.has(box) ? box : null;
    choice.chain = [];
    if (choice.open.has(box))
      tell([make('h2', '', data.boxes[box] ?? ''), listOf('Connections beyond the group', beyond(box))]);
    else panel.replaceChildren(...overview());
    draw();
    [...document.querySelectorAll('.head')]
      .find((head) => head.dataset['box'] === String(box))
      ?.focus({ preventScroll: true });
  }

  function clear(): void {
    choice.peer = null;
    choice.box = null;
    choice.chain = [];
    panel.replaceChildren(...overview());
    draw();
  }

  /** What stands in the panel before anything is chosen: what is open, and what is not known. */
  function overview(): PageElement[] {
    const open = data.peers.flatMap((peer, index) => (peer.open.length > 0 ? [index] : []));
    const doubtful: number[] = [];
    for (let at = 0; at * 3 < data.connections.length; at++)
      if ((data.traffic[data.connections[at * 3 + 2] ?? 0]?.unknown ?? '') !== '') doubtful.push(at);
    return [
      make('h2', '', 'Choose a peer or a line'),
      make(
        'p',
        'lead',
        'A group opens when it is clicked. A peer shows whom it reaches and who reaches it; a line shows what passes and why.',
      ),
      ...(doubtful.length > 0 ? [listOf('Not known', doubtful)] : []),
      ...(open.length > 0
        ? [
            panelList(
              'Open',
              open.map((index) => () => {
                const one = data.peers[index]!;
                return panelButton(one.name, one.open.join('; '), () => actions.choosePeer(index));
              }),
            ),
          ]
        : []),
    ];
  }

  /** The peer that a person typed: by its name, or by that of one it stands for. */
  function peerNamed(text: string): number {
    const wanted = text.trim();
    const exact = data.peers.findIndex(({ name, members: own }) => name === wanted || own.includes(wanted));
    if (exact !== -1 || wanted === '') return exact;
    const near = texts.findIndex((one) => one.includes(wanted.toLowerCase()));
    return near;
  }

  function showPath(): void {
    const [fromText, toText] = [get('path-from').value, get('path-to').value];
    const [from, to] = [peerNamed(fromText), peerNamed(toText)];
    const missing = from === -1 ? fromText : to === -1 ? toText : null;
    if (missing !== null) {
      tell([make('h2', '', 'Path'), make('p', 'lead', `No peer is called ${JSON.stringify(missing)}.`)]);
      return;
    }
    const title = `${data.peers[from]?.name} \u2192 ${data.peers[to]?.name}`;
    const found = shortestChain(data, routes, from, to);
    choice.peer = null;
    choice.box = null;
    choice.chain = found?.chain ?? [];
    if (found === null) {
      tell([
        make('h2', '', title),
        make('p', 'lead', 'No connection leads there, and no chain of connections either.'),
      ]);
    } else {
      for (const at of found.chain)
        for (const part of [0, 1]) {
          const own = data.peers[data.connections[at * 3 + part] ?? 0];
          if (own !== undefined) choice.open.add(own.box);
        }
      const hops =
        found.chain.length === 1
          ? 'Directly'
          : `By a chain of ${found.chain.length} connections: whoever holds each peer on the way gets there`;
      tell(
        chainPanel(
          data,
          found.chain,
          title,
          `${hops}${found.sure ? '.' : ', if what is not known lets it pass.'}`,
          actions,
        ),
      );
    }
    draw();
  }

  let timer = 0;
  get('map-filters').addEventListener('input', ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(apply, target.id === 'filter-text' ? 120 : 0);
  });
  get('map-filters').addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    apply();
  });
  function apply(): void {
    choice.words = get('filter-text')
      .value.toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    choice.show = get('filter-show').value;
    if (choice.words.length > 0) {
      const found = data.peers.flatMap((peer, index) => (isShown(peer, index) ? [peer.box] : []));
      // Few enough to be read at once.
      if (found.length <= 60) for (const box of found) choice.open.add(box);
    }
    draw();
  }
  get('path-form').addEventListener('submit', (event) => {
    event.preventDefault();
    showPath();
  });
  get('open-all').addEventListener('click', () => {
    for (const box of data.boxes.keys()) choice.open.add(box);
    draw();
  });
  get('close-all').addEventListener('click', () => {
    choice.open.clear();
    draw();
  });
  get('clear').addEventListener('click', () => {
    get('map-filters').reset();
    get('path-form').reset();
    apply();
    clear();
  });
  document.addEventListener('keydown', (event) => {
    const typing = ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName ?? '');
    if (event.key === 'Escape' && (choice.peer !== null || choice.box !== null || choice.chain.length > 0)) clear();
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      get('filter-text').focus();
    }
  });
  window.addEventListener('resize', () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 150);
  });
  get('names').replaceChildren(
    ...data.peers.map(({ name }) => {
      const option = make('option', '');
      option.value = name;
      return option;
    }),
  );
  startTheme(get('theme'));
  get('map-filters').reset();
  get('path-form').reset();
  clear();
}
