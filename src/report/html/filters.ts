import type { Verdict } from '../../model/outcome.ts';
import type { Report } from '../../model/report.ts';
import { severities } from '../../model/severity.ts';
import { escapeHtml } from './escape.ts';

/** The filters as plain form controls, which every browser makes usable by keyboard. */
export function filtersHtml(report: Report): string {
  const where = report.answers.map(({ question, aspects }) => {
    const own = aspects.map(({ aspect }) => option(`${question}/${aspect}`, aspect));
    return `<optgroup label="${escapeHtml(question)}">${option(question, `${question}: all`)}${own.join('')}</optgroup>`;
  });
  const titles = new Map(report.outcomes.map(({ check, title }) => [check, title]));
  const checks = [...titles]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([check, title]) => option(check, `${check} ${title}`));
  return `<form id="filters" role="search" aria-label="Findings">
<label class="field grow">Search <input type="search" id="filter-text" placeholder="name, file, check, standard ( / )" autocomplete="off" spellcheck="false"></label>
<label class="field">Question <select id="filter-where">${option('', 'All')}${where.join('')}</select></label>
<label class="field">Check <select id="filter-check">${option('', 'All')}${checks.join('')}</select></label>
<label class="field">Waived <select id="filter-waived">${option('any', 'Shown')}${option('hide', 'Hidden')}${option('only', 'Only these')}</select></label>
${pills('Verdict', 'verdict', ['fail', 'unknown', 'pass'] satisfies Verdict[], (verdict) => verdict !== 'pass')}
${pills('Severity', 'severity', severities.toReversed(), () => true)}
<button type="button" id="clear">Clear filters</button>
</form>`;
}

function option(value: string, text: string): string {
  return `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`;
}

function pills(legend: string, name: string, values: readonly string[], on: (value: string) => boolean): string {
  const boxes = values.map(
    (value) =>
      `<label><input type="checkbox" name="${name}" value="${value}"${on(value) ? ' checked' : ''}><span>${value}</span></label>`,
  );
  return `<fieldset><legend>${legend}</legend><div class="pills">${boxes.join('')}</div></fieldset>`;
}
