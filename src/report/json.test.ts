import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { everyday, large, samples, unfriendly } from '../../test/report/sample.ts';
import { gapCodes } from '../model/gaps.ts';
import { verdicts } from '../model/outcome.ts';
import { answers, type Report } from '../model/report.ts';
import { severities } from '../model/severity.ts';
import { stages } from '../model/fact.ts';
import { renderJson as piecesOf } from './json.ts';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const renderJson = (report: Report): string => [...piecesOf(report)].join('');

const file = join(import.meta.dirname, '../../docs/schemas/plimsoll.report-1.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;

function validator(): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv.compile(schema);
}

/** Every way to spoil `value` by leaving out what the schema requires, or by a word it does not know; each once. */
function* spoilt(
  value: unknown,
  at: Schema,
  path: string,
  met: Set<string>,
): Generator<[what: string, spoil: () => () => void]> {
  const rule = resolve(at, value);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (rule.items !== undefined) for (const item of value) yield* spoilt(item, rule.items, `${path}[]`, met);
    return;
  }
  const holder = value as Record<string, unknown>;
  for (const key of rule.required ?? []) {
    if (met.has(`${path}.${key}`)) continue;
    met.add(`${path}.${key}`);
    yield [`${path} without ${key}`, () => set(holder, key, undefined)];
    yield [`${path}.${key} of a wrong type`, () => set(holder, key, { wrong: true, 7: [] })];
  }
  for (const [key, own] of Object.entries(rule.properties ?? {})) {
    if (holder[key] === undefined) continue;
    const resolved = resolve(own, holder[key]);
    if ((resolved.enum ?? resolved.const) !== undefined && !met.has(`${path}.${key}=`)) {
      met.add(`${path}.${key}=`);
      yield [`${path}.${key} of an unknown word`, () => set(holder, key, 'perhaps')];
    }
    yield* spoilt(holder[key], own, `${path}.${key}`, met);
  }
}

function resolve(at: Schema, value: unknown): Schema {
  if (at.oneOf !== undefined && value !== null) return resolve(at.oneOf.at(-1) ?? at, value);
  if (at.$ref === undefined) return at;
  return { ...schema.$defs?.[at.$ref.replace('#/$defs/', '')] };
}

function set(holder: Record<string, unknown>, key: string, to: unknown): () => void {
  const before = holder[key];
  if (to === undefined) delete holder[key];
  else holder[key] = to;
  return () => {
    holder[key] = before;
  };
}

describe('JSON report', () => {
  const validate = validator();
  const valid = (report: unknown): boolean => validate(report);

  for (const [name, report] of Object.entries({ ...samples, large: large(500) })) {
    it(`${name} is valid by the published schema and holds the whole report`, () => {
      const text = renderJson(report);
      const read = JSON.parse(text) as unknown;
      assert.ok(validate(read), JSON.stringify(validate.errors));
      assert.deepEqual(read, JSON.parse(JSON.stringify(report)));
      assert.ok(text.endsWith('}\n'));
    });
  }

  it('is refused by the schema once anything required is missing, of another type or an unknown word', () => {
    const read = JSON.parse(renderJson(everyday)) as unknown;
    let tried = 0;
    for (const [what, spoil] of spoilt(read, schema, 'report', new Set())) {
      const restore = spoil();
      assert.ok(!validate(read), `${what} was let through`);
      restore();
      tried++;
    }
    assert.ok(tried > 120, `only ${tried} were tried`);
    assert.ok(validate(read), 'each was put back');
  });

  it('refuses an unknown without advice and a waived pass', () => {
    const read = JSON.parse(renderJson(everyday)) as {
      answers: { aspects: { answer: string; toKnow: null | string }[] }[];
      outcomes: { verdict: string; waiver: unknown }[];
    };
    const aspect = read.answers.flatMap(({ aspects }) => aspects).find(({ answer }) => answer === 'unknown')!;
    const { toKnow } = aspect;
    aspect.toKnow = null;
    assert.ok(!valid(read));
    aspect.toKnow = toKnow;
    assert.ok(valid(read));
    const waived = read.outcomes.find(({ waiver }) => waiver !== null)!;
    waived.verdict = 'pass';
    assert.ok(!valid(read));
  });

  it('has schema words that equal the words of the model', () => {
    const word = (def: string, key: string): readonly unknown[] | undefined =>
      schema.$defs?.[def]?.properties?.[key]?.enum;
    assert.deepEqual(schema.$defs?.['severity']?.enum, [...severities]);
    assert.deepEqual(word('outcome', 'verdict')?.toSorted(), [...verdicts].toSorted());
    assert.deepEqual(word('outcome', 'stage'), [...stages]);
    assert.deepEqual(word('aspect', 'answer'), [...answers]);
    for (const code of Object.keys(gapCodes)) assert.match(code, /^[A-Z][A-Z0-9_]*$/);
  });

  it('has one order of keys, whatever order a reader made them in', () => {
    const turned = JSON.parse(JSON.stringify(everyday), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ) as typeof everyday;
    assert.ok(renderJson(turned) === renderJson(everyday));
  });

  it('can be printed to a terminal', () => {
    assert.doesNotMatch(renderJson(unfriendly).replaceAll('\n', ''), /[\p{Cc}\p{Cs}\p{Zl}\u202a-\u202e\u2066-\u2069]/u);
  });
});
