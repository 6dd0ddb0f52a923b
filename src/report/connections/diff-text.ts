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
const shownFroms = 8;

/** How two targets differ, as a person would say it in a pull request; widest openings first. */
export function renderDiffText(report: DiffReport, options: TextOptions): string {
  const style = styleOf(options);
  const names = namesOf(report.peers);
  const show = (id: string): string => style.show(names.get(id) ?? id);
  const lines = options.quiet ? [] : [...headLines(report, style), ...doubtLines(report.gaps, style, options)];
  const shown = options.all ? report.changes : report.changes.slice(0, shownChanges);
  for (const [title, own] of sections(shown)) {
    lines.push('', style.paint('bold', title));
    for (const alike of alikeOf(own)) lines.push(...changeLines(alike, report, show, style, options));
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

/** Changes that differ only in who connects are one sentence. */
function alikeOf(changes: readonly ConnectionChange[]): readonly (readonly ConnectionChange[])[] {
  const key = ({ to, ports, before, after, missing, encryption, causes }: ConnectionChange): string =>
    JSON.stringify([to, ports, before ?? 'denied', after ?? 'denied', missing, encryption, causes.map(causeText)]);
  return [...Map.groupBy(changes, key).values()];
}

function isUnknown({ before, after }: ConnectionChange): boolean {
  return before === 'unknown' || after === 'unknown';
}

function changeLines(
  alike: readonly ConnectionChange[],
  { peers }: DiffReport,
  show: (id: string) => string,
  style: Style,
  options: TextOptions,
): string[] {
  const [change] = alike;
  if (change === undefined) return [];
  const { to, ports, missing, causes } = change;
  const sides = new Map(peers.map(({ id, only }) => [id, only]));
  const names = alike.map(({ from }) => `${show(from)}${sides.get(from) === 'new' ? ' (new)' : ''}`);
  const froms = options.all ? names : names.slice(0, shownFroms);
  const more = names.length > froms.length ? ` and ${names.length - froms.length} more` : '';
  const [mark, ink, verb] = saying(change);
  const lines = [
    flow(
      style,
      `  ${mark} `,
      [
        ['bold', `${froms.join(', ')}${more}`],
        [ink, ` ${verb} `],
        ['bold', show(to)],
        ['plain', `${sides.get(to) === 'new' ? ' (new)' : ''} on ${portsText(ports)}`],
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
      ? ['-', 'yes', 'now always encrypts what it sends to']
      : ['+', 'no', 'no longer surely encrypts what it sends to'];
  if (after === 'unknown') return ['?', 'unknown', 'can now perhaps reach'];
  if (before === 'unknown')
    return ['?', 'unknown', after === 'allowed' ? 'can now surely reach' : 'can now surely not reach'];
  if (after === 'allowed') return ['+', 'no', 'can now reach'];
  return ['-', 'yes', 'can no longer reach'];
}

function causeText({ change, kind, namespace, name }: ObjectChange): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`} was ${change}`;
}
