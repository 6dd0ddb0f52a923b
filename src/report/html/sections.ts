import { describeEvidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { gapCodes } from '../../model/gaps.ts';
import type { Report } from '../../model/report.ts';
import { escapeHtml, prose } from './escape.ts';

/** Every unknown aspect with its reason and what would answer it. */
export function unknownHtml({ answers }: Report): string {
  const items = answers.flatMap(({ question, aspects }) =>
    aspects
      .filter(({ answer }) => answer === 'unknown')
      .map(
        ({ aspect, because, toKnow }) =>
          `<li><b>${escapeHtml(`${question}/${aspect}`)}</b><div><p>${prose(because)}</p>${toKnow === null ? '' : `<p>${prose(toKnow)}</p>`}</div></li>`,
      ),
  );
  return items.length === 0
    ? '<p>Nothing: every aspect has an answer.</p>'
    : `<ul class="unknowns">${items.join('\n')}</ul>`;
}

/** What was not seen, by code. */
export function gapsHtml(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return '<p>No gaps: everything that was found could be read.</p>';
  return [...Map.groupBy(gaps, ({ code }) => code)]
    .map(
      ([code, group]) =>
        `<section class="gaps"><h3><code>${escapeHtml(code)}</code> ${group.length}</h3><p>${escapeHtml(gapCodes[code] ?? '')}</p><ul>${group.map(gapHtml).join('\n')}</ul></section>`,
    )
    .join('\n');
}

function gapHtml({ subject, because, toKnow, touches, at }: Gap): string {
  const where = at === undefined || at.file === undefined ? '' : ` <code>${escapeHtml(describeEvidence(at))}</code>`;
  const keeps = touches.map((touched) => (touched === '*' ? 'every aspect' : touched)).join(', ');
  return `<li><p><b>${escapeHtml(subject)}</b>${where}</p><p>${prose(because)}${keeps === '' ? '' : ` <small>Touches ${escapeHtml(keeps)}.</small>`}</p><p class="to-know">${prose(toKnow)}</p></li>`;
}

/** How much was looked at. */
export function coverageHtml({ coverage }: Report): string {
  const { subjects, checks, outcomes, waived, gaps, facts } = coverage;
  const numbers: readonly (readonly [string, number])[] = [
    ['subjects', subjects],
    ['checks', checks],
    ['pass', outcomes.pass],
    ['fail', outcomes.fail],
    ['unknown', outcomes.unknown],
    ['waived', waived],
    ['gaps', gaps],
  ];
  const kinds = Object.entries(facts).map(([kind, count]) => `${count} ${escapeHtml(kind)}`);
  return `<dl class="numbers">${numbers.map(([name, count]) => `<div><dt>${name}</dt><dd>${count}</dd></div>`).join('')}</dl>
<p class="lead">${kinds.length === 0 ? 'No facts were seen.' : `Facts seen: ${kinds.join(', ')}.`}</p>`;
}
