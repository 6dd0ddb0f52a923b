import type { Excerpt } from '../excerpt.ts';
import type { Finding, PageCheck } from '../page-data.ts';
import type { PageDocument, PageElement } from './dom.ts';
import type { Group } from './filter.ts';

declare const document: PageDocument;

/** An element with a class and children; text only ever becomes text, never markup. */
export function make(tag: string, className: string, ...children: (PageElement | string)[]): PageElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** Text with `code` between backticks. */
export function proseNodes(text: string): (PageElement | string)[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) => (/^`[^`]+`$/.test(part) ? make('code', '', part.slice(1, -1)) : part));
}

export function groupElement(group: Group, check: PageCheck): PageElement {
  const count = group.findings.length;
  const noun = { fail: count === 1 ? 'fail' : 'fails', pass: count === 1 ? 'pass' : 'passes', unknown: 'unknown' };
  const heading = make('h3', '', check.title);
  const facts = make(
    'p',
    'facts',
    make('span', `verdict ${group.verdict}`, `${count} ${noun[group.verdict as keyof typeof noun]}`),
    make('code', '', group.check),
    make('span', '', check.aspect),
  );
  if (check.references !== '') facts.append(make('span', 'references', check.references));
  const element = make('section', 'check', make('header', '', heading, facts));
  if (group.verdict === 'fail') {
    element.append(make('p', 'remedy', make('b', '', 'How to fix '), ...proseNodes(check.remedy)));
  }
  const advice = group.findings[0]?.toKnow ?? '';
  if (advice !== '' && group.findings.every((finding) => finding.toKnow === advice)) {
    element.append(make('p', 'remedy', make('b', '', 'To know '), ...proseNodes(advice)));
  }
  element.append(make('div', 'rows'));
  return element;
}

/** One closed row; its inside is built when it is first opened, so that thousands stay cheap. */
export function findingElement(finding: Finding): PageElement {
  const [first] = finding.at;
  const summary = make(
    'summary',
    '',
    make('span', `severity ${finding.severity}`, finding.severity),
    make('span', 'saw', ...proseNodes(finding.saw === '' ? 'as it should be' : finding.saw)),
    make('span', 'whom', finding.whom),
    // The style cuts a long place at its beginning; the inner element keeps it reading forwards.
    make('span', 'place', make('bdi', '', first === undefined ? '' : first[0])),
  );
  if (finding.waiver !== null) summary.append(make('span', 'waived', `waived until ${finding.waiver.expires}`));
  const element = make('details', '', summary);
  element.id = finding.fingerprint;
  element.addEventListener('toggle', () => {
    if (element.open) fillFinding(element, finding);
  });
  return element;
}

export function fillFinding(element: PageElement, finding: Finding): void {
  if (element.querySelector('.inside') !== null) return;
  const list = make('dl', '');
  const row = (name: string, ...value: (PageElement | string)[]): void => {
    list.append(make('dt', '', name), make('dd', '', ...value));
  };
  row(
    finding.verdict === 'unknown' ? 'Why' : 'Seen',
    ...proseNodes(finding.saw === '' ? 'As it should be.' : finding.saw),
  );
  row('Whom', `${finding.whom}, ${finding.stage}`);
  for (const [where, detail] of finding.at) {
    row('Where', make('code', '', where), ...(detail === '' ? [] : [' ', make('span', 'detail', detail)]));
  }
  if (finding.toKnow !== '') row('To know', ...proseNodes(finding.toKnow));
  if (finding.waiver !== null) {
    const { reason, approver, expires, at } = finding.waiver;
    row('Waived', `${reason} \u2014 ${approver}, until ${expires} `, make('code', '', at));
  }
  const link = make('a', '', finding.fingerprint);
  link.setAttribute('href', `#${finding.fingerprint}`);
  link.setAttribute('aria-label', `Link to finding ${finding.fingerprint}`);
  row('Finding', link);
  const inside = make('div', 'inside', list);
  if (finding.excerpt !== null) inside.append(excerptElement(finding.excerpt));
  element.append(inside);
}

export function excerptElement(excerpt: Excerpt): PageElement {
  const code = make('code', '');
  for (const [index, text] of excerpt.lines.entries()) {
    const number = excerpt.firstLine + index;
    const line = make(number === excerpt.marked ? 'mark' : 'span', 'line', text === '' ? ' ' : text);
    line.setAttribute('data-line', String(number));
    code.append(line);
  }
  const pre = make('pre', '', code);
  // Long lines scroll sideways, so the keyboard must reach the box.
  pre.tabIndex = 0;
  pre.setAttribute('aria-label', `${excerpt.file}, line ${excerpt.marked}`);
  pre.setAttribute('role', 'region');
  return make('figure', '', make('figcaption', '', excerpt.file), pre);
}
