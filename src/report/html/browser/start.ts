import type { Finding, PageData } from '../page-data.ts';
import { fillFinding, findingElement, groupElement, make, proseNodes } from './build.ts';
import type { PageDocument, PageElement, PageWindow } from './dom.ts';
import { groupFindings, matches, type Group, type Wanted } from './filter.ts';

declare const document: PageDocument;
declare const window: PageWindow;
declare function setTimeout(work: () => void, milliseconds: number): number;
declare function clearTimeout(timer: number): void;

/** Everything that the page does; called once, when the document has been read. */
export function start(): void {
  const get = (id: string): PageElement => document.getElementById(id) ?? make('span', '');
  const data = JSON.parse(get('data').textContent ?? '') as PageData;
  const form = get('filters');
  const list = get('list');
  let groups: Group[] = [];
  let matching: Finding[] = [];
  let drawn = 0;
  let element: PageElement | null = null;
  let drawnGroup: Group | null = null;

  const control = (name: string): PageElement => get(`filter-${name}`);
  const boxes = (name: string): PageElement[] => [...form.querySelectorAll(`input[name="${name}"]`)];
  const checked = (name: string): string[] =>
    boxes(name)
      .filter((box) => box.checked)
      .map((box) => box.value);

  function wanted(): Wanted {
    return {
      words: control('text')
        .value.toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
      where: control('where').value,
      check: control('check').value,
      waived: control('waived').value,
      verdicts: checked('verdict'),
      severities: checked('severity'),
    };
  }

  /** Draws findings until `end` of them stand on the page. */
  function draw(end: number): void {
    let at = 0;
    for (const group of groups) {
      for (const finding of group.findings) {
        if (at >= drawn && at < end) {
          if (drawnGroup !== group || element === null) {
            const check = data.checks[group.check];
            if (check === undefined) continue;
            element = groupElement(group, check);
            drawnGroup = group;
            list.append(element);
          }
          element.querySelector('.rows')?.append(findingElement(finding));
        }
        at++;
      }
    }
    drawn = Math.min(end, matching.length);
    list.className = drawn > 300 ? 'many' : '';
    const left = matching.length - drawn;
    get('more').hidden = left === 0;
    get('more-some').textContent = `Show ${Math.min(100, left)} more`;
    get('more-all').textContent = `Show all ${matching.length}`;
    get('more-all').hidden = left <= 100;
  }

  function apply(): void {
    const now = wanted();
    matching = data.findings.filter((finding) => {
      const check = data.checks[finding.check];
      return check !== undefined && matches(finding, check, now);
    });
    groups = groupFindings(matching);
    drawn = 0;
    element = null;
    drawnGroup = null;
    list.replaceChildren();
    draw(100);
    const counts = ['fail', 'unknown', 'pass'].map(
      (verdict) => `${matching.filter((finding) => finding.verdict === verdict).length} ${verdict}`,
    );
    get('count').textContent = `${matching.length} of ${data.findings.length} outcomes: ${counts.join(', ')}`;
    get('none').hidden = matching.length > 0;
    showAspect(now.where);
  }

  /** Tells above the list why the chosen aspect is answered as it is. */
  function showAspect(where: string): void {
    const aspect = data.aspects[where];
    const note = get('aspect');
    note.hidden = aspect === undefined;
    if (aspect !== undefined) {
      note.replaceChildren(
        make('b', '', `${where}: ${aspect.answer}. `),
        aspect.asks,
        make('span', 'because', ...proseNodes(aspect.because)),
        ...(aspect.toKnow === '' ? [] : [make('span', 'to-know', ...proseNodes(aspect.toKnow))]),
      );
    }
    for (const button of document.querySelectorAll('[data-where]')) {
      button.setAttribute('aria-pressed', String(button.dataset['where'] === where));
    }
  }

  function everyVerdict(): void {
    for (const box of boxes('verdict')) box.checked = true;
  }

  function openLinked(): void {
    const fingerprint = window.location.hash.slice(1);
    if (!data.findings.some((finding) => finding.fingerprint === fingerprint)) return;
    if (!matching.some((finding) => finding.fingerprint === fingerprint)) {
      form.reset();
      everyVerdict();
      apply();
    }
    const flat = groups.flatMap((group) => group.findings);
    const index = flat.findIndex((finding) => finding.fingerprint === fingerprint);
    if (index >= drawn) draw(index + 1);
    const found = document.getElementById(fingerprint);
    const finding = flat[index];
    if (found === null || finding === undefined) return;
    fillFinding(found, finding);
    found.open = true;
    found.scrollIntoView({ block: 'center' });
    found.querySelector('summary')?.focus({ preventScroll: true });
  }

  let timer = 0;
  form.addEventListener('input', ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(apply, target.id === 'filter-text' ? 120 : 0);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    apply();
  });
  get('clear').addEventListener('click', () => {
    form.reset();
    apply();
  });
  get('more-some').addEventListener('click', () => {
    const next = drawn;
    draw(drawn + 100);
    [...list.querySelectorAll('summary')][next]?.focus();
  });
  get('more-all').addEventListener('click', () => {
    const next = drawn;
    draw(matching.length);
    [...list.querySelectorAll('summary')][next]?.focus();
  });
  for (const button of document.querySelectorAll('[data-where]')) {
    button.addEventListener('click', () => {
      const where = control('where');
      const same = where.value === button.dataset['where'];
      where.value = same ? '' : (button.dataset['where'] ?? '');
      if (!same) everyVerdict();
      apply();
      if (!same) {
        get('findings').scrollIntoView({ block: 'start' });
        get('findings').focus({ preventScroll: true });
      }
    });
  }
  document.addEventListener('keydown', (event) => {
    const typing = ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName ?? '');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      control('text').focus();
    }
  });
  window.addEventListener('hashchange', openLinked);

  let closed: PageElement[] = [];
  function openForPrint(): void {
    draw(matching.length);
    const flat = groups.flatMap((group) => group.findings);
    for (const [index, row] of [...list.querySelectorAll('details')].entries()) {
      const finding = flat[index];
      if (finding !== undefined) fillFinding(row, finding);
      if (row.open) continue;
      row.open = true;
      closed.push(row);
    }
  }
  function closeAfterPrint(): void {
    for (const row of closed) row.open = false;
    closed = [];
  }
  window.addEventListener('beforeprint', openForPrint);
  window.addEventListener('afterprint', closeAfterPrint);
  window
    .matchMedia('print')
    .addEventListener('change', (event) => (event.matches ? openForPrint() : closeAfterPrint()));

  startTheme(get('theme'));
  form.reset();
  apply();
  openLinked();
  // On loading, the browser goes to the named element itself and takes the focus away again.
  window.addEventListener('load', () => setTimeout(openLinked, 0));
}

/** The button goes through automatic, light and dark, and remembers where the browser allows it. */
export function startTheme(button: PageElement): void {
  const themes = ['auto', 'light', 'dark'];
  let theme = 'auto';
  const show = (): void => {
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
    button.textContent = `Theme: ${theme}`;
  };
  try {
    const kept = window.localStorage.getItem('plimsoll-theme');
    if (kept !== null && themes.includes(kept)) theme = kept;
  } catch {
    // Storage may be forbidden for files; then the theme lasts as long as the page.
  }
  button.hidden = false;
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
    show();
    try {
      window.localStorage.setItem('plimsoll-theme', theme);
    } catch {
      // As above.
    }
  });
  show();
}
