import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InventoryStore } from '../inventories/store.ts';
import { exclusively } from '../io/feeds/lock.ts';
import { homeOf, inventoriesPath } from '../io/home.ts';
import { HttpClient } from '../io/http/client.ts';
import { HttpError } from '../io/http/http-error.ts';
import { Failure } from '../model/failure.ts';
import type { Fact } from '../model/fact.ts';
import { compareSeverity, isSeverity, type Severity } from '../model/severity.ts';
import { gapTouches } from '../model/gap.ts';
import type { WatchedVulnerability, WatchReport } from '../model/watch-report.ts';
import { renderWatchText } from '../report/watch.ts';
import { closeAdvisories, openAdvisories } from '../scan/open-advisories.ts';
import { rescan } from '../scan/rescan.ts';
import { storeInventories } from '../scan/store-inventories.ts';
import { readVexFiles } from '../scan/vex-files.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { maxAgeOf, scanningOptions } from './scanning.ts';
import type { Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

const day = 86_400;
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: day };

export const imagesWatchCommand: Command = {
  name: 'images watch',
  summary: 'Tell what newer advisories change about stored images',
  usage: 'images watch [OPTIONS]',
  about: [
    'Images are stored by `plimsoll images scan IMAGE --store`. Only packages that changed advisories speak of are held\nagainst them anew, and no image is looked into again. What was told once is not told again; what could not be\ndelivered is.',
    'Exit code with --once: 1 when vulnerabilities were added or became worse, 2 when advisories are missing, too old or\nnot all could be read, or nothing is stored, 0 otherwise.',
  ],
  options: [
    { name: 'once', help: 'look once, for a scheduled job' },
    { name: 'interval', value: 'TIME', help: 'between two looks: 30m, 12h; 1h unless given' },
    { name: 'notify', value: 'URL', help: 'send what changed there, as the JSON of --format json' },
    { name: 'format', short: 'f', value: 'FORMAT', choices: ['text', 'json'], help: 'text unless given' },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      choices: ['low', 'medium', 'high', 'critical'],
      help: 'only those of at least this severity, or that nobody rates, make exit code 1',
    },
    { name: 'forget', value: 'NAME', help: 'watch this image no longer; several times' },
    ...scanningOptions,
    { name: 'ca', value: 'FILE', help: 'certificates of authorities to trust as well (PEM)' },
  ],
  examples: [
    ['plimsoll advisories update && plimsoll images watch --once', 'for cron and CI'],
    ['plimsoll images watch --interval=15m --notify=https://hooks.example/x', 'for ever'],
  ],
  async run(given, terminal) {
    const { signal } = terminal;
    const interval = secondsOf(given.text('interval') ?? '1h');
    const store = InventoryStore.open(inventoriesPath(homeOf(terminal.environment)));
    const client = new HttpClient({ environment: terminal.environment, signal, ca: given.all('ca') });
    try {
      for (const name of given.all('forget')) forget(name, store, terminal);
      if (given.on('once')) return await look(store, client, given, terminal);
      while (!signal.aborted) {
        await look(store, client, given, terminal).catch((error: unknown) => {
          // It goes on: what was not delivered is told again by the next look.
          if (!(error instanceof Failure)) throw error;
          terminal.err.write(`plimsoll: ${error.code}: ${error.message}\n`);
        });
        await sleep(interval * 1000, undefined, { signal }).catch(() => {});
      }
      return 0;
    } finally {
      client.close();
      store.close();
    }
  },
};

/** Stores what a scan saw: `images scan --store`. */
export function storeSeen(
  source: { readonly kind: string; readonly label: string },
  seen: { readonly facts: readonly Fact[] },
  given: Arguments,
  terminal: Terminal,
): void {
  const store = InventoryStore.open(inventoriesPath(homeOf(terminal.environment)));
  const advisories = openAdvisories(given.text('advisories'), terminal.environment);
  try {
    // Files of one name may lie in many folders.
    const target = source.kind === 'file' ? resolve(source.label) : source.label;
    const image = given.text('image');
    const name = image === undefined ? target : `${target}#${image}`;
    const options = { advisories, vex: readVexFiles(given.all('vex')), now: new Date().toISOString() };
    storeInventories(name, seen, store, options);
  } finally {
    closeAdvisories(advisories);
    store.close();
  }
}

function look(store: InventoryStore, client: HttpClient, given: Arguments, terminal: Terminal): Promise<number> {
  const { signal, err, environment } = terminal;
  const lock = `${inventoriesPath(homeOf(environment))}.lock`;
  const waiting = (holder: string): void => void err.write(`plimsoll: waiting for another watch: ${holder}\n`);
  return exclusively(lock, { signal, waiting }, async () => {
    const advisories = openAdvisories(given.text('advisories'), environment);
    try {
      const { report, commit } = rescan(store, {
        advisories,
        vex: readVexFiles(given.all('vex')),
        now: new Date().toISOString(),
        ...maxAgeOf(given),
        version: packageVersion(),
      });
      const once = given.on('once');
      if (once || report.images.length > 0 || report.gaps.length > 0) tell(report, once, given, terminal);
      const url = given.text('notify');
      if (url !== undefined && report.images.length > 0) await notify(url, report, client);
      commit();
      return exitCodeOf(report, given.text('fail-on'));
    } finally {
      closeAdvisories(advisories);
    }
  });
}

/** In JSON one report a line where more will follow. */
function tell(report: WatchReport, once: boolean, given: Arguments, { out }: Terminal): void {
  if (given.text('format') !== 'json') out.write(renderWatchText(report));
  else out.write(`${once ? JSON.stringify(report, null, 2) : JSON.stringify(report)}\n`);
}

async function notify(url: string, report: WatchReport, client: HttpClient): Promise<void> {
  try {
    await client.bytes(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
      limit: 1_000_000,
    });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new Failure('NOTICE_UNDELIVERED', `What changed could not be sent: ${error.message}.`, { cause: error });
  }
}

function exitCodeOf({ images, gaps, coverage, database }: WatchReport, failOn: string | undefined): number {
  const least: Severity = failOn !== undefined && isSeverity(failOn) ? failOn : 'info';
  const worse = images.flatMap(({ added, changed }) => [
    ...added,
    ...changed.filter(({ before, after }) => isWorse(before, after)).map(({ after }) => after),
  ]);
  if (worse.some(({ severity }) => severity === null || compareSeverity(severity, least) >= 0)) return 1;
  const unsure = gaps.some((gap) => gapTouches(gap, 'images/vulnerabilities'));
  return unsure || database === null || coverage.images === 0 ? 2 : 0;
}

/** Rated higher or no more, decided to be a hole, or known to be exploited or malicious now. */
function isWorse(before: WatchedVulnerability, after: WatchedVulnerability): boolean {
  const rose =
    before.severity !== null && (after.severity === null || compareSeverity(after.severity, before.severity) > 0);
  const decided = before.state === 'unknown' && after.state !== 'unknown';
  return rose || decided || (after.exploited && !before.exploited) || (after.malicious && !before.malicious);
}

function forget(name: string, store: InventoryStore, { err }: Terminal): void {
  const removed = store.forget(name) + (name === resolve(name) ? 0 : store.forget(resolve(name)));
  if (removed === 0) throw new Failure('NO_SUCH_TARGET', `No stored image is named ${JSON.stringify(name)}.`);
  err.write(`plimsoll: ${removed} stored ${removed === 1 ? 'image is' : 'images are'} watched no longer\n`);
}

function secondsOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  const seconds = match === null ? Number.NaN : Number(match[1]) * units[match[2]!]!;
  if (seconds >= 1 && seconds <= 20 * day) return seconds;
  throw new Failure(
    'BAD_ARGUMENT',
    `--interval is ${JSON.stringify(text)}, but takes a time from 1s to 20d: 30m, 12h.`,
  );
}
