import { describeEvidence } from '../../model/evidence.ts';
import { describeSubject } from '../../model/fact.ts';
import type { Outcome, Verdict } from '../../model/outcome.ts';
import type { Answer, Report } from '../../model/report.ts';
import type { Severity } from '../../model/severity.ts';
import { visible } from '../visible.ts';
import type { Excerpt } from './excerpt.ts';

/** What the page's script works on: every text is already safe to show. */
export interface PageData {
  readonly aspects: Readonly<Record<string, PageAspect>>;
  readonly checks: Readonly<Record<string, PageCheck>>;
  readonly findings: readonly Finding[];
}

export interface PageAspect {
  readonly asks: string;
  readonly answer: Answer;
  readonly because: string;
  readonly toKnow: string;
}

export interface PageCheck {
  readonly name: string;
  readonly aspect: string;
  readonly title: string;
  readonly remedy: string;
  readonly references: string;
}

export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly stage: string;
  readonly whom: string;
  readonly saw: string;
  /** Pairs of the place for people and what stands beside it: path inside the thing, note. */
  readonly at: readonly (readonly [where: string, detail: string])[];
  readonly fingerprint: string;
  /** Of an unknown only; else empty. */
  readonly toKnow: string;
  readonly waiver: {
    readonly reason: string;
    readonly approver: string;
    readonly expires: string;
    readonly at: string;
  } | null;
  readonly excerpt: Excerpt | null;
}

export function pageData(report: Report, excerpts: ReadonlyMap<string, Excerpt>): PageData {
  const aspects: Record<string, PageAspect> = {};
  for (const { question, aspects: own } of report.answers) {
    for (const { aspect, asks, answer, because, toKnow } of own) {
      aspects[`${question}/${aspect}`] = { asks, answer, because: visible(because), toKnow: visible(toKnow ?? '') };
    }
  }
  const checks: Record<string, PageCheck> = {};
  for (const { check, name, aspect, title, remedy, references } of report.outcomes) {
    checks[check] ??= {
      name,
      aspect,
      title,
      remedy: visible(remedy),
      references: references.map(({ standard, version, item }) => `${standard} ${version} ${item}`).join('; '),
    };
  }
  return {
    aspects,
    checks,
    findings: report.outcomes.map((outcome) => findingOf(outcome, excerpts.get(outcome.fingerprint) ?? null)),
  };
}

function findingOf(outcome: Outcome, excerpt: Excerpt | null): Finding {
  const { check, verdict, severity, stage, fingerprint, waiver } = outcome;
  return {
    check,
    verdict,
    severity,
    stage,
    whom: visible(describeSubject(outcome.subject)),
    saw: visible(outcome.saw),
    at: outcome.evidence.map((at) => [
      visible(describeEvidence(at)),
      visible([at.place, at.note].filter((part) => part !== undefined).join(' \u00b7 ')),
    ]),
    fingerprint,
    toKnow: verdict === 'unknown' ? visible(outcome.toKnow) : '',
    waiver:
      waiver === null
        ? null
        : {
            reason: visible(waiver.reason),
            approver: visible(waiver.approver),
            expires: visible(waiver.expires),
            at: visible(describeEvidence(waiver.at)),
          },
    excerpt:
      excerpt === null
        ? null
        : {
            ...excerpt,
            file: visible(excerpt.file),
            // Tabs are indentation here, not something hidden.
            lines: excerpt.lines.map((line) => visible(line.replaceAll('\t', '  '))),
          },
  };
}
