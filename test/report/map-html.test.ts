/** The page of `network map` in a browser: 500 workloads, filter, selection, path and proof, by mouse and by keyboard. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { MapReport } from '../../src/model/network-report.ts';
import { renderMapHtml } from '../../src/report/connections/html/render-map-html.ts';
import { large, mapReport, shop, unfriendly, unread } from './connections-sample.ts';

const executablePath = '/usr/bin/chromium';
const missing =
  existsSync(executablePath) || process.env['CI'] !== undefined
    ? false
    : `${executablePath} is not there, so the page cannot be opened`;

const openness: MapReport['exposure'] = [
  {
    peer: 'Deployment/shop/web',
    direction: 'ingress',
    to: 'internet',
    verdict: 'allowed',
    ports: [{ protocol: 'TCP', first: 443, last: 443 }],
    because: [],
  },
];
const pages = {
  shop: mapReport(shop, [], openness),
  doubtful: mapReport(shop, [unread]),
  unfriendly: mapReport(unfriendly, [unread]),
  nothing: mapReport({ peers: [], connections: [] }),
  large: mapReport(large(500)),
};

describe('page of a map in a browser', { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-map-'));
  let browser: Browser;

  before(async () => {
    for (const [name, report] of Object.entries(pages))
      writeFileSync(join(folder, `${name}.html`), [...renderMapHtml(report)].join(''));
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
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const opened = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    try {
      const page = await opened.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
      page.on('request', (request) => requests.push(request.url()));
      const address = pathToFileURL(join(folder, `${name}.html`)).href;
      await page.goto(address);
      await use(page);
      assert.deepEqual(complaints, []);
      assert.deepEqual([...new Set(requests)], [address]);
    } finally {
      await opened.close();
    }
  }

  async function counted(page: Page, expected: RegExp): Promise<void> {
    await page.locator('#count', { hasText: expected }).waitFor();
  }

  it('of 500 workloads is drawn in less than two seconds, one box for each namespace', () =>
    open('large', async (page) => {
      await counted(page, /^501 peers in 26 groups, 6001 connections$/);
      const took = await page.evaluate(
        () =>
          (
            globalThis as unknown as {
              performance: { getEntriesByType(type: string): readonly { loadEventEnd: number }[] };
            }
          ).performance.getEntriesByType('navigation')[0]!.loadEventEnd,
      );
      assert.ok(took > 0 && took < 2000, `${took} ms`);
      assert.equal(await page.locator('.box').count(), 26);
      assert.equal(await page.locator('.peer').count(), 0);
      assert.ok((await page.locator('#lines .line').count()) <= 600);
      await page.click('#open-all');
      assert.equal(await page.locator('.peer').count(), 501);
      const overlapping = await page.evaluate(() => {
        const dom = globalThis as unknown as {
          document: {
            querySelectorAll(
              selector: string,
            ): Iterable<{ getBoundingClientRect(): { left: number; right: number; top: number; bottom: number } }>;
          };
        };
        const all = [...dom.document.querySelectorAll('.box')].map((box) => box.getBoundingClientRect());
        return all.filter((a, at) =>
          all.slice(at + 1).some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
        ).length;
      });
      assert.equal(overlapping, 0);
    }));

  it('filters by name, and opens the boxes of what it finds', () =>
    open('large', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('service-49');
      await counted(page, /^11 of 501 peers in 2 groups/);
      assert.equal(await page.locator('.peer').count(), 11);
      await page.fill('#filter-text', 'nobody-has-this-name');
      await counted(page, /^0 of 501 peers in 0 groups/);
      assert.ok(await page.locator('#none').isVisible());
      await page.click('#clear');
      await counted(page, /^501 peers/);
    }));

  it('shows of a peer whom it reaches and who reaches it, and draws only that out', () =>
    open('shop', async (page) => {
      await page.click('.peer[title="shop/api"]');
      const panel = await page.innerText('#panel');
      assert.match(panel, /^shop\/api\s+Deployment · k8s\/api\.yaml:1/);
      assert.match(panel, /Reaches \(1\)\s+shop\/db\s+TCP 5432/);
      assert.match(panel, /Reached by \(1\)\s+shop\/web\s+TCP 8080/);
      const lit = await page
        .locator('.peer.lit')
        .evaluateAll((all) => (all as unknown as { title: string }[]).map(({ title }) => title));
      assert.deepEqual(lit.toSorted(), ['shop/api', 'shop/db', 'shop/web']);
      assert.equal(await page.locator('.line.out').count(), 1);
      assert.equal(await page.locator('.line.in').count(), 1);
      await page.click('#panel .leads:has-text("shop/db")');
      const proof = await page.innerText('#panel');
      assert.match(
        proof,
        /allowed TCP 5432\s+.*?policy NetworkPolicy shop\/db, ingress rule 1: allows k8s\/policies\.yaml:7:3/s,
      );
      assert.match(proof, /denied /);
      assert.equal(await page.locator('.line.chain').count(), 1);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.line.chain').count(), 0);
      assert.match(await page.innerText('#panel'), /Not known \(1\)[\s\S]*Open \(1\)\s+shop\/web/);
    }));

  it('draws out what goes in and out of a group that is opened', () =>
    open('large', async (page) => {
      await page.click('.head:has-text("team-3")');
      assert.match(await page.innerText('#panel'), /^team-3\s+Connections beyond the group \(\d{3}\)/);
      assert.ok((await page.locator('.line.out').count()) > 0 && (await page.locator('.line.in').count()) > 0);
      await page.click('.head:has-text("team-3")');
      assert.equal(await page.locator('.line.out, .line.in').count(), 0);
    }));

  it('shows the proof of a line that is clicked', () =>
    open('shop', async (page) => {
      await page.locator('.line.unknown .hit').dispatchEvent('click');
      const panel = await page.innerText('#panel');
      assert.match(panel, /batch\/jobs and 1 more\s*→\s*shop\/db/);
      assert.match(panel, /unknown TCP 5432\s+Not known: the port that "pg" names/);
    }));

  it('finds the chain of connections that leads from one peer to another', () =>
    open('shop', async (page) => {
      await page.fill('#path-from', 'any address');
      await page.fill('#path-to', 'shop/db');
      await page.click('#show-path');
      assert.match(await page.innerText('#panel'), /^any address → shop\/db\s+By a chain of 3 connections/);
      assert.equal(await page.locator('.line.chain').count(), 3);
      assert.deepEqual(await page.locator('#panel .ends').allInnerTexts(), [
        '1. any address → shop/web',
        '2. shop/web → shop/api',
        '3. shop/api → shop/db',
      ]);
      await page.fill('#path-from', 'shop/db');
      await page.fill('#path-to', 'shop/web');
      await page.click('#show-path');
      assert.match(await page.innerText('#panel'), /No connection leads there, and no chain/);
      await page.fill('#path-to', 'nobody');
      await page.click('#show-path');
      assert.match(await page.innerText('#panel'), /No peer is called "nobody"/);
    }));

  it('can be used by keyboard alone', () =>
    open('large', async (page) => {
      for (let pressed = 0; pressed < 40 && (await page.locator('.head:focus').count()) === 0; pressed++)
        await page.keyboard.press('Tab');
      const name = await page.locator('.head:focus .name').innerText();
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('.head:focus').getAttribute('aria-expanded'), 'true');
      assert.equal(await page.locator('.head:focus .name').innerText(), name);
      await page.keyboard.press('Tab');
      assert.equal(await page.locator('.peer:focus').count(), 1);
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('.peer:focus').getAttribute('aria-pressed'), 'true');
      assert.match(await page.innerText('#panel'), /Reache/);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.peer.chosen').count(), 0);
    }));

  it('shows names that are hostile as text', () =>
    open('unfriendly', async (page) => {
      assert.equal(await page.locator('img, #drawing script').count(), 0);
      await page.locator('.peer').first().click();
      assert.match(await page.innerText('#panel'), /<\/script><img src=x onerror=alert\(1\)>/);
      assert.match(await page.innerText('#panel'), /\\u\{202e\}\\x1b\[31m/);
    }));

  it('says that it is not sure, and what was not read', () =>
    open('doubtful', async (page) => {
      assert.match(
        await page.innerText('.doubt'),
        /Not sure: a rule that decides may stand in what was not read\.\s+k8s\/broken\.yaml/,
      );
      assert.equal(await page.locator('.gaps li').count(), 1);
    }));

  it('of nothing says so', () => open('nothing', (page) => counted(page, /^0 peers in 0 groups, 0 connections$/)));

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is readable in the ${colorScheme} theme and on a narrow screen`, () =>
      open(
        'shop',
        async (page) => {
          const contrast = await page.evaluate(() => {
            const dom = globalThis as unknown as {
              document: { querySelector(selector: string): object };
              getComputedStyle(element: object): { color: string; backgroundColor: string };
            };
            const light = (text: string): number => {
              const [r = 0, g = 0, b = 0] = (text.match(/[\d.]+/g) ?? []).map((part) => {
                const value = Number(part) / 255;
                return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
              });
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const text = light(dom.getComputedStyle(dom.document.querySelector('.peer')).color);
            const paper = light(dom.getComputedStyle(dom.document.querySelector('.box')).backgroundColor);
            return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
          });
          assert.ok(contrast >= 7, `${contrast}`);
          const wide = await page.evaluate(() => {
            const { document: page } = globalThis as unknown as {
              document: { documentElement: { scrollWidth: number; clientWidth: number } };
            };
            return page.documentElement.scrollWidth - page.documentElement.clientWidth;
          });
          assert.equal(wide, 0);
        },
        { colorScheme, viewport: { width: 480, height: 800 } },
      ));
  }
});
