import type { AuditItem, AuditReport, ItemVerdict } from '../model/audit.ts';
import { stands } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { describeSubject } from '../model/fact.ts';
import { gapTouchesCheck, type Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import { standardName, type Standard, type StandardItem, type StandardWithChecks } from '../model/standard.ts';
import { judgeAll, type Judged, type Judging } from './judge.ts';
import { itemKey } from './run-checks.ts';

export interface AuditAsked extends Judging {
  readonly standards: readonly (Standard | StandardWithChecks)[];
  /** All checks there are, by which the items' ids are found. */
  readonly checks: readonly AnyCheck[];
  readonly asked: Omit<Report['asked'], 'at'>;
  readonly version: string;
}

export interface Audited {
  /** One for each standard, in their order. */
  readonly reports: readonly AuditReport[];
  /** What was run, each check once: for who keeps it. */
  readonly runs: readonly AuditRun[];
  /** What any of the runs did not see, each once. */
  readonly gaps: readonly Gap[];
}

export interface AuditRun {
  /** The standard that the checks exist for alone; null for checks of the catalogue. */
  readonly standard: string | null;
  readonly checks: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** Passes of each question. */
  readonly passes: Readonly<Record<string, number>>;
}

/**
 * Runs the checks that the standards name, each once, and says of every item what became of it. Pure;
 * the order of facts and checks changes nothing.
 *
 * @throws when an item names a check that does not exist: a fault of the standard's file, which a law tests
 */
export function audit(asked: AuditAsked): Audited {
  const shared = asked.standards.filter((standard) => ownChecks(standard).length === 0);
  const together = shared.length === 0 ? null : judge(shared, asked.checks, asked);
  const runs = together === null ? [] : [runOf(null, together)];
  const gaps = new Map<string, Gap>();
  const note = (judged: Judgements): void => {
    for (const gap of judged.gaps) gaps.set(JSON.stringify(gap), gap);
  };
  if (together !== null) note(together);
  const reports = asked.standards.map((standard) => {
    // Checks that exist for one standard alone share their ids with those of its other versions.
    const own = ownChecks(standard);
    if (own.length === 0 && together !== null) return reportOf(standard, together, asked);
    const judged = judge([standard], [...asked.checks, ...own], asked);
    runs.push(runOf(standardName(standard), judged));
    note(judged);
    return reportOf(standard, judged, asked);
  });
  return { reports, runs, gaps: [...gaps.values()] };
}

function runOf(standard: string | null, { checks, outcomes, passes }: Judgements): AuditRun {
  return { standard, checks, outcomes, passes: passes.byQuestion() };
}

function ownChecks(standard: Standard | StandardWithChecks): readonly AnyCheck[] {
  return 'checks' in standard ? standard.checks : [];
}

/** What is told of one or more standards before their items are folded. */
interface Judgements extends Judged {
  /** Ids of those that were run. */
  readonly checks: readonly string[];
  readonly known: ReadonlyMap<string, AnyCheck>;
  readonly byCheck: ReadonlyMap<string, readonly Outcome[]>;
}

function judge(standards: readonly Standard[], all: readonly AnyCheck[], judging: Judging): Judgements {
  const known = new Map(all.map((check) => [check.id, check]));
  const named = new Set(standards.flatMap(({ items }) => Object.values(items).flatMap(({ checks = [] }) => checks)));
  const checks = [...named].map((id) => {
    const check = known.get(id);
    if (check === undefined) throw new Error(`a standard names ${id}, which is no check`);
    return check;
  });
  const judged = judgeAll(checks, judging);
  // A waiver of a check that no item names is not to blame for matching nothing here.
  const told = judged.gaps.filter(({ code }) => code !== 'WAIVER_UNUSED');
  return {
    ...judged,
    checks: [...named],
    known,
    byCheck: Map.groupBy(judged.outcomes, ({ check }) => check),
    gaps: told,
    coverage: { ...judged.coverage, gaps: told.length },
  };
}

function reportOf(standard: Standard, judged: Judgements, { asked, facts, now, version }: AuditAsked): AuditReport {
  const kinds = new Set(facts.flatMap(({ kind, stage }) => (stage === 'declared' ? [] : [kind])));
  const items = Object.entries(standard.items).map(([number, item]) => {
    const checks = (item.checks ?? []).map((id) => judged.known.get(id)!);
    return foldItem(standard, number, item, { ...judged, checks, kinds });
  });
  const count: Record<ItemVerdict, number> = { fail: 0, unknown: 0, manual: 0, pass: 0 };
  for (const { verdict } of items) count[verdict]++;
  const { standard: name, supersededBy } = standard;
  return {
    schema: 'plimsoll.audit/1',
    tool: { name: 'plimsoll', version },
    asked: { ...asked, at: now.toISOString() },
    standard: standard.version === '' ? name : standardName(standard),
    source: standard.source === '' ? null : standard.source,
    supersededBy: supersededBy === undefined ? null : standardName({ standard: name, version: supersededBy }),
    count,
    items,
    gaps: judged.gaps,
    coverage: judged.coverage,
  };
}

interface Told {
  readonly checks: readonly AnyCheck[];
  readonly byCheck: ReadonlyMap<string, readonly Outcome[]>;
  readonly passes: Judged['passes'];
  readonly gaps: readonly Gap[];
  /** Kinds of the facts that were collected of what runs. */
  readonly kinds: ReadonlySet<string>;
}

/** What became of one item (docs/standards.md, "How an item is folded"). */
function foldItem(standard: Standard, number: string, item: StandardItem, told: Told): AuditItem {
  const { checks, passes } = told;
  const names = keysOf(standard, number, item);
  const outcomes = checks.flatMap((check) =>
    (told.byCheck.get(check.id) ?? []).filter((outcome) => speaksTo(outcome, check, names)),
  );
  const touching = told.gaps.filter((gap) => checks.some((check) => gapTouchesCheck(gap, check)));
  const fails = outcomes.filter(stands);
  const unknowns = outcomes.filter(({ verdict, waiver }) => verdict === 'unknown' && waiver === null);
  const counts = {
    pass: checks.reduce((sum, { id }) => sum + passes.ofItem(id, names), 0),
    fail: fails.length,
    unknown: unknowns.length,
    waived: outcomes.filter(({ waiver }) => waiver !== null).length,
  };
  const common = {
    item: number,
    title: item.title,
    checks: checks.map(({ id }) => id),
    counts,
    gaps: touching.length,
    outcomes,
  };
  const end = (verdict: ItemVerdict, because: string, toKnow: string | null): AuditItem => {
    const { item: name, title, ...rest } = common;
    return { item: name, title, verdict, because, toKnow, ...rest };
  };
  const spoke = counts.pass + counts.waived + counts.fail > 0;
  // Of a whole look in which there is nothing of the kind, a check need not speak.
  const nothing = item.none !== undefined && told.kinds.has(item.none.seen);
  const wordless = checks.filter(
    ({ id }) =>
      !nothing &&
      !(spoke && item.silent?.includes(id)) &&
      passes.ofItem(id, names) === 0 &&
      !outcomes.some(({ check }) => check === id),
  );
  const [fail, unknown, gap] = [fails[0], unknowns[0], touching[0]];
  if (fail !== undefined) {
    const rest = unknown?.toKnow ?? gap?.toKnow ?? wordless[0]?.toKnow ?? item.partly ?? null;
    return end('fail', first(fail, fails.length), rest);
  }
  if (item.manual !== undefined) return end('manual', 'nothing that can be read answers it', item.manual);
  if (unknown !== undefined) return end('unknown', first(unknown, unknowns.length), unknown.toKnow);
  if (gap !== undefined) return end('unknown', more(`${gap.subject}: ${gap.because}`, touching.length), gap.toKnow);
  if (wordless.length > 0) {
    const toKnow = [...new Set(wordless.map((check) => check.toKnow))].join(' ');
    const because = spoke
      ? `nothing that was seen speaks of this: ${wordless.map(({ title }) => title).join('; ')}`
      : 'nothing that was seen speaks of it';
    return end('unknown', because, toKnow);
  }
  const parts = [counts.pass > 0 ? `${counts.pass} passed` : '', counts.waived > 0 ? `${counts.waived} waived` : ''];
  const because = spoke ? parts.filter((part) => part !== '').join(', ') : (item.none?.because ?? '');
  if (item.partly !== undefined) return end('unknown', `answered only in part: ${because}`, item.partly);
  return end('pass', because, null);
}

/** The names under which outcomes may speak of the item. */
function keysOf({ standard, version, supersededBy }: Standard, item: string, { as }: StandardItem): string[] {
  const own = itemKey({ standard, version, item });
  return as === undefined || supersededBy === undefined
    ? [own]
    : [own, itemKey({ standard, version: supersededBy, item: as })];
}

/** An outcome that names no items of its own speaks to all that its check answers. */
function speaksTo({ references }: Outcome, check: AnyCheck, names: readonly string[]): boolean {
  return references === check.references || references.some((one) => names.includes(itemKey(one)));
}

function first({ subject, saw }: Outcome, count: number): string {
  return more(saw === '' ? describeSubject(subject) : `${describeSubject(subject)}: ${saw}`, count);
}

function more(text: string, count: number): string {
  return count === 1 ? text : `${text} (and ${count - 1} more)`;
}
