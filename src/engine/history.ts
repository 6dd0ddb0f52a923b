import type {
  FindingState,
  HistoryFinding,
  HistoryReport,
  HistoryRun,
  QuestionTrend,
  RecordedFinding,
  RecordedRun,
  Series,
  WaiverAge,
} from '../model/history.ts';
import { findingStates } from '../model/history.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';

const day = 86_400_000;

/**
 * What became of findings over runs about the same targets. Runs are added oldest first and may be of
 * different checks: a run speaks only of those that it ran.
 */
class SeriesFold {
  readonly #since: string;
  readonly #findings = new Map<string, Followed>();
  readonly #runs: HistoryRun[] = [];
  #last: RecordedRun | null = null;

  /** @param since earlier runs count, but are not listed; '' for all */
  constructor(since: string) {
    this.#since = since;
  }

  add(run: RecordedRun): void {
    const trends = new Map<string, Trend>();
    const trendOf = (aspect: string): Trend => {
      const question = questionOf(aspect);
      let trend = trends.get(question);
      if (trend === undefined) {
        const answer = run.answers.find((one) => one.question === question)?.answer ?? null;
        trend = {
          question,
          answer,
          pass: 0,
          fail: 0,
          unknown: 0,
          waived: 0,
          new: 0,
          reopened: 0,
          fixed: 0,
          unclear: 0,
        };
        trends.set(question, trend);
      }
      return trend;
    };
    for (const { question } of run.answers) trendOf(`${question}/`);
    for (const [question, counts] of Object.entries(run.counts)) Object.assign(trendOf(`${question}/`), counts);

    const here = new Map<string, RecordedFinding>();
    for (const finding of run.findings) {
      if (finding.verdict === 'fail' || finding.waiver !== null) here.set(keyOf(finding), finding);
    }
    const unknown = new Set(
      run.findings.filter(({ verdict, waiver }) => verdict === 'unknown' && waiver === null).map(keyOf),
    );
    for (const finding of here.values()) {
      const change = this.#follow(finding, run.at);
      if (change !== null) trendOf(finding.aspect)[change]++;
    }
    const ran = new Set(run.checks);
    for (const [key, followed] of this.#findings) {
      if (here.has(key) || followed.state === 'fixed' || !ran.has(followed.finding.check)) continue;
      const unseen = unknown.has(key) || touches(run.gaps.touches, followed.finding);
      if (unseen && followed.state === 'unclear') continue;
      move(followed, unseen ? 'unclear' : 'fixed', run.at);
      trendOf(followed.finding.aspect)[unseen ? 'unclear' : 'fixed']++;
    }
    this.#last = run;
    if (run.at < this.#since) return;
    this.#runs.push({
      at: run.at,
      command: run.command,
      standards: run.standards,
      version: run.version,
      checks: run.checks.length,
      complete: run.gaps.count === 0,
      gaps: run.gaps.count,
      questions: [...trends.values()].toSorted((a, b) => compareText(a.question, b.question)),
    });
  }

  /** @returns null when no run is listed */
  end(now: Date): Series | null {
    const last = this.#last;
    if (last === null || this.#runs.length === 0) return null;
    const followed = [...this.#findings.values()].filter(
      ({ state, since }) => state !== 'fixed' || since >= this.#since,
    );
    return {
      targets: last.targets,
      keys: last.keys,
      runs: this.#runs,
      findings: followed.map(tell).toSorted(compareFindings),
      waivers: followed.flatMap((one) => ageOf(one, now)),
    };
  }

  /** Takes a fail, or what is waived, into account. @returns what is counted of it */
  #follow(finding: RecordedFinding, at: string): 'new' | 'reopened' | null {
    const key = keyOf(finding);
    const known = this.#findings.get(key);
    const waived = finding.waiver !== null;
    if (known === undefined) {
      const state = waived ? 'waived' : 'new';
      this.#findings.set(key, { finding, state, first: at, last: at, since: at, reopenings: 0 });
      return waived ? null : 'new';
    }
    const was = known.state;
    known.finding = finding;
    known.last = at;
    if (waived) {
      if (was !== 'waived') move(known, 'waived', at);
      return null;
    }
    if (was !== 'fixed') {
      if (was !== 'standing') move(known, 'standing', at);
      return null;
    }
    known.reopenings++;
    move(known, 'reopened', at);
    return 'reopened';
  }
}

type Trend = { -readonly [K in keyof QuestionTrend]: QuestionTrend[K] };

interface Followed {
  finding: RecordedFinding;
  state: FindingState;
  readonly first: string;
  last: string;
  since: string;
  reopenings: number;
}

function move(followed: Followed, state: FindingState, at: string): void {
  followed.state = state;
  followed.since = at;
}

/** Versions of a standard share the ids of checks, and so fingerprints; what one says is not said by another. */
function keyOf({ check, fingerprint }: RecordedFinding): string {
  return `${check} ${fingerprint}`;
}

/** Whether what was not seen may hide the finding; as `gapTouchesCheck`. */
function touches(touched: readonly string[], { aspect, check }: RecordedFinding): boolean {
  // A check of one standard alone is recorded by both names: `pod-security-baseline@v1.37/PSS-101`.
  const id = check.slice(check.lastIndexOf('/') + 1);
  return ['*', questionOf(aspect), aspect, `${aspect}/${id}`].some((one) => touched.includes(one));
}

function questionOf(aspect: string): string {
  return aspect.slice(0, aspect.indexOf('/'));
}

function tell({ finding, ...rest }: Followed): HistoryFinding {
  const { fingerprint, check, aspect, title, subject, severity } = finding;
  return { fingerprint, check, aspect, title, subject, severity, ...rest };
}

function ageOf({ finding, state, since }: Followed, now: Date): WaiverAge[] {
  const { fingerprint, check, title, subject, waiver } = finding;
  if (state !== 'waived' || waiver === null) return [];
  // It holds for the whole of its last day.
  const end = Date.parse(`${waiver.expires}T00:00:00Z`) + day;
  return [
    {
      fingerprint,
      check,
      title,
      subject,
      ...waiver,
      since,
      days: Math.floor((now.getTime() - Date.parse(since)) / day),
      daysLeft: Math.floor((end - now.getTime()) / day),
    },
  ];
}

function compareFindings(a: HistoryFinding, b: HistoryFinding): number {
  return (
    findingStates.indexOf(a.state) - findingStates.indexOf(b.state) ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.check, b.check) ||
    compareText(a.first, b.first) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Folds runs of any targets, oldest first, into a history. */
export async function foldHistory(
  runs: AsyncIterable<RecordedRun> | Iterable<RecordedRun>,
  { since, now, version }: { readonly since: string | null; readonly now: Date; readonly version: string },
): Promise<HistoryReport> {
  const folds = new Map<string, SeriesFold>();
  for await (const run of runs) {
    const key = JSON.stringify(run.keys);
    let fold = folds.get(key);
    if (fold === undefined) folds.set(key, (fold = new SeriesFold(since ?? '')));
    fold.add(run);
  }
  const series = [...folds].toSorted(([a], [b]) => compareText(a, b)).map(([, fold]) => fold.end(now));
  return {
    schema: 'plimsoll.history/1',
    tool: { name: 'plimsoll', version },
    at: now.toISOString(),
    since,
    series: series.filter((one) => one !== null),
  };
}

/**
 * Which fails were there already, by check: of the last run that ran the check those that nobody
 * answered for. What a waiver hid there counts as new when it stands again, and so does what was milder.
 */
export class Baseline {
  /** When the newest of the runs was; null when there was none. */
  at: string | null = null;
  readonly #known = new Map<string, Map<string, Severity>>();

  /** Runs are added newest first. */
  add(run: RecordedRun): void {
    this.at ??= run.at;
    const fresh = new Set(run.checks.filter((check) => !this.#known.has(check)));
    for (const check of fresh) this.#known.set(check, new Map());
    for (const { check, fingerprint, verdict, severity, waiver } of run.findings)
      if (verdict === 'fail' && waiver === null && fresh.has(check)) this.#known.get(check)!.set(fingerprint, severity);
  }

  /** True: no earlier run can tell more of these checks. */
  covers(checks: readonly string[]): boolean {
    return checks.every((check) => this.#known.has(check));
  }

  has({ check, fingerprint, severity }: Pick<RecordedFinding, 'check' | 'fingerprint' | 'severity'>): boolean {
    const was = this.#known.get(check)?.get(fingerprint);
    return was !== undefined && compareSeverity(was, severity) >= 0;
  }
}
