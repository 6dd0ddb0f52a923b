import type { Ink, Run, Style } from './style.ts';
import { widthOf, wrap } from './width.ts';

/**
 * Lays runs of text out in lines of the style's width. Later lines are indented by `hang` cells;
 * each run keeps its ink over line ends. Runs are set apart by their own spaces.
 *
 * @param first cells that are already taken on the first line
 */
export function flow(style: Style, first: string, runs: readonly Run[], hang: number): string {
  const start = widthOf(first);
  if (start + runs.reduce((sum, [, text]) => sum + widthOf(text), 0) <= style.width) {
    return first + runs.map(([ink, text]) => style.paint(ink, text)).join('');
  }
  const indent = ' '.repeat(hang);
  const room = Math.max(16, style.width - hang);
  const lines: string[] = [];
  let line: Run[] = [];
  let used = start;
  const end = (): void => {
    lines.push((lines.length === 0 ? first : indent) + paintRuns(style, line));
    line = [];
    used = hang;
  };
  for (const [ink, text] of runs) {
    for (const [index, word] of text.split(' ').entries()) {
      const fresh = line.length === 0 && lines.length > 0;
      if (fresh && word === '') continue;
      const gap = index === 0 || fresh ? '' : ' ';
      const size = widthOf(word);
      if (used + gap.length + size <= style.width) {
        line.push([ink, gap + word]);
        used += gap.length + size;
        continue;
      }
      if (used > hang) end();
      if (word === '') continue;
      for (const [nth, part] of wrap(word, room).entries()) {
        if (nth > 0) end();
        line.push([ink, part]);
        used += widthOf(part);
      }
    }
  }
  if (line.length > 0) end();
  return lines.join('\n');
}

function paintRuns(style: Style, runs: readonly Run[]): string {
  let painted = '';
  let ink: Ink = 'plain';
  let pending = '';
  for (const [own, text] of runs) {
    if (own !== ink) {
      painted += style.paint(ink, pending);
      ink = own;
      pending = '';
    }
    pending += text;
  }
  return painted + style.paint(ink, pending.trimEnd());
}
