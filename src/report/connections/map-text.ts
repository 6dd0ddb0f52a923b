import type { Peer } from '../../model/connections.ts';
import type { Exposure, MapReport } from '../../model/network-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Style, type TextOptions } from '../text/style.ts';
import { isAddresses, namesOf } from './names.ts';
import { portsOf, portsText, trafficOf } from './ports.ts';
import { doubtLines, headLines, notSeenLines, notSureLines } from './text-parts.ts';

/** Without `--all`: unknown connections, destinations of one line, exposed peers. */
const shownUnknown = 20;
const shownNames = 8;
const shownExposed = 20;

/**
 * What can reach what, for people: first what is not known and what would answer it, then for each
 * namespace every peer with the ports it reaches and whom it reaches there, then how far peers are open.
 */
export function renderMapText(report: MapReport, options: TextOptions): string {
  const style = styleOf(options);
  const { peers, connections } = report.map;
  const names = namesOf(peers);
  const show = (id: string): string => style.show(names.get(id) ?? id);
  const lines = [...headLines(report, style), ...doubtLines(report.gaps, style, options)];
  if (!options.quiet) {
    lines.push(...unknownLines(report, show, style, options));
    const outgoing = Map.groupBy(connections, ({ from }) => from);
    const groups = Map.groupBy(peers, (peer) => (isAddresses(peer) ? '\uffff' : (peer.namespace ?? '')));
    for (const [namespace, own] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const title = namespace === '\uffff' ? 'addresses outside' : namespace === '' ? 'no namespace' : namespace;
      lines.push('', flow(style, '', [['bold', style.show(title)]], 2));
      for (const peer of own.toSorted((a, b) => (show(a.id) < show(b.id) ? -1 : 1)))
        lines.push(...peerLines(peer, outgoing.get(peer.id) ?? [], show, style, options));
    }
    lines.push(...exposureLines(report.exposure, show, style, options));
    lines.push(...notSeenLines(report.gaps, style, options));
  }
  lines.push('', style.paint('dim', style.signs.line.repeat(style.width)), countLine(report, style));
  if (doubtLines(report.gaps, style, options).length > 0) lines.push(...notSureLines(style));
  return `${lines.join('\n')}\n`;
}

type Show = (id: string) => string;

function peerLines(
  peer: Peer,
  connections: MapReport['map']['connections'],
  show: Show,
  style: Style,
  options: TextOptions,
): string[] {
  const lines = [
    flow(
      style,
      '  ',
      [
        ['bold', show(peer.id)],
        ['dim', isAddresses(peer) ? '' : `  ${style.show(peer.kind, 40)}`],
      ],
      4,
    ),
  ];
  if (options.all && peer.members !== undefined && peer.members.length > 1)
    lines.push(flow(style, '      ', [['dim', peer.members.map((id) => style.show(id)).join(', ')]], 6));
  const byPorts = new Map<string, string[]>();
  for (const { to, parts } of connections) {
    const ports = portsText(portsOf(parts, 'allowed'));
    if (ports === '') continue;
    const before = byPorts.get(ports);
    if (before === undefined) byPorts.set(ports, [to]);
    else before.push(to);
  }
  for (const [ports, reached] of byPorts) {
    lines.push(
      flow(
        style,
        `    ${style.signs.arrow} `,
        [
          ['hint', style.show(ports)],
          ['plain', `  ${listed(reached.map(show), style, options)}`],
        ],
        8,
      ),
    );
  }
  if (byPorts.size === 0) lines.push(style.paint('dim', '      reaches nothing'));
  return lines;
}

function listed(names: readonly string[], style: Style, options: TextOptions): string {
  const sorted = names.toSorted();
  const shown = options.all ? sorted : sorted.slice(0, shownNames);
  const rest = sorted.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more${style.signs.ellipsis}` : ''}`;
}

function unknownLines({ map }: MapReport, show: Show, style: Style, options: TextOptions): string[] {
  const all = map.connections.flatMap(({ from, to, parts }) =>
    trafficOf(parts)
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ ports, missing }) => ({ from, to, ports: portsText(ports), missing: missing.join('; ') })),
  );
  if (all.length === 0) return [];
  const lines = ['', style.paint('bold', 'Not known')];
  const groups = [...Map.groupBy(all, ({ ports, missing }) => `${missing}\0${ports}`).values()];
  for (const group of options.all ? groups : groups.slice(0, shownUnknown)) {
    const [first] = group;
    if (first === undefined) continue;
    const pairs = group.map(({ from, to }) => `${show(from)} ${style.signs.arrow} ${show(to)}`);
    const text = listed(pairs, style, options);
    lines.push(
      flow(
        style,
        `  ${style.signs.mark.unknown} `,
        [
          ['unknown', style.show(first.ports)],
          ['plain', `  ${text}`],
        ],
        4,
      ),
      flow(style, '    ', [['dim', style.show(first.missing, 600)]], 4),
    );
  }
  const rest = groups.length - shownUnknown;
  if (!options.all && rest > 0) lines.push(style.paint('dim', `  and ${rest} more (--all shows them)`));
  return lines;
}

const exposureTexts = {
  internet: 'Open to the internet',
  everything: 'Open to everything',
  unmatched: 'Open to peers that no rule names',
} as const;

function exposureLines(exposure: readonly Exposure[], show: Show, style: Style, options: TextOptions): string[] {
  const lines: string[] = [];
  for (const [to, title] of Object.entries(exposureTexts)) {
    const own = exposure.filter((one) => one.to === to);
    if (own.length === 0) continue;
    lines.push('', `${style.paint('bold', title)}  ${style.paint('dim', `${own.length}`)}`);
    const shown = options.all ? own : own.slice(0, shownExposed);
    for (const { peer, verdict, ports } of shown) {
      const sign = verdict === 'allowed' ? style.signs.dot : style.signs.mark.unknown;
      const text = `${portsText(ports)}${verdict === 'unknown' ? ', perhaps' : ''}`;
      lines.push(
        flow(
          style,
          `  ${sign} `,
          [
            ['plain', show(peer)],
            ['dim', `  ${style.show(text)}`],
          ],
          6,
        ),
      );
    }
    if (shown.length < own.length)
      lines.push(style.paint('dim', `  and ${own.length - shown.length} more (--all shows them)`));
  }
  return lines;
}

function countLine({ map }: MapReport, style: Style): string {
  const ends = map.peers.reduce((sum, { members }) => sum + (members?.length ?? 1), 0);
  const allowed = map.connections.filter(({ parts }) => parts.some(({ verdict }) => verdict === 'allowed')).length;
  const unknown = map.connections.filter(({ parts }) => parts.some(({ verdict }) => verdict === 'unknown')).length;
  const grouped = ends === map.peers.length ? `${ends} peers` : `${ends} peers in ${map.peers.length} groups`;
  const text = [grouped, `${allowed} pairs with allowed traffic`, `${unknown} with unknown`].join(
    ` ${style.signs.dot} `,
  );
  return flow(style, '  ', [['plain', text]], 4);
}
