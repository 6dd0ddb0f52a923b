import { groupKind } from '../../model/connection-groups.ts';
import type { Peer } from '../../model/connections.ts';
import { describeEvidence } from '../../model/evidence.ts';
import type { DoorReport, Exposure, MapReport } from '../../model/network-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Style, type TextOptions } from '../text/style.ts';
import { isAddresses, namesOf } from './names.ts';
import { allowedText, portsText, trafficOf } from './ports.ts';
import { doubtLines, headLines, notSeenLines, notSureLines, verdictInks } from './text-parts.ts';

/** Without `--all`: reasons for not knowing, names on one line, lines of one reason, ways in. */
const shownUnknown = 20;
const shownNames = 8;
const shownAlike = 4;
const shownDoors = 20;

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
    for (const [title, own] of sectionsOf(peers)) {
      lines.push('', flow(style, '', [['bold', style.show(title)]], 2));
      for (const peer of own.toSorted((a, b) => (show(a.id) < show(b.id) ? -1 : 1)))
        lines.push(...peerLines(peer, outgoing.get(peer.id) ?? [], peers, show, style, options));
    }
    lines.push(...doorLines(report.doors, style, options), ...exposureLines(report.exposure, show, style, options));
    lines.push(...notSeenLines(report.gaps, style, options));
  }
  lines.push('', style.paint('dim', style.signs.line.repeat(style.width)), countLine(report, style));
  if (doubtLines(report.gaps, style, options).length > 0) lines.push(...notSureLines(style));
  return `${lines.join('\n')}\n`;
}

type Show = (id: string) => string;

/** Peers by namespace; those of none before, groups of peers and addresses outside behind. */
function sectionsOf(peers: readonly Peer[]): readonly (readonly [title: string, peers: readonly Peer[]])[] {
  const rank = (peer: Peer): string => {
    if (isAddresses(peer)) return '3';
    if (peer.kind === groupKind) return '2';
    if (peer.namespace !== undefined && peer.namespace !== '') return `10${peer.namespace}`;
    return (peer.members?.length ?? 1) > 1 ? '11' : '0';
  };
  const titles: Readonly<Record<string, string>> = {
    0: 'no namespace',
    11: 'several namespaces',
    2: 'groups: what they reach each of their members reaches, if nothing else is said of it',
    3: 'addresses outside',
  };
  return [...Map.groupBy(peers, rank)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => [titles[key] ?? key.slice(2), own] as const);
}

function peerLines(
  peer: Peer,
  connections: MapReport['map']['connections'],
  peers: readonly Peer[],
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
  const grouped = peer.kind !== groupKind && peers.some(({ kind }) => kind === groupKind);
  const byPorts = new Map<string, string[]>();
  const denied: string[] = [];
  for (const { to, parts } of connections) {
    const ports = allowedText(parts);
    if (parts.every(({ verdict }) => verdict === 'denied')) denied.push(to);
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
          [
            'plain',
            `  ${isEverybody(reached, peer, peers.length) ? 'everything' : listed(reached.map(show), style, options)}`,
          ],
        ],
        8,
      ),
    );
  }
  if (denied.length > 0) {
    const text = `but not ${listed(denied.map(show), style, options)}`;
    lines.push(flow(style, '      ', [['dim', text]], 8));
  }
  if (byPorts.size === 0 && denied.length === 0)
    lines.push(style.paint('dim', grouped ? '      reaches what its groups reach' : '      reaches nothing'));
  return lines;
}

/** All others, where these are more than a few names. */
function isEverybody(reached: readonly string[], peer: Peer, count: number): boolean {
  return reached.length > 3 && reached.filter((id) => id !== peer.id).length === count - 1;
}

function listed(names: readonly string[], style: Style, options: TextOptions): string {
  const sorted = names.toSorted();
  const shown = options.all ? sorted : sorted.slice(0, shownNames);
  const rest = sorted.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more${style.signs.ellipsis}` : ''}`;
}

/** What is not known: pairs with the same reason together, and of these all who connect to the same peers. */
function unknownLines({ map }: MapReport, show: Show, style: Style, options: TextOptions): string[] {
  const open = map.connections.filter(({ parts }) => parts.some(({ verdict }) => verdict === 'unknown'));
  const all = open.flatMap(({ from, to, parts }) =>
    trafficOf(parts)
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ ports, missing }) => ({ from, to, ports: portsText(ports), missing: missing.join('; ') })),
  );
  if (all.length === 0) return [];
  const lines = ['', style.paint('bold', 'Not known')];
  const groups = [...Map.groupBy(all, ({ missing }) => missing).values()];
  for (const group of options.all ? groups : groups.slice(0, shownUnknown)) {
    const [first] = group;
    if (first === undefined) continue;
    const mark = style.signs.mark.unknown;
    const head = flow(style, `  ${mark} `, [['unknown', style.show(first.missing, 600)]], 4);
    lines.push(head.replace(mark, style.paint('unknown', mark)));
    const sources = [...Map.groupBy(group, ({ to, ports }) => `${to}\0${ports}`).values()];
    const alike = [
      ...Map.groupBy(sources, (own) => [own[0]?.ports, ...own.map(({ from }) => from)].join('\0')).values(),
    ];
    const shown = options.all ? alike : alike.slice(0, shownAlike);
    for (const some of shown) {
      const froms = listed(some[0]?.map(({ from }) => show(from)) ?? [], style, options);
      const tos = listed(
        some.map((own) => show(own[0]?.to ?? '')),
        style,
        options,
      );
      const text = `  ${froms} ${style.signs.arrow} ${tos}`;
      lines.push(
        flow(
          style,
          '    ',
          [
            ['hint', style.show(some[0]?.[0]?.ports ?? '')],
            ['plain', text],
          ],
          6,
        ),
      );
    }
    if (shown.length < alike.length)
      lines.push(style.paint('dim', `    and ${alike.length - shown.length} more (--all shows them)`));
  }
  const rest = groups.length - shownUnknown;
  if (!options.all && rest > 0) lines.push(style.paint('dim', `  and ${rest} more reasons (--all shows them)`));
  return lines;
}

/** Ways in from outside of the cluster: those that lead in first. */
function doorLines(doors: readonly DoorReport[], style: Style, options: TextOptions): string[] {
  if (doors.length === 0) return [];
  const order = ['allowed', 'unknown', 'denied'];
  const sorted = doors.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const shown = options.all ? sorted : sorted.slice(0, shownDoors);
  const lines = ['', style.paint('bold', 'Ways in from outside')];
  for (const { peer, kind, by, protocol, outside, inside, sources, verdict, missing, at } of shown) {
    const ink = verdictInks[verdict];
    const mark = style.signs.mark[verdict === 'allowed' ? 'yes' : ink];
    const ports = `${protocol} ${outside ?? 'any port'}${inside === null ? '' : ` ${style.signs.arrow} ${inside}`}`;
    const limit = sources === null ? '' : `, from ${sources.join(', ')}`;
    lines.push(
      flow(
        style,
        `  ${mark} `,
        [
          [ink, `${verdict}  `],
          ['bold', style.show(peer)],
          ['plain', style.show(`  ${kind} ${ports}${limit}, by ${by}`, 300)],
          ['dim', `  ${style.show(describeEvidence(at), 200)}`],
        ],
        6,
      ),
    );
    for (const text of missing) lines.push(flow(style, '      not known: ', [['plain', style.show(text, 400)]], 8));
  }
  if (shown.length < doors.length)
    lines.push(style.paint('dim', `  and ${doors.length - shown.length} more (--all shows them)`));
  return lines;
}

const exposureTexts = [
  ['ingress', 'internet', 'Open to the internet'],
  ['ingress', 'everything', 'Open to everything'],
  ['ingress', 'unmatched', 'Open to any Pod, also one that no rule means'],
  ['egress', 'internet', 'Reaches the internet'],
  ['egress', 'everything', 'Reaches everything'],
  ['egress', 'unmatched', 'Reaches any Pod, also one that no rule means'],
] as const;

/** Peers that are open, by ports. Who is open to everything is not told again to be open to any Pod. */
function exposureLines(exposure: readonly Exposure[], show: Show, style: Style, options: TextOptions): string[] {
  const key = ({ peer, direction, ports }: Exposure): string => `${peer}\0${direction}\0${portsText(ports)}`;
  const everything = new Set(exposure.filter(({ to }) => to === 'everything').map(key));
  return exposureTexts.flatMap(([direction, to, title]) => {
    const own = exposure.filter(
      (one) => one.direction === direction && one.to === to && !(to === 'unmatched' && everything.has(key(one))),
    );
    if (own.length === 0) return [];
    const groups = Map.groupBy(own, ({ verdict, ports }) => `${verdict}\0${portsText(ports)}`);
    return [
      '',
      flow(
        style,
        '',
        [
          ['bold', title],
          ['dim', `  ${new Set(own.map(({ peer }) => peer)).size}`],
        ],
        2,
      ),
      ...[...groups.values()].map(([first, ...rest]) => {
        const perhaps = first?.verdict === 'unknown';
        const names = [first, ...rest].map((one) => show(one?.peer ?? ''));
        return flow(
          style,
          `  ${perhaps ? style.signs.mark.unknown : style.signs.dot} `,
          [
            ['hint', `${perhaps ? 'perhaps ' : ''}${style.show(portsText(first?.ports ?? []))}`],
            ['plain', `  ${listed(names, style, options)}`],
          ],
          6,
        );
      }),
    ];
  });
}

function countLine({ map }: MapReport, style: Style): string {
  const peers = map.peers.filter(({ kind }) => kind !== groupKind);
  const ends = peers.reduce((sum, { members }) => sum + (members?.length ?? 1), 0);
  const allowed = map.connections.filter(({ parts }) => parts.some(({ verdict }) => verdict === 'allowed')).length;
  const unknown = map.connections.filter(({ parts }) => parts.some(({ verdict }) => verdict === 'unknown')).length;
  const grouped = ends === peers.length ? `${ends} peers` : `${ends} peers in ${peers.length} groups`;
  const text = [grouped, `${allowed} pairs with allowed traffic`, `${unknown} with unknown`].join(
    ` ${style.signs.dot} `,
  );
  return flow(style, '  ', [['plain', text]], 4);
}
