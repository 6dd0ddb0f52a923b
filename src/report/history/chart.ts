import type { Series } from '../../model/history.ts';
import { escapeHtml } from '../html/escape.ts';
import { minuteOf, type QuestionLine } from './trend.ts';

const [width, height] = [960, 320];
const [left, right, top, bottom] = [48, 140, 20, 36];
/** Points of one line that can be told apart and tabbed through. */
const mostPoints = 60;

/**
 * Fails of each question over time. Every point is a link to the row of its run, so that the keyboard
 * reaches it, and says in words what it shows; shapes of lines differ without colour.
 *
 * @param prefix of the ids of rows
 */
export function chartSvg({ runs }: Series, lines: readonly QuestionLine[], prefix: string): string {
  const times = runs.map(({ at }) => Date.parse(at));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const most = niceTop(Math.max(1, ...lines.flatMap(({ points }) => points.map((point) => point?.fail ?? 0))));
  const x = (time: number): number =>
    last === first ? (left + width - right) / 2 : left + ((time - first) / (last - first)) * (width - left - right);
  const y = (value: number): number => height - bottom - (value / most) * (height - top - bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * most).toFixed(1);
    return `<path class="grid" d="M${left} ${at}H${width - right}"/><text x="${left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${round(part * most)}</text>`;
  });
  const drawn = lines.map(({ question, points, last: newest }, index) => {
    const own = points.flatMap((point, run) => (point === null ? [] : [{ run, fail: point.fail }]));
    const path = own.map(
      ({ run, fail }, nth) => `${nth === 0 ? 'M' : 'L'}${x(times[run]!).toFixed(1)} ${y(fail).toFixed(1)}`,
    );
    const dots = own.slice(-mostPoints).map(({ run, fail }) => {
      const told = escapeHtml(`${question}, ${minuteOf(runs[run]!.at)}: ${fail} ${fail === 1 ? 'fail' : 'fails'}`);
      return `<a href="#${prefix}r${run}" aria-label="${told}"><circle cx="${x(times[run]!).toFixed(1)}" cy="${y(fail).toFixed(1)}" r="4.5"><title>${told}</title></circle></a>`;
    });
    const dash = ['', '8 3', '2 3', '10 3 2 3', '5 5'][index % 5]!;
    return `<g class="q${index % 5}"><path class="line" stroke-dasharray="${dash}" d="${path.join('')}"/>${dots.join('')}</g><text x="${width - right + 12}" y="${(top + 8 + index * 20).toFixed(1)}"><tspan class="q${index % 5}">${dash === '' ? '━━' : '╍╍'}</tspan> ${escapeHtml(question)} ${newest.fail}</text>`;
  });
  const days = `<text x="${left}" y="${height - 12}">${escapeHtml(runs[0]?.at.slice(0, 10) ?? '')}</text><text x="${width - right}" y="${height - 12}" text-anchor="end">${escapeHtml(runs.at(-1)?.at.slice(0, 10) ?? '')}</text>`;
  return `<svg class="chart" viewBox="0 0 ${width} ${height}" role="group" aria-label="Fails of each question over ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}">${grid.join('')}${days}${drawn.join('')}</svg>`;
}

/** The next number of the form 4, 8, 20, 40, 80, …, so that quarters are round. */
function niceTop(most: number): number {
  for (let power = 1; ; power *= 10) for (const step of [4, 8, 20]) if (most <= step * power) return step * power;
}

function round(value: number): string {
  return String(Math.round(value));
}
