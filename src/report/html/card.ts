import type { Answer, AspectAnswer, QuestionAnswer, Report } from '../../model/report.ts';
import { escapeHtml } from './escape.ts';

/** A ship's load line: a circle with a line through it. */
export const loadLine =
  '<svg viewBox="0 0 34 20" fill="none" stroke="currentColor" stroke-width="2.2" aria-hidden="true"><circle cx="17" cy="10" r="7.5"/><path d="M1 10h32"/></svg>';

/** The four answers as shapes, so that they differ without colour. */
export const marks =
  '<svg class="quietly" aria-hidden="true"><defs>' +
  '<symbol id="mark-yes" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="currentColor"/><path d="m5.8 10.4 2.9 2.9 5.6-6.2" fill="none" stroke="var(--panel)" stroke-width="2.2"/></symbol>' +
  '<symbol id="mark-no" viewBox="0 0 20 20"><path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" fill="currentColor"/><path d="m6.8 6.8 6.4 6.4m0-6.4-6.4 6.4" stroke="var(--panel)" stroke-width="2.2"/></symbol>' +
  '<symbol id="mark-unknown" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.2 2"/><path d="M7.6 8a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1.1.8-1.1 1.6" fill="none" stroke="currentColor" stroke-width="1.8"/><circle cx="10" cy="14.3" r="1.1" fill="currentColor"/></symbol>' +
  '<symbol id="mark-none" viewBox="0 0 20 20"><path d="M4 10h12" stroke="currentColor" stroke-width="2.2"/></symbol>' +
  '</defs></svg>';

/** Answers as class names: `n/a` is none. */
function classOf(answer: Answer): string {
  return answer === 'n/a' ? 'none' : answer;
}

export function cardHtml({ answers, card }: Report): string {
  return `<div class="verdict-line"><ul class="counts" aria-label="Aspects by answer">${(
    ['yes', 'no', 'unknown', 'n/a'] as const
  )
    .filter((answer) => answer !== 'n/a' || card[answer] > 0)
    .map((answer) => `<li class="${classOf(answer)}"><b>${card[answer]}</b>${answer}</li>`)
    .join('')}</ul></div>
${barHtml(card)}
<table class="card"><caption class="quietly">Five questions, one a row, with the answers of their aspects. Each button filters the findings.</caption><tbody>
${answers.map(rowHtml).join('\n')}
</tbody></table>`;
}

function barHtml(card: Report['card']): string {
  const order = ['yes', 'no', 'unknown', 'n/a'] as const;
  const total = Math.max(
    1,
    order.reduce((sum, answer) => sum + card[answer], 0),
  );
  let at = 0;
  const parts = order.map((answer) => {
    const part = `<rect class="${classOf(answer)}" x="${at}" width="${card[answer]}" height="1"/>`;
    at += card[answer];
    return part;
  });
  return `<svg class="bar" viewBox="0 0 ${total} 1" preserveAspectRatio="none" aria-hidden="true">${parts.join('')}</svg>`;
}

function rowHtml({ question, asks, answer, aspects }: QuestionAnswer): string {
  const head = buttonHtml(question, answer, question, `${answer} \u00b7 ${asks}`);
  const cells = aspects.map((aspect) => {
    const id = `${question}/${aspect.aspect}`;
    return `<td>${buttonHtml(id, aspect.answer, aspect.aspect, `${aspect.answer}${countsOf(aspect)}`, aspect.asks)}</td>`;
  });
  return `<tr><th scope="row">${head}</th>${cells.join('')}</tr>`;
}

function buttonHtml(where: string, answer: Answer, name: string, word: string, title = ''): string {
  const tip = title === '' ? '' : ` title="${escapeHtml(title)}"`;
  return `<button type="button" class="${classOf(answer)}" data-where="${escapeHtml(where)}" aria-pressed="false"${tip}><svg aria-hidden="true"><use href="#mark-${classOf(answer)}"/></svg><span class="name">${escapeHtml(name)}</span> <span class="word">${escapeHtml(word)}</span></button>`;
}

function countsOf({ pass, fail, unknown, waived, gaps }: AspectAnswer): string {
  const parts = [
    [fail, 'fail'],
    [unknown, 'unknown'],
    [pass, 'pass'],
    [waived, 'waived'],
    [gaps, gaps === 1 ? 'gap' : 'gaps'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? '' : ` \u00b7 ${told.slice(0, 2).join(', ')}`;
}
