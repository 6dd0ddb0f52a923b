/** What npm publishes is packed, installed in an empty folder and used: without TypeScript, without this clone. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Report } from '../../src/model/report.ts';

const root = resolve(import.meta.dirname, '../..');
const executablePath = '/usr/bin/chromium';
const noChromium =
  existsSync(executablePath) || process.env['CI'] !== undefined
    ? false
    : `${executablePath} is not there, so the page cannot be opened`;

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

describe('the published package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-package-'));
  const installed = join(folder, 'node_modules/plimsoll');
  const home = join(folder, 'home');

  /** What an outer `npm test` tells its children would send the inner npm back to this clone. */
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(npm_package_|npm_lifecycle_|npm_config_local_prefix)/.test(name),
      ),
    ),
    PATH: [dirname(process.execPath), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  };
  const npm = (...words: string[]): void => {
    const cli = process.env['npm_execpath'];
    const [program, lead] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
    // The registry is not asked: a name that is not among the packed files is an error at once.
    execFileSync(program, [...lead, ...words, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const plimsoll = (...words: string[]): { code: number | null; out: string; err: string } => {
    const ran = spawnSync(process.execPath, [join(folder, 'node_modules/.bin/plimsoll'), ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: home, DOCKER_HOST: 'unix:///nonexistent.sock' },
      encoding: 'utf8',
    });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  };

  before(() => {
    npm('pack', root, '--pack-destination', folder);
    // Its dependencies are packed from this clone, so that the test needs no network: exactly those that it declares.
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    npm('pack', ...neededBy(manifest), '--ignore-scripts', '--pack-destination', folder);
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    npm('install', '--prefix', folder, '--ignore-scripts', ...tarballs.map((name) => `./${name}`));
    mkdirSync(join(folder, 'k8s'));
    writeFileSync(join(folder, 'k8s/web.yaml'), bad);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what a user needs and nothing else', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(installed.length + 1));
    for (const needed of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/cli/start.js', 'docs/gaps.md'])
      assert.ok(files.includes(needed), `${needed} is missing`);
    const superfluous = files.filter((file) =>
      /\.test\.|\.ts$|\.map$|\.png$|^(src|test|tools|bench|examples|node_modules)\//.test(file),
    );
    assert.deepEqual(superfluous, []);
    assert.ok(!existsSync(join(folder, 'node_modules/typescript')));
  });

  it('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    assert.deepEqual(plimsoll('version'), { code: 0, out: `plimsoll ${version}\n`, err: '' });
  });

  it('asks a folder, in each format', () => {
    const starts = {
      text: /^──⊖── plimsoll/,
      json: /^\{/,
      sarif: /sarif/,
      junit: /^<\?xml/,
      html: /^<!doctype html>/i,
    };
    for (const [format, start] of Object.entries(starts)) {
      const { code, out, err } = plimsoll('ask', 'k8s', '-f', format);
      assert.equal(code, 1, `${format}: ${err}`);
      assert.match(out, start);
      assert.match(out, /HRD-101/);
    }
  });

  it('audits by a standard, and records it', () => {
    assert.match(plimsoll('hardening', 'audit', '--list').out, /^cis-docker@1\.8\.0 +118 items/m);
    for (const standard of ['nsa-cisa@1.2', 'cis-kubernetes@1.12', 'pod-security-restricted@v1.25']) {
      const { code, out, err } = plimsoll('hardening', 'audit', 'k8s', '-s', standard, '-f', 'json', '--record');
      assert.equal(code, 1, err);
      assert.equal((JSON.parse(out) as { standard: string }).standard, standard);
    }
    assert.match(plimsoll('hardening', 'history').out, /audit pod-security-restricted@v1\.25/);
  });

  it('explains a finding', () => {
    const { outcomes } = JSON.parse(plimsoll('ask', 'k8s', '-f', 'json').out) as Report;
    const found = outcomes.find(({ check, verdict }) => check === 'HRD-101' && verdict === 'fail');
    const { code, out } = plimsoll('explain', found!.fingerprint, 'k8s');
    assert.match(out, /Containers do not run privileged/);
    assert.match(out, /k8s\/web\.yaml:8/);
    assert.notEqual(code, 3);
  });

  it('shows the page of every check', () => {
    const all = JSON.parse(plimsoll('checks', '--format=json').out) as { id: string; name: string; aspect: string }[];
    assert.ok(all.length >= 100);
    for (const { name, aspect } of all)
      assert.ok(existsSync(join(installed, `dist/questions/${aspect}/${name}.md`)), name);
    assert.match(plimsoll('checks', 'HRD-101').out, /What this check cannot see/);
  });

  it('writes a page that opens without a complaint', { skip: noChromium }, async () => {
    plimsoll('ask', 'k8s', '-f', 'html', '-o', 'out.html');
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-sync'],
    });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(pathToFileURL(join(folder, 'out.html')).href);
      assert.match(await page.innerText('body'), /Containers do not run privileged/);
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });
});

/** Names of the packages that one depends on, and those that these depend on. */
function neededBy(manifest: Manifest): Iterable<string> {
  const folders = new Map<string, string>();
  const visit = ({ dependencies = {} }: Manifest, from: string): void => {
    for (const name of Object.keys(dependencies)) {
      let holder = from;
      while (!existsSync(join(holder, 'node_modules', name))) holder = dirname(holder);
      const folder = join(holder, 'node_modules', name);
      // That of this clone's own tools is not what users get where a dependency brings another version.
      const known = folders.get(name);
      if (known === folder || (known !== undefined && holder === root)) continue;
      folders.set(name, folder);
      visit(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest, folder);
    }
  };
  visit(manifest, root);
  return folders.values();
}

const bad = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: registry.example/web:1.2.3
      securityContext: { privileged: true }
`;
