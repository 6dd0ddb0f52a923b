import type { Evidence } from '../model/evidence.ts';
import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import type { QuestionAnswer, Report } from '../model/report.ts';
import { safeJson } from './safe-json.ts';

type Ordering = readonly string[];

const evidenceKeys: Ordering = ['source', 'file', 'line', 'column', 'place', 'api', 'layer', 'note'];
const subjectKeys: Ordering = ['source', 'kind', 'namespace', 'name', 'container'];
const outcomeKeys: Ordering = [
  'check',
  'name',
  'aspect',
  'title',
  'verdict',
  'severity',
  'stage',
  'subject',
  'evidence',
  'saw',
  'remedy',
  'toKnow',
  'references',
  'fingerprint',
  'waiver',
];
const answerKeys: Ordering = ['question', 'asks', 'answer', 'because', 'aspects'];
const aspectKeys: Ordering = [
  'aspect',
  'asks',
  'answer',
  'because',
  'toKnow',
  'pass',
  'fail',
  'unknown',
  'waived',
  'gaps',
];
const gapKeys: Ordering = ['code', 'source', 'subject', 'because', 'toKnow', 'touches', 'at'];
const askedKeys: Ordering = ['targets', 'at', 'failOn', 'unknownPasses', 'configuration'];

/**
 * `plimsoll.report/1` (docs/schemas/plimsoll.report-1.schema.json), passes included, piece by piece: a
 * report of a large cluster is longer than the longest string. Keys have one order whatever order a
 * reader made them in; each answer, outcome and gap has a line of its own, so that two reports can be
 * compared line by line.
 */
export function* renderJson(report: Report): Generator<string> {
  const { schema, tool, asked, card, answers, outcomes, gaps, coverage } = report;
  yield `{\n  "schema": ${JSON.stringify(schema)},\n`;
  yield `  "tool": ${safeJson({ name: tool.name, version: tool.version })},\n`;
  yield `  "asked": ${safeJson(askedOf(asked))},\n`;
  yield `  "card": ${safeJson(ordered(card, ['yes', 'no', 'unknown', 'n/a']))},\n`;
  yield* list('answers', answers, answerOf);
  yield* list('outcomes', outcomes, outcomeOf);
  yield* list('gaps', gaps, gapOf);
  yield `  "coverage": ${safeJson(coverageOf(coverage))}\n}\n`;
}

export function* list<T>(name: string, items: readonly T[], shape: (item: T) => object): Generator<string> {
  yield `  "${name}": [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}\n    ${safeJson(shape(item))}`;
  yield items.length === 0 ? '],\n' : '\n  ],\n';
}

export function askedOf(asked: Report['asked']): object {
  return ordered(asked, askedKeys);
}

/** The same object with the named keys first and in this order, then any others by name. */
export function ordered(value: object, keys: Ordering): object {
  const from = value as Record<string, unknown>;
  const to: Record<string, unknown> = {};
  for (const key of keys) if (from[key] !== undefined) to[key] = from[key];
  for (const key of Object.keys(from).toSorted()) if (!Object.hasOwn(to, key)) to[key] = from[key];
  return to;
}

function answerOf(answer: QuestionAnswer): object {
  return ordered({ ...answer, aspects: answer.aspects.map((aspect) => ordered(aspect, aspectKeys)) }, answerKeys);
}

/** An outcome with its keys in order. */
export function outcomeOf(outcome: Outcome): object {
  const { waiver } = outcome;
  return ordered(
    {
      ...outcome,
      fingerprint: outcome.fingerprint,
      subject: ordered(outcome.subject, subjectKeys),
      evidence: outcome.evidence.map(evidenceOf),
      references: outcome.references.map((one) => ordered(one, ['standard', 'version', 'item'])),
      waiver:
        waiver === null
          ? null
          : ordered({ ...waiver, at: evidenceOf(waiver.at) }, ['reason', 'approver', 'expires', 'at']),
    },
    outcomeKeys,
  );
}

export function coverageOf({ facts, outcomes, ...rest }: Report['coverage']): object {
  return ordered({ ...rest, facts: ordered(facts, []), outcomes: ordered(outcomes, ['pass', 'fail', 'unknown']) }, [
    'subjects',
    'facts',
    'checks',
    'outcomes',
    'waived',
    'gaps',
  ]);
}

/** A gap with its keys in order. */
export function gapOf(gap: Gap): object {
  return ordered(gap.at === undefined ? gap : { ...gap, at: evidenceOf(gap.at) }, gapKeys);
}

/** Evidence with its keys in order. */
export function evidenceOf(evidence: Evidence): object {
  return ordered(evidence, evidenceKeys);
}
