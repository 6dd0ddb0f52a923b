/** `npm run screenshot`: the README's picture, taken of a real report of examples/insecure in Chromium. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'plimsoll-shot-'));
const page = join(work, 'report.html');
spawnSync(process.execPath, [join(root, 'src/cli/start.ts'), 'ask', 'examples/insecure', '-f', 'html', '-o', page], {
  cwd: root,
  stdio: 'inherit',
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const tab = await browser.newPage({ viewport: { width: 1200, height: 1000 }, deviceScaleFactor: 1.5 });
await tab.goto(`file://${page}`);
await tab.screenshot({ path: join(root, 'docs/report.png') });
await browser.close();
rmSync(work, { recursive: true });
