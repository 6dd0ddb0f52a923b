import { describeEvidence } from '../../model/evidence.ts';
import { doubtsOf, type ConnectionChange, type DiffReport, type ObjectChange } from '../../model/network-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Ink, type Style, type TextOptions } from '../text/style.ts';
import { namesOf } from './names.ts';
import { portsText } from './ports.ts';
import { doubtLines, headLines, notSeenLines, notSureLines } from './text-parts.ts';

/** Without `--all`. */
const shownChanges = 100;
const shownCauses = 3;
const shownNames = 8;

/** How two targets differ, as a person would say it in a pull request; widest openings first. */
export function renderDiffText(report: DiffReport, options: TextOptions): string {
  const style = styleOf(options);
  const names = namesOf(report.peers);
  const show = (id: string): string => style.show(names.get(id) ?? id);
  const lines = options.quiet ? [] : [...headLines(report, style), ...doubtLines(report.gaps, style, options)];
  const shown = options.all ? report.changes : report.changes.slice(0, shownChanges);
  for (const [title, own] of sections(shown)) {
    lines.push('', style.paint('bold', title));
    for (const sentence of sentencesOf(own)) lines.push(...sentenceLines(sentence, report, show, style, options));
  }
  if (shown.length < report.changes.length)
    lines.push('', style.paint('dim', `and ${report.changes.length - shown.length} more (--all shows them)`));
  for (const only of ['new', 'old'] as const) {
    const own = report.peers.filter((peer) => peer.only === only);
    if (own.length === 0) continue;
    const text = own.map(({ id }) => show(id)).join(', ');
    lines.push('', flow(style, only === 'new' ? 'Added: ' : 'Removed: ', [['plain', text]], 2));
  }
  if (!options.quiet) lines.push(...notSeenLines(report.gaps, style, options));
  lines.push('', flow(style, '', [['plain', summaryOf(report)]], 2));
  if (doubtsOf(report.gaps).length > 0) lines.push(...notSureLines(style));
  return `${lines.join('\n').replace(/^\n/, '')}\n`;
}

function summaryOf({ changes, unknown }: DiffReport): string {
  const open = unknown === 0 ? '' : `; ${unknown} ${unknown === 1 ? 'pair is' : 'pairs are'} not known on both sides`;
  if (changes.length === 0) return unknown === 0 ? 'No connection differs.' : `No known connection differs${open}.`;
  return `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}${open}.`;
}

/** What opens, what is not known, what closes. */
function sections(changes: readonly ConnectionChange[]): [string, readonly ConnectionChange[]][] {
  const groups: [string, readonly ConnectionChange[]][] = [
    ['Not known', changes.filter(isUnknown)],
    ['Opened', changes.filter((one) => !isUnknown(one) && one.encryption === null && one.after === 'allowed')],
    ['Encryption', changes.filter(({ encryption }) => encryption !== null)],
    ['Closed', changes.filter((one) => !isUnknown(one) && one.after !== 'allowed')],
  ];
  return groups.filter(([, own]) => own.length > 0);
}

/** Changes of one kind, for one reason: whoever of `from` connects to whomever of `to`. */
interface Sentence {
  readonly change: ConnectionChange;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Changes that differ only in who connects and to whom are one sentence. */
function sentencesOf(changes: readonly ConnectionChange[]): readonly Sentence[] {
  const key = ({ ports, before, after, missing, encryption, causes }: ConnectionChange): string =>
    JSON.stringify([ports, before ?? 'denied', after ?? 'denied', missing, encryption, causes.map(causeText)]);
  return [...Map.groupBy(changes, key).values()].flatMap((alike) => {
    const sources = [...Map.groupBy(alike, ({ to }) => to)].map(([to, own]) => ({
      to,
      own,
      from: own.map(({ from }) => from),
    }));
    return [...Map.groupBy(sources, ({ from }) => from.toSorted().join('\0')).values()].flatMap((some): Sentence[] => {
      const [first] = some;
      const change = first?.own[0];
      return first === undefined || change === undefined
        ? []
        : [{ change, from: first.from, to: some.map(({ to }) => to) }];
    });
  });
}

function isUnknown({ before, after }: ConnectionChange): boolean {
  return before === 'unknown' || after === 'unknown';
}

function sentenceLines(
  { change, from, to }: Sentence,
  { peers }: DiffReport,
  show: (id: string) => string,
  style: Style,
  options: TextOptions,
): string[] {
  const { ports, missing, causes } = change;
  const fresh = new Set(peers.filter(({ only }) => only === 'new').map(({ id }) => id));
  const listed = (ids: readonly string[]): string => {
    const names = ids.map((id) => `${show(id)}${fresh.has(id) ? ' (new)' : ''}`);
    const some = options.all ? names : names.slice(0, shownNames);
    return `${some.join(', ')}${names.length > some.length ? ` and ${names.length - some.length} more` : ''}`;
  };
  const [mark, ink, verb] = saying(change);
  const lines = [
    flow(
      style,
      `  ${mark} `,
      [
        ['bold', listed(from)],
        [ink, ` ${verb} `],
        ['bold', listed(to)],
        ['plain', ` on ${portsText(ports)}`],
      ],
      4,
    ),
  ];
  for (const text of missing) lines.push(flow(style, '      not known: ', [['plain', style.show(text, 400)]], 6));
  const told = options.all ? causes : causes.slice(0, shownCauses);
  for (const cause of told)
    lines.push(
      flow(
        style,
        '      ',
        [
          ['plain', style.show(causeText(cause), 200)],
          ['dim', `  ${style.show(describeEvidence(cause.at), 200)}`],
        ],
        8,
      ),
    );
  if (told.length < causes.length)
    lines.push(style.paint('dim', `      and ${causes.length - told.length} more changes`));
  if (causes.length === 0 && !options.quiet)
    for (const [side, proof] of [
      ['before', change.proofBefore],
      ['now', change.proofAfter],
    ] as const) {
      const step = proof[0];
      if (step !== undefined)
        lines.push(
          flow(
            style,
            `      ${side}: `,
            [
              ['plain', `${style.show(step.rule, 200)}: ${style.show(step.effect, 60)}`],
              ['dim', `  ${style.show(describeEvidence(step.at), 200)}`],
            ],
            8,
          ),
        );
    }
  return lines;
}

/** Sign, ink and verb of a change, from the side of whoever opens the connection. */
function saying({ before, after, encryption }: ConnectionChange): readonly [mark: string, ink: Ink, verb: string] {
  if (encryption !== null)
    return encryption.after === 'encrypts'
      ? ['-', 'yes', 'can no longer send plain text to']
      : ['+', 'no', `can now${encryption.after === null ? ' perhaps' : ''} send plain text to`];
  if (after === 'unknown') return ['?', 'unknown', 'can now perhaps reach'];
  if (before === 'unknown')
    return ['?', 'unknown', after === 'allowed' ? 'can now surely reach' : 'can now surely not reach'];
  if (after === 'allowed') return ['+', 'no', 'can now reach'];
  return ['-', 'yes', 'can no longer reach'];
}

function causeText({ change, kind, namespace, name }: ObjectChange): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`} was ${change}`;
}
