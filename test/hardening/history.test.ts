/** Recording and history as users run them: many processes at once, killed ones, and every form of the report. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { chromium } from 'playwright-core';
import { SqliteRunStore } from '../../src/store/sqlite-store.ts';
import type { HistoryReport, RecordedRun } from '../../src/model/history.ts';
import type { Report } from '../../src/model/report.ts';
import { folderOf, plimsoll, startPlimsoll, type Ran } from '../cli/plimsoll.ts';

const root = join(import.meta.dirname, '../..');
const executablePath = '/usr/bin/chromium';
const noChromium =
  existsSync(executablePath) || process.env['CI'] !== undefined
    ? false
    : `${executablePath} is not there, so the page cannot be opened`;

const schemas = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(schemas);
const isHistory = schemas.compile(
  JSON.parse(readFileSync(join(root, 'docs/schemas/plimsoll.history-1.schema.json'), 'utf8')) as object,
);

const homes = mkdtempSync(join(tmpdir(), 'plimsoll-history-'));
after(() => rmSync(homes, { recursive: true }));
let count = 0;

/** A command line with a state folder of its own. */
function person(): {
  readonly home: string;
  readonly run: (...args: string[]) => Promise<Ran>;
  readonly history: (...args: string[]) => Promise<HistoryReport>;
} {
  const home = join(homes, String(count++));
  const run = (...args: string[]): Promise<Ran> => plimsoll(args, { env: { PLIMSOLL_HOME: home } });
  const history = async (...args: string[]): Promise<HistoryReport> => {
    const { code, out, err } = await run('hardening', 'history', '-f', 'json', ...args);
    assert.equal(code, 0, err);
    const report = JSON.parse(out) as HistoryReport;
    assert.ok(isHistory(report), JSON.stringify(isHistory.errors?.slice(0, 5), null, 1));
    return report;
  };
  return { home, run, history };
}

const pod = (name: string, privileged: boolean): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers:\n    - { name: c, image: 'registry.example/a:1', securityContext: { privileged: ${privileged} } }\n`;

describe('recording', () => {
  it('tells what is new, standing, fixed and reopened, by what was recorded alone', async () => {
    const { run, history } = person();
    const folder = folderOf({ 'a.yaml': pod('a', true) });
    const set = (name: string, privileged: boolean): void =>
      writeFileSync(join(folder, 'a.yaml'), pod(name, privileged));
    const stateOf = async (): Promise<unknown> => {
      const [series] = (await history()).series;
      return series!.findings.find(({ check }) => check === 'HRD-101')?.state;
    };
    await run('ask', folder);
    assert.deepEqual((await history()).series, []);
    for (const [privileged, state] of [
      [true, 'new'],
      [true, 'standing'],
      [false, 'fixed'],
      [true, 'reopened'],
    ] as const) {
      set('a', privileged);
      await run('ask', folder, '--record', '-q');
      assert.equal(await stateOf(), state);
    }
    writeFileSync(join(folder, 'a.yaml'), 'kind: [');
    await run('ask', folder, '--record', '-q');
    assert.equal(await stateOf(), 'unclear');
    const { out } = await run('hardening', 'history');
    assert.match(out, /hardening +[▁-█]{5} +\w+ +\d+ fails/);
    assert.match(out, /^Unclear {2}\d+/m);
    assert.match(out, /^ {2}20\d\d-\d\d-\d\d \d\d:\d\d {2}ask {2}1 gap/m);
  });

  it('goes by the place of a folder, not by how it is named', async () => {
    const { home, run, history } = person();
    const folder = folderOf({ 'k8s/a.yaml': pod('a', true), 'other/a.yaml': pod('a', true) });
    await run('ask', join(folder, 'k8s'), '--record');
    await plimsoll(['ask', '--record'], { cwd: join(folder, 'k8s'), env: { PLIMSOLL_HOME: home } });
    await plimsoll(['ask', 'k8s', '--record'], { cwd: folder, env: { PLIMSOLL_HOME: home } });
    await run('ask', join(folder, 'other'), '--record');
    const { series } = await history();
    assert.deepEqual(
      series.map(({ runs }) => runs.length),
      [3, 1],
    );
    const { series: only } = await history('--target', join(folder, 'other'));
    assert.deepEqual(
      only.map(({ keys }) => keys),
      [[`directory:${join(folder, 'other')}`]],
    );
  });

  it('lets only what is new fail', async () => {
    const { run } = person();
    const folder = folderOf({ 'a.yaml': pod('a', true), 'plimsoll.yaml': 'failOn: critical\n' });
    const code = async (...args: string[]): Promise<number | null> => (await run('ask', folder, ...args)).code;
    assert.equal(await code('--fail-on-new', '--record'), 1, 'nothing is recorded yet');
    assert.equal(await code(), 1, 'without the option an old fail still fails');
    assert.equal(await code('--fail-on-new'), 2, 'what is unknown stays so');
    assert.equal(await code('--fail-on-new', '--unknown', 'pass'), 0);
    writeFileSync(join(folder, 'b.yaml'), pod('b', true));
    const { code: after, err } = await run('ask', folder, '--fail-on-new', '--unknown', 'pass', '--record');
    assert.equal(after, 1);
    assert.match(err, /new fails? \(since 20/);
    assert.match(err, /critical HRD-101 .*: Pod default\/b/);
    assert.doesNotMatch(err, /Pod default\/a /);
    assert.equal(await code('--fail-on-new', '--unknown', 'pass'), 0, 'recorded, it is new no more');
  });

  it('holds an audit against the last run of the same checks, whatever was recorded between', async () => {
    const { run, history } = person();
    const folder = folderOf({ 'a.yaml': pod('a', true) });
    const audit = (...more: string[]): Promise<Ran> =>
      run('hardening', 'audit', folder, '-s', 'pod-security-baseline@v1.30', '--record', '--fail-on-new', ...more);
    assert.equal((await audit()).code, 1);
    await run('ask', folder, '--record');
    await run('hardening', 'audit', folder, '-s', 'pod-security-restricted@v1.30', '--record');
    assert.equal((await audit()).code, 0);
    const [series] = (await history()).series;
    assert.deepEqual(
      series!.runs.map(({ standards }) => standards[0] ?? 'ask'),
      ['pod-security-baseline@v1.30', 'ask', 'pod-security-restricted@v1.30', 'pod-security-baseline@v1.30'],
    );
    assert.ok(
      series!.findings.every(({ state }) => state !== 'fixed'),
      'a run of other checks fixes nothing',
    );
  });

  it('answers hardening/audits from records, never yes by the first', async () => {
    const { home, run } = person();
    const folder = folderOf({ 'a.yaml': pod('a', false) });
    const audits = async (): Promise<string[]> => {
      const { outcomes } = JSON.parse((await run('ask', folder, '-f', 'json')).out) as Report;
      return outcomes
        .filter(({ check }) => check.startsWith('HRD-90'))
        .map(({ check, verdict }) => `${check} ${verdict}`)
        .toSorted();
    };
    assert.deepEqual(await audits(), ['HRD-901 unknown', 'HRD-902 unknown', 'HRD-903 unknown']);
    await run('ask', folder, '--record');
    assert.deepEqual(await audits(), ['HRD-901 unknown', 'HRD-902 pass', 'HRD-903 unknown']);
    // A month passes.
    const store = SqliteRunStore.open(join(home, 'state/history/runs.db'));
    const [recorded] = await Array.fromAsync(store.runs('oldest first'));
    for (const days of [45, 30, 15]) {
      const at = new Date(Date.parse(recorded!.at) - days * 86_400_000).toISOString();
      await store.record({ ...recorded!, at });
    }
    await store.close();
    assert.deepEqual(await audits(), ['HRD-901 pass', 'HRD-902 pass', 'HRD-903 unknown']);
  });

  it('keeps what it holds from others', { skip: process.platform === 'win32' }, async () => {
    const { home, run } = person();
    await run('ask', folderOf({ 'a.yaml': pod('a', true) }), '--record');
    const place = join(home, 'state/history');
    assert.equal(statSync(place).mode & 0o777, 0o700);
    for (const name of readdirSync(place)) assert.equal(statSync(join(place, name)).mode & 0o777, 0o600);
  });

  it('is done by many processes at once, none of them lost', async () => {
    const { run, history } = person();
    const folder = folderOf({ 'a.yaml': pod('a', true) });
    const runs = await Promise.all(Array.from({ length: 6 }, () => run('ask', folder, '--record', '-q')));
    assert.deepEqual(
      runs.map(({ code, err }) => [code, err]),
      runs.map(() => [1, '']),
    );
    const [series] = (await history()).series;
    assert.equal(series!.runs.length, 6);
    assert.ok(series!.findings.length > 0);
  });

  it('survives being killed at any moment: a run is there as a whole or not at all', async () => {
    const { home, history } = person();
    const folder = folderOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.yaml`, pod(`p${n}`, true)])),
    );
    const whole = await plimsoll(['ask', folder, '--record', '-q'], { env: { PLIMSOLL_HOME: home } });
    assert.equal(whole.code, 1);
    const fails = ({ questions }: HistoryReport['series'][number]['runs'][number]): number[] =>
      questions.map(({ fail }) => fail);
    const expected = fails((await history()).series[0]!.runs[0]!);
    for (const after of [250, 350, 450, 550, 650]) {
      const child = startPlimsoll(['ask', folder, '--record', '-q'], { env: { PLIMSOLL_HOME: home } });
      const ended = new Promise((resolve) => child.once('close', resolve));
      const timer = setTimeout(() => child.kill('SIGKILL'), after);
      await ended;
      clearTimeout(timer);
      for (const run of (await history()).series[0]!.runs) assert.deepEqual(fails(run), expected);
    }
  });

  it('fails with a code when the records cannot be read, and plain ask has a gap', async () => {
    const { home, run } = person();
    const folder = folderOf({ 'a.yaml': pod('a', true) });
    await run('ask', folder, '--record');
    for (const name of readdirSync(join(home, 'state/history')))
      writeFileSync(join(home, 'state/history', name), 'no database at all'.repeat(100));
    for (const args of [
      ['hardening', 'history'],
      ['ask', folder, '--record'],
    ]) {
      const { code, err } = await run(...args);
      assert.equal(code, 3, args.join(' '));
      assert.match(err, /HISTORY_UNREADABLE/);
    }
    const { gaps } = JSON.parse((await run('ask', folder, '-f', 'json')).out) as Report;
    assert.deepEqual(
      gaps.map(({ code, touches }) => [code, touches]),
      [['RECORDS_UNREADABLE', ['hardening/audits']]],
    );
  });

  it('says what is wrong with its options', async () => {
    const { run } = person();
    for (const args of [['--since', 'yesterday'], ['--since', '2026-13-45'], ['k8s'], ['--target', '/nonexistent/x']]) {
      const { code, err } = await run('hardening', 'history', ...args);
      assert.equal(code, 3);
      assert.match(err, /BAD_ARGUMENT|NO_SUCH_TARGET/);
    }
    assert.match((await run('hardening', 'history')).out, /^No run is recorded/);
  });
});

describe('the page of a history', { skip: noChromium }, () => {
  const hostile = '</script><img src=x onerror=alert(1)>\u202e"\'';
  const at = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();
  const recorded = (day: number, fingerprints: readonly string[]): RecordedRun => ({
    at: at(day),
    command: 'ask',
    standards: [],
    targets: [`dir:${hostile}`],
    keys: ['directory:/x'],
    version: '0.1.0',
    checks: ['TST-1'],
    answers: [{ question: 'hardening', answer: 'no' }],
    findings: fingerprints.map((fingerprint) => ({
      fingerprint,
      check: 'TST-1',
      aspect: 'hardening/practices',
      title: hostile,
      subject: { source: 'test', kind: 'Pod', name: hostile },
      verdict: 'fail',
      severity: 'high',
      waiver: fingerprint.startsWith('f') ? { reason: hostile, approver: hostile, expires: '2026-12-31' } : null,
    })),
    counts: { hardening: { pass: 1, fail: fingerprints.length, unknown: 0, waived: 0 } },
    gaps: { count: 0, touches: [], first: [] },
    coverage: { subjects: 1, facts: {}, checks: 1, outcomes: { pass: 1, fail: 1, unknown: 0 }, waived: 0, gaps: 0 },
  });

  it('asks nothing of the network, runs no script, and is used by keyboard', async () => {
    const { home, run } = person();
    const store = SqliteRunStore.open(join(home, 'state/history/runs.db'));
    const prints = ['a', 'b', 'f'].map((letter) => letter.repeat(16));
    for (let day = 1; day <= 5; day++) await store.record(recorded(day, prints.slice(0, 1 + (day % 3))));
    await store.close();
    const page = join(home, 'history.html');
    assert.equal((await run('hardening', 'history', '-f', 'html', '-o', page)).code, 0);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const tab = await browser.newPage();
      const said: string[] = [];
      tab.on('console', (message) => said.push(message.text()));
      tab.on('request', (request) => {
        if (!request.url().startsWith('file:')) said.push(`asked for ${request.url()}`);
      });
      tab.on('dialog', () => said.push('a script ran'));
      await tab.goto(`file://${page}`);
      assert.equal(await tab.locator('script').count(), 0);
      assert.equal(await tab.locator('svg.chart a').count(), 5);
      assert.equal(await tab.locator('img').count(), 0);
      // From the beginning by Tab: the link to the history, then the points of the chart.
      for (let step = 0; step < 2; step++) await tab.keyboard.press('Tab');
      const label = await tab.evaluate('document.activeElement.getAttribute("aria-label")');
      assert.match(String(label), /^hardening, 2026-01-01 00:00: 2 fails$/);
      await tab.keyboard.press('Enter');
      assert.equal(new URL(tab.url()).hash, '#s0r0');
      const text = await tab.locator('main').innerText();
      assert.match(text, /Waived: 1[\s\S]*waived for \d+ days/);
      assert.deepEqual(said, []);
    } finally {
      await browser.close();
    }
  });
});
