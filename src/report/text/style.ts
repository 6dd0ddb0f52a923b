import type { Answer } from '../../model/report.ts';
import type { Severity } from '../../model/severity.ts';
import { visible, visibleAscii } from '../visible.ts';
import { clip, widthOf } from './width.ts';

export interface TextOptions {
  /** Columns of the terminal; what lies outside 40 to 200 is taken as the nearer of them. */
  readonly width: number;
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** False for terminals that show ASCII only. */
  readonly unicode: boolean;
  /** Lists everything: passes, unknown outcomes, lists at full length. */
  readonly all: boolean;
  /** The card and its count only. */
  readonly quiet: boolean;
}

/** Parameters of ANSI "select graphic rendition", from the sixteen colours that every theme sets. */
const inks = {
  plain: '',
  bold: '1',
  dim: '2',
  yes: '32',
  no: '1;31',
  unknown: '33',
  'n/a': '2',
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  hint: '36',
} as const satisfies Record<Answer | Severity, string> & Record<string, string>;
export type Ink = keyof typeof inks;

/** A run of text in one ink. */
export type Run = readonly [ink: Ink, text: string];

/** How things are written: the only place that emits escape sequences. */
export interface Style {
  readonly width: number;
  readonly signs: Signs;
  paint(ink: Ink, text: string): string;
  /** Text of a source, made harmless and no wider than `cells`. */
  show(text: string, cells?: number): string;
}

interface Signs {
  readonly mark: Readonly<Record<Answer, string>>;
  readonly line: string;
  /** The load line that a ship's hull carries. */
  readonly plimsoll: string;
  readonly dot: string;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly bar: string;
}

const drawn: Signs = {
  mark: { yes: '✓', no: '✗', unknown: '?', 'n/a': '–' },
  line: '─',
  plimsoll: '──⊖──',
  dot: '·',
  arrow: '→',
  ellipsis: '…',
  bar: '│',
};
const typed: Signs = {
  mark: { yes: '+', no: 'x', unknown: '?', 'n/a': '-' },
  line: '-',
  plimsoll: '--(-)--',
  dot: '|',
  arrow: '->',
  ellipsis: '...',
  bar: '|',
};

/** Longest run of one field of a source; the JSON report has it in full. */
const fieldLimit = 160;

export function styleOf({ width, color, unicode }: Pick<TextOptions, 'width' | 'color' | 'unicode'>): Style {
  const signs = unicode ? drawn : typed;
  const harmless = unicode ? visible : visibleAscii;
  return {
    width: Math.min(200, Math.max(40, Math.floor(width) || 80)),
    signs,
    paint: (ink, text) => (color && inks[ink] !== '' && text !== '' ? `\u001b[${inks[ink]}m${text}\u001b[0m` : text),
    show: (text, cells = fieldLimit) => clip(harmless(beginningOf(text)), cells, signs.ellipsis),
  };
}

/** Escaping and measuring a text of megabytes only to clip it would take seconds. */
function beginningOf(text: string): string {
  return text.length > 4096 ? `${text.slice(0, 2048)}${text.slice(-2048)}` : text;
}

export function padded(text: string, cells: number): string {
  const used = widthOf(text);
  return used < cells ? text + ' '.repeat(cells - used) : text;
}
