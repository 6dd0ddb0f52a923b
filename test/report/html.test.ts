import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { renderHtml } from '../../src/report/html/render-html.ts';
import { everyday, excerpts, large, nothing, unfriendly } from './sample.ts';

const executablePath = '/usr/bin/chromium';
const missing =
  existsSync(executablePath) || process.env['CI'] !== undefined
    ? false
    : `${executablePath} is not there, so the page cannot be opened`;

const pages = { everyday, unfriendly, nothing, large: large(5000) };

describe('HTML report in a browser', { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-html-'));
  let browser: Browser;

  before(async () => {
    for (const [name, report] of Object.entries(pages)) {
      writeFileSync(join(folder, `${name}.html`), renderHtml(report, excerpts));
    }
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page, and fails when it complains, or asks for anything but itself. */
  async function open(
    name: keyof typeof pages,
    use: (page: Page) => Promise<void>,
    options: BrowserContextOptions & { hash?: string } = {},
  ): Promise<void> {
    const { hash = '', ...context } = options;
    const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
    try {
      const page = await opened.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
      page.on('request', (request) => requests.push(request.url()));
      const address = pathToFileURL(join(folder, `${name}.html`)).href + hash;
      await page.goto(address);
      await use(page);
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        [...new Set(requests)].map((url) => url.split('#')[0]),
        [address.split('#')[0]],
      );
    } finally {
      await opened.close();
    }
  }

  const count = (page: Page): Promise<string | null> => page.textContent('#count');
  async function counted(page: Page, expected: RegExp): Promise<void> {
    await page.locator('#count', { hasText: expected }).waitFor();
    assert.match((await count(page)) ?? '', expected);
  }
  /** Presses Tab until the element with this id or class has the focus, as a person without a mouse would. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let pressed = 0; pressed < 80; pressed++) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${selector} cannot be reached by Tab`);
  }

  it('shows the card with the right answers, in words as well as colours', () =>
    open('everyday', async (page) => {
      for (const { question, answer, aspects } of everyday.answers) {
        const row = page.locator('table.card tr', { has: page.locator(`th [data-where="${question}"]`) });
        assert.match((await row.locator('th').innerText()).toLowerCase(), new RegExp(`^${question}\\s+${answer}\\b`));
        for (const { aspect, answer } of aspects) {
          const text = await row.locator(`[data-where="${question}/${aspect}"]`).innerText();
          assert.match(text, new RegExp(`^${aspect}\\s+${answer}(?: |$)`));
        }
      }
      assert.deepEqual(await page.locator('.counts li').allInnerTexts(), ['6yes', '2no', '16unknown', '1n/a']);
      assert.equal(await page.locator('.unknowns li').count(), 16);
      assert.equal(await page.locator('.gaps li').count(), 4);
    }));

  it('can be filtered by keyboard alone', () =>
    open('everyday', async (page) => {
      await counted(page, /^10 of 18 outcomes: 8 fail, 2 unknown, 0 pass$/);
      await tabTo(page, '#filter-text');
      await page.keyboard.type('docker.sock');
      await counted(page, /^1 of 18/);
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      await counted(page, /^10 of 18/);
      await tabTo(page, '#filter-where');
      await page.keyboard.type('hardening');
      await counted(page, /^6 of 18 outcomes: 5 fail, 1 unknown, 0 pass$/);
      await page.keyboard.press('ArrowDown');
      await counted(page, /^1 of 18 outcomes: 1 fail/);
      assert.match(await page.innerText('#aspect'), /^hardening\/defaults: no\./);
      await page.keyboard.press('Home');
      await counted(page, /^10 of 18/);
      await tabTo(page, '#filter-waived');
      await page.keyboard.press('End');
      await counted(page, /^1 of 18 outcomes: 1 fail/);
      await page.keyboard.press('Home');
      await tabTo(page, 'input[value="fail"]');
      await page.keyboard.press('Space');
      await counted(page, /^2 of 18 outcomes: 0 fail, 2 unknown, 0 pass$/);
      await tabTo(page, 'input[value="pass"]');
      await page.keyboard.press('Space');
      await counted(page, /^10 of 18 outcomes: 0 fail, 2 unknown, 8 pass$/);
      await tabTo(page, '#clear');
      await page.keyboard.press('Enter');
      await counted(page, /^10 of 18 outcomes: 8 fail, 2 unknown, 0 pass$/);
      await tabTo(page, 'summary');
      await page.keyboard.press('Enter');
      await page.waitForSelector('details[open] .inside');
      assert.match(await page.innerText('details[open] .inside'), /k8s\/web\.yaml:21:13/);
      await page.keyboard.press('/');
      assert.equal(await page.locator('#filter-text:focus').count(), 1);
    }));

  it('filters by a cell of the card, and tells why it is answered so', () =>
    open('everyday', async (page) => {
      await page.focus('[data-where="images/signatures"]');
      await page.keyboard.press('Enter');
      await counted(page, /^0 of 18/);
      assert.match(await page.innerText('#aspect'), /images\/signatures: unknown\..*To know: |nothing that was seen/s);
      assert.ok(await page.isVisible('#none'));
      assert.equal(await page.getAttribute('[data-where="images/signatures"]', 'aria-pressed'), 'true');
      await page.click('[data-where="hardening/practices"]');
      await counted(page, /^5 of 18 outcomes: 3 fail, 1 unknown, 1 pass$/);
    }));

  it('shows the excerpt with its line marked, the remedy and the waiver', () =>
    open('everyday', async (page) => {
      assert.match(await page.innerText('.check .remedy'), /^How to fix Remove privileged: true/);
      await page.click('summary');
      await page.waitForSelector('figure');
      assert.equal((await page.innerText('figure mark')).trim(), 'privileged: true');
      assert.equal(await page.getAttribute('figure mark', 'data-line'), '21');
      await page.click('details:has(.waived) summary');
      await page.waitForSelector('details:has(.waived) .inside');
      assert.match(
        await page.innerText('details:has(.waived) .inside'),
        /sidecar is ready.*Ada Park, until 2027-03-31/,
      );
    }));

  it('opens the finding that the address names, even one that the filters hide', async () => {
    const passed = everyday.outcomes.at(-1)!;
    await open(
      'everyday',
      async (page) => {
        const details = page.locator(`details[id="${passed.fingerprint}"]`);
        assert.equal(await details.getAttribute('open'), '');
        await details.locator('summary:focus').waitFor({ timeout: 5000 });
      },
      { hash: `#${passed.fingerprint}` },
    );
    const last = pages.large.outcomes.findLast(({ verdict }) => verdict === 'unknown')!;
    await open('large', async (page) => assert.ok(await page.isVisible(`details[id="${last.fingerprint}"] .inside`)), {
      hash: `#${last.fingerprint}`,
    });
  });

  it('shows hostile text as text', () =>
    open('unfriendly', async (page) => {
      await page.check('input[value="pass"]', { force: true });
      await counted(page, /^51 of 51/);
      for (const summary of await page.locator('summary').all()) await summary.click();
      assert.match(await page.title(), /^Plimsoll: /);
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.locator('script').count(), 2);
      const text = await page.innerText('body');
      assert.ok(text.includes('</script><script>document.title="owned"</script>'));
      assert.ok(text.includes(String.raw`safe\u{202e}txt.exe`));
      assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\0]/);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(overflow, 0, 'nothing is wider than the window');
    }));

  it('says so when nothing was asked', () =>
    open('nothing', async (page) => {
      await counted(page, /^0 of 0 outcomes/);
      assert.match(await page.innerText('header'), /Nothing was asked/);
      assert.equal(await page.locator('.unknowns li').count(), 24);
    }));

  it('draws few of many findings at first, and the rest when asked', () =>
    open('large', async (page) => {
      await counted(page, /^2000 of 5000/);
      assert.equal(await page.locator('details').count(), 100);
      await page.click('#more-some');
      assert.equal(await page.locator('details').count(), 200);
      await page.click('#more-all');
      assert.equal(await page.locator('details').count(), 2000);
      await page.fill('#filter-text', 'saw number 4990');
      await counted(page, /^1 of 5000/);
    }));

  it('is dark where the system is, and where the reader says so', async () => {
    const background = (page: Page): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    await open('everyday', async (page) => {
      const light = await background(page);
      await tabTo(page, '#theme');
      await page.keyboard.press('Enter');
      assert.equal(await background(page), light);
      await page.keyboard.press('Enter');
      assert.equal(await page.textContent('#theme'), 'Theme: dark');
      assert.notEqual(await background(page), light);
    });
    await open('everyday', async (page) => assert.equal(await background(page), 'rgb(17, 22, 28)'), {
      colorScheme: 'dark',
    });
  });

  it('prints everything open, and closes it after', () =>
    open('everyday', async (page) => {
      await page.emulateMedia({ media: 'print' });
      await page.locator('#list details:not([open])').first().waitFor({ state: 'detached' });
      assert.equal(await page.locator('#list .inside').count(), 10);
      assert.equal(await page.isVisible('#filters'), false);
      await page.emulateMedia({ media: 'screen' });
      await page.locator('#list details[open]').first().waitFor({ state: 'detached' });
      assert.ok((await page.pdf()).length > 20_000);
    }));

  it('has landmarks, headings in order, and a name for every control', () =>
    open('everyday', async (page) => {
      for (const role of ['banner', 'main', 'contentinfo', 'search'] as const) {
        assert.equal(await page.getByRole(role).count(), 1, role);
      }
      assert.equal(await page.getAttribute('#count', 'aria-live'), 'polite');
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      const levels = await page
        .locator('h1, h2, h3')
        .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
      assert.equal(levels[0], 1);
      for (const [index, level] of levels.entries()) assert.ok(level - (levels[index - 1] ?? 0) <= 1);
      const nameless = await page
        .locator('button:visible, select, input')
        .evaluateAll(
          (all) =>
            all.filter(
              (one) => (one.textContent ?? '').trim() === '' && (one.closest('label')?.textContent ?? '').trim() === '',
            ).length,
        );
      assert.equal(nameless, 0);
    }));
});
