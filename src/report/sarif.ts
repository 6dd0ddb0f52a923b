import { describeEvidence, type Evidence } from '../model/evidence.ts';
import { describeSubject, type Subject } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import { gapCodes, type GapCode } from '../model/gaps.ts';
import type { Waiver } from '../model/waiver.ts';
import type { Outcome } from '../model/outcome.ts';
import { exitCodeOf, type Report } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import { safeJson } from './safe-json.ts';

/** SARIF's level of each severity. */
export const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;
/** What GitHub code scanning sorts by; the middle of the CVSS range that has this name. */
export const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.5',
  info: '0.0',
};
/** Every relative address starts in the folder that Plimsoll was started in; SARIF 2.1.0 §3.14.14. */
const base = 'ROOT';

/**
 * SARIF 2.1.0 (OASIS, errata 01): fails as results, waived ones with an accepted suppression,
 * unknown outcomes as results of kind `open`, gaps as notifications of the invocation. Passes are
 * left out.
 */
export function renderSarif(report: Report): string {
  const { tool, asked, outcomes, gaps, card, coverage } = report;
  const told = { tool, at: asked.at, outcomes, gaps, exitCode: exitCodeOf(report), notifications: [] };
  return sarifOf({ ...told, properties: { card, coverage, asked } });
}

/** What a SARIF log of Plimsoll tells. */
export interface SarifTold {
  readonly tool: Report['tool'];
  readonly at: string;
  readonly outcomes: readonly Outcome[];
  readonly gaps: readonly Gap[];
  readonly exitCode: number;
  /** What has no place and is no gap; told as a note of the invocation. */
  readonly notifications: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  readonly properties: object;
}

/** The log of `renderSarif`, from its parts. */
export function sarifOf(report: SarifTold): string {
  const shown = report.outcomes.filter(({ verdict }) => verdict !== 'pass');
  const rules = [...Map.groupBy(shown, ({ check }) => check).values()].map(worstOf);
  const ruleIndex = new Map(rules.map(({ check }, index) => [check, index]));
  const codes = [...new Set(report.gaps.map(({ code }) => code))];
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plimsoll',
            version: report.tool.version,
            rules: rules.map(ruleOf),
            notifications: [
              ...codes.map((code) => ({ id: code, shortDescription: { text: gapCodes[code] ?? code } })),
              ...report.notifications.map(({ id, title }) => ({ id, shortDescription: { text: title } })),
            ],
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: report.exitCode,
            endTimeUtc: report.at,
            toolExecutionNotifications: [
              ...report.gaps.map((gap) => notificationOf(gap, codes)),
              ...report.notifications.map(({ id, text }, index) => ({
                descriptor: { id, index: codes.length + index },
                level: 'note',
                message: message(text),
              })),
            ],
          },
        ],
        originalUriBaseIds: { [base]: { description: { text: 'The folder that Plimsoll was started in.' } } },
        columnKind: 'utf16CodeUnits',
        results: shown.map((outcome) => resultOf(outcome, ruleIndex.get(outcome.check) ?? -1)),
        properties: report.properties,
      },
    ],
  };
  return `${safeJson(log, 1)}\n`;
}

function worstOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (compareSeverity(b.severity, a.severity) > 0 ? b : a));
}

function ruleOf({ check, name, aspect, title, remedy, references, severity }: Outcome): object {
  const standards = references.map(({ standard, version, item }) => `${standard} ${version} ${item}`);
  const text = [remedy, ...(standards.length > 0 ? [`Standards: ${standards.join('; ')}.`] : [])];
  return {
    id: check,
    name,
    shortDescription: { text: title },
    help: { text: text.join('\n\n'), markdown: text.join('\n\n') },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', aspect, ...standards],
      'security-severity': scores[severity],
    },
  };
}

function resultOf(outcome: Outcome, ruleIndex: number): object {
  const { check, verdict, severity, saw, subject, stage, evidence, fingerprint, waiver, toKnow } = outcome;
  const whom = describeSubject(subject);
  return {
    ruleId: check,
    ruleIndex,
    // §3.27.9: what is not of kind `fail` has level `none`.
    ...(verdict === 'fail' ? { kind: 'fail', level: levels[severity] } : { kind: 'open', level: 'none' }),
    message: message(verdict === 'fail' ? `${saw} (${whom})` : `Not known: ${saw} (${whom}). ${toKnow}`),
    locations: evidence.slice(0, 1).map((at) => locationOf(at, subject)),
    ...(evidence.length > 1
      ? { relatedLocations: evidence.slice(1).map((at, id) => ({ id, ...locationOf(at, subject) })) }
      : {}),
    partialFingerprints: { 'plimsoll/v1': fingerprint },
    suppressions: suppressionsOf(waiver, waiver === null ? {} : { location: locationOf(waiver.at) }),
    properties: { severity, stage, aspect: outcome.aspect, subject },
  };
}

/** An empty array says that suppressions were looked for and that there is none; §3.27.23. */
export function suppressionsOf(waiver: Waiver | null, more: { readonly location?: object } = {}): object[] {
  if (waiver === null) return [];
  const justification = `${waiver.reason} (${waiver.approver}, until ${waiver.expires})`;
  return [{ kind: 'external', status: 'accepted', justification, ...more }];
}

/** A gap as a notification of the invocation. */
export function notificationOf(gap: Gap, codes: readonly GapCode[]): object {
  return {
    descriptor: { id: gap.code, index: codes.indexOf(gap.code) },
    level: gap.touches.length > 0 ? 'warning' : 'note',
    message: message(`${gap.subject}: ${gap.because}. ${gap.toKnow}`),
    ...(gap.at === undefined ? {} : { locations: [locationOf(gap.at)] }),
    properties: { source: gap.source, touches: gap.touches },
  };
}

/** A file as an address; what only an API or a layer of an image holds, as a logical location. */
function locationOf(at: Evidence, subject?: Subject): object {
  const name = at.place ?? describeEvidence(at);
  const logical: object[] = [{ name, fullyQualifiedName: qualified(at), kind: 'property' }];
  if (subject !== undefined) logical.push({ name: describeSubject(subject), kind: 'resource' });
  const physical = at.file === undefined || at.layer !== undefined ? {} : { physicalLocation: physicalOf(at, at.file) };
  return {
    ...physical,
    logicalLocations: logical,
    ...(at.note === undefined ? {} : { message: message(at.note) }),
  };
}

function qualified(at: Evidence): string {
  const where = at.file === undefined ? (at.api ?? at.source) : [at.layer, at.file].filter(Boolean).join('!');
  return at.place === undefined ? where : `${where}#${at.place}`;
}

function physicalOf({ line, column }: Evidence, file: string): object {
  return {
    artifactLocation: addressOf(file),
    ...(line === undefined
      ? {}
      : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  };
}

/** A relative path keeps its base; an absolute one is a `file:` address, which may have none (§3.4.4). */
function addressOf(file: string): object {
  const path = encodedPath(file);
  return file.startsWith('/') ? { uri: `file://${path}` } : { uri: path, uriBaseId: base };
}

/** A path as part of an address. */
export function encodedPath(path: string): string {
  return path
    .toWellFormed()
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
}

/**
 * Text as a SARIF message: braces are doubled, since single ones hold placeholders (§3.11.5), and
 * `](` is taken apart, which would make an embedded link of a source's text (§3.11.6).
 */
export function message(text: string): { text: string } {
  return { text: text.replaceAll(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}
