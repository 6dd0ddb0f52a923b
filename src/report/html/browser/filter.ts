import type { Finding, PageCheck } from '../page-data.ts';

/** What the filters of the page ask for; an empty text or `any` asks for nothing. */
export interface Wanted {
  /** Words in lower case; all must occur. */
  readonly words: readonly string[];
  /** A question, or `question/aspect`. */
  readonly where: string;
  readonly check: string;
  readonly waived: string;
  readonly verdicts: readonly string[];
  readonly severities: readonly string[];
}

export interface Group {
  readonly check: string;
  readonly verdict: string;
  readonly severity: string;
  readonly findings: Finding[];
}

export function matches(finding: Finding, check: PageCheck, wanted: Wanted): boolean {
  if (!wanted.verdicts.includes(finding.verdict) || !wanted.severities.includes(finding.severity)) return false;
  if (wanted.check !== '' && finding.check !== wanted.check) return false;
  if (wanted.where !== '' && check.aspect !== wanted.where && check.aspect.split('/')[0] !== wanted.where) return false;
  if (wanted.waived !== 'any' && (finding.waiver !== null) !== (wanted.waived === 'only')) return false;
  if (wanted.words.length === 0) return true;
  const text = [
    finding.check,
    check.name,
    check.title,
    check.aspect,
    check.references,
    finding.saw,
    finding.whom,
    finding.fingerprint,
    finding.waiver === null ? '' : `${finding.waiver.reason} ${finding.waiver.approver}`,
    ...finding.at.flat(),
  ]
    .join('\n')
    .toLowerCase();
  return wanted.words.every((word) => text.includes(word));
}

/** Findings of one check and verdict together, in the report's order: worst first. */
export function groupFindings(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { check, verdict, severity } = finding;
    const group = groups.get(`${verdict} ${check}`);
    if (group === undefined) groups.set(`${verdict} ${check}`, { check, verdict, severity, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()];
}
