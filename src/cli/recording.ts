import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { AuditRun } from '../engine/audit.ts';
import { Baseline } from '../engine/history.ts';
import { auditHistory, type AuditRecord } from '../facts/audit-record.ts';
import { historyPath, homeOf } from '../io/home.ts';
import type { Sighting } from '../model/collector.ts';
import { describeSubject, fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { RecordedFinding, RecordedRun } from '../model/history.ts';
import type { Coverage } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import { visible } from '../report/visible.ts';
import type { RunHead, RunStore } from '../store/store.ts';
import type { Arguments, Option } from './arguments.ts';
import type { Target } from './targets.ts';
import type { Terminal } from './terminal.ts';

/** Options of the commands whose runs can be recorded. */
export const recordingOptions: readonly Option[] = [
  { name: 'record', help: 'record the run, for `plimsoll hardening history` and the aspect hardening/audits' },
  {
    name: 'fail-on-new',
    help: 'exit 1 only for fails that the last recorded run of the same targets did not have',
  },
];

/** Records that checks are shown, and new fails that are named on standard error. */
const [shownRecords, shownNew] = [500, 10];
/** Gaps that are kept with a run by name. */
const keptGaps = 20;

/** What a run has that is recorded. */
export interface Told {
  readonly command: string;
  readonly standards: readonly string[];
  readonly targets: readonly Target[];
  readonly now: Date;
  readonly version: string;
  readonly answers: RecordedRun['answers'];
  readonly runs: readonly AuditRun[];
  readonly gaps: readonly Gap[];
  readonly coverage: Coverage;
}

/**
 * Does what --record and --fail-on-new ask for: compares the run with the one before, then records it.
 *
 * @returns whether a fail at or above the threshold is new; null when that was not asked
 * @throws Failure HISTORY_UNREADABLE
 */
export async function compareAndRecord(
  told: Told,
  failOn: Severity,
  given: Arguments,
  terminal: Terminal,
): Promise<boolean | null> {
  const [record, onlyNew] = [given.on('record'), given.on('fail-on-new')];
  if (!record && !onlyNew) return null;
  const store = await openHistory(terminal, record);
  try {
    const run = runOf(told, await keysOf(told.targets, terminal));
    const fresh = onlyNew ? await newFails(store, run, failOn) : null;
    if (fresh !== null && !given.on('quiet')) terminal.err.write(describeNew(fresh.fails, fresh.since));
    if (record) await store?.record(run);
    return fresh === null ? null : fresh.fails.length > 0;
  } finally {
    await store?.close();
  }
}

/** The exit code of --fail-on-new: what failed before does not count, what is not known still does. */
export function exitCodeOfNew(isNew: boolean, open: boolean, given: Arguments): 0 | 1 | 2 {
  if (isNew) return 1;
  return open && given.text('unknown') !== 'pass' ? 2 : 0;
}

/** What checks of hardening/audits judge: what was recorded of these targets. Never throws: `ask` needs no records. */
export async function recordedAudits(targets: readonly Target[], terminal: Terminal): Promise<Sighting> {
  const path = historyPath(homeOf(terminal.environment));
  let heads: readonly RunHead[];
  try {
    const store = await openHistory(terminal, false);
    heads = (await store?.heads({ keys: await keysOf(targets, terminal) }, shownRecords)) ?? [];
    await store?.close();
  } catch (error) {
    const gap = {
      code: 'RECORDS_UNREADABLE',
      source: 'plimsoll',
      subject: path,
      because: error instanceof Error ? error.message : String(error),
      toKnow: 'Give this user the file back, or move it away: a new one is made by --record.',
      touches: ['hardening/audits'],
    } as const;
    return { gap };
  }
  const about = {
    subject: { source: 'plimsoll', kind: 'Records', name: targets.map(({ label }) => label).join(' ') },
    stage: 'running',
  } as const;
  return { fact: fact(auditHistory, about, { records: heads.map(recordOf) }, { source: 'plimsoll', file: path }) };
}

/**
 * The store of runs; null when there is none and none shall be made.
 *
 * @throws Failure HISTORY_UNREADABLE
 */
export async function openHistory(terminal: Terminal, make: boolean): Promise<RunStore | null> {
  const path = historyPath(homeOf(terminal.environment));
  if (!make && !existsSync(path)) return null;
  return (await import('../store/sqlite-store.ts')).SqliteRunStore.open(path);
}

/**
 * What tells targets apart wherever they are named from: a folder's path, the address of an engine or an
 * API server, the name of this host. Two that share a key would hide each other's fails.
 *
 * @throws Failure KUBECONFIG_INVALID
 */
export async function keysOf(targets: readonly Target[], { environment }: Terminal): Promise<string[]> {
  const keys = await Promise.all(targets.map((target) => keyOf(target, environment)));
  return [...new Set(keys)].toSorted();
}

async function keyOf(target: Target, environment: Terminal['environment']): Promise<string> {
  switch (target.kind) {
    case 'directory':
    case 'image':
      return `${target.kind}:${target.path}`;
    case 'docker': {
      const address = target.address ?? environment.DOCKER_HOST;
      return `docker:${address === undefined || address === '' ? hostname() : address}`;
    }
    case 'host':
      return `host:${target.root ?? hostname()}`;
    case 'kubernetes': {
      // The current context is another one tomorrow.
      const { chooseContext } = await import('../io/kubernetes/kubeconfig.ts');
      return `kube:${String(chooseContext(target.context, environment).cluster['server'])}`;
    }
    default:
      return target.label;
  }
}

function runOf(told: Told, keys: readonly string[]): RecordedRun {
  const { command, standards, targets, now, version, answers, runs, gaps, coverage } = told;
  const counts = new Map<string, Record<'pass' | 'fail' | 'unknown' | 'waived', number>>();
  const countsOf = (question: string): Record<'pass' | 'fail' | 'unknown' | 'waived', number> => {
    let found = counts.get(question);
    if (found === undefined) counts.set(question, (found = { pass: 0, fail: 0, unknown: 0, waived: 0 }));
    return found;
  };
  const findings: RecordedFinding[] = [];
  for (const { standard, outcomes, passes } of runs) {
    for (const [question, count] of Object.entries(passes)) countsOf(question).pass += count;
    for (const { fingerprint, check, aspect, title, subject, verdict, severity, waiver } of outcomes) {
      if (verdict === 'pass') continue;
      countsOf(aspect.split('/')[0]!)[waiver === null ? verdict : 'waived']++;
      const answered =
        waiver === null ? null : { reason: waiver.reason, approver: waiver.approver, expires: waiver.expires };
      const name = nameOf(check, standard);
      findings.push({ fingerprint, check: name, aspect, title, subject, verdict, severity, waiver: answered });
    }
  }
  return {
    at: now.toISOString(),
    command,
    standards,
    targets: targets.map(({ label }) => label),
    keys,
    version,
    checks: runs.flatMap(({ standard, checks }) => checks.map((check) => nameOf(check, standard))),
    answers,
    findings,
    counts: Object.fromEntries(counts),
    gaps: {
      count: gaps.length,
      touches: [...new Set(gaps.flatMap((gap) => gap.touches))].toSorted(),
      first: gaps.slice(0, keptGaps).map(({ code, subject, because }) => ({ code, subject, because })),
    },
    coverage,
  };
}

/** Checks of one version of a standard share their ids with those of its others. */
function nameOf(check: string, standard: string | null): string {
  return standard === null ? check : `${standard}/${check}`;
}

function recordOf({ at, command, standards, counts, gaps }: RunHead): AuditRecord {
  const guides = standards.length > 0 && standards[0] !== 'hardening';
  const audited = Object.entries(counts).filter(([question]) => guides || question === 'hardening');
  const sum = (of: (one: RunHead['counts'][string]) => number): number =>
    audited.reduce((total, [, one]) => total + of(one), 0);
  const touched = gaps.touches.some((one) => guides || one === '*' || one.split('/')[0] === 'hardening');
  return {
    at,
    command,
    standards: guides ? standards : [],
    gaps: touched ? gaps.count : 0,
    outcomes: sum(({ pass, fail, unknown, waived }) => pass + fail + unknown + waived),
    unknown: sum(({ unknown }) => unknown),
  };
}

async function newFails(
  store: RunStore | null,
  run: RecordedRun,
  failOn: Severity,
): Promise<{ readonly fails: readonly RecordedFinding[]; readonly since: string | null }> {
  const baseline = new Baseline();
  for await (const earlier of store?.runs('newest first', { keys: run.keys }) ?? []) {
    baseline.add(earlier);
    if (baseline.covers(run.checks)) break;
  }
  const fails = run.findings.filter(
    (one) =>
      one.verdict === 'fail' && one.waiver === null && compareSeverity(one.severity, failOn) >= 0 && !baseline.has(one),
  );
  return { fails, since: baseline.at };
}

function describeNew(fails: readonly RecordedFinding[], since: string | null): string {
  const than = since === null ? 'no earlier run of these targets is recorded' : `since ${since}`;
  const lines = fails.slice(0, shownNew).map(
    ({ severity, check, title, subject, fingerprint }) =>
      // Names come from sources and may hold anything that a terminal obeys.
      `  ${severity} ${check} ${visible(`${title}: ${describeSubject(subject)}`)} ${fingerprint.slice(0, 8)}`,
  );
  const rest = fails.length > shownNew ? [`  and ${fails.length - shownNew} more`] : [];
  const head = `plimsoll: ${fails.length} new ${fails.length === 1 ? 'fail' : 'fails'} (${than})`;
  return `${[head, ...lines, ...rest].join('\n')}\n`;
}
