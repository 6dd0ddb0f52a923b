import fc from 'fast-check';
import type { Plain } from '../real/kubernetes-client.ts';

/** The definitions of an API server's own OpenAPI document, by name. */
export type Definitions = Readonly<Record<string, Plain>>;

const wrong = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  '',
  'x',
  '\u0000',
  '../..',
  '__proto__',
  {},
  [],
  [null],
  [[]],
  [{}],
  { a: { b: [1] } },
  { __proto__: null, toString: 1, constructor: 'x' },
);

const strings = fc.constantFrom(
  '',
  'a',
  'default',
  'kube-system',
  '*',
  'Always',
  'RuntimeDefault',
  'Localhost',
  '10.0.0.0/8',
  '1Gi',
  'app=web',
  '{"a":',
  '${x}',
);

/** References deeper than this are left out: JSONSchemaProps and its like hold themselves. */
const maxDepth = 9;

/**
 * Objects of one kind as its OpenAPI definition has them, where any field may hold what it must not.
 *
 * @param faults of a hundred fields, how many hold a value of a wrong type
 */
export function typedObject(definitions: Definitions, name: string, kind: object, faults: number): fc.Arbitrary<Plain> {
  const memo = new Map<string, fc.Arbitrary<unknown>>();
  const spoilt = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    faults === 0 ? good : fc.oneof({ weight: 100 - faults, arbitrary: good }, { weight: faults, arbitrary: wrong });
  const named = (ref: string, depth: number): fc.Arbitrary<unknown> => {
    const key = `${ref} ${depth}`;
    let known = memo.get(key);
    if (known === undefined) {
      known = of(definitions[ref.replace('#/definitions/', '')] ?? {}, depth);
      memo.set(key, known);
    }
    return known;
  };
  const of = (schema: Plain, depth: number): fc.Arbitrary<unknown> => {
    if (typeof schema.$ref === 'string') return depth > maxDepth ? fc.constant({}) : named(schema.$ref, depth + 1);
    switch (schema.type) {
      case 'object':
        if (schema.properties !== undefined) return record(schema, depth);
        return schema.additionalProperties === undefined
          ? fc.constant({})
          : fc.dictionary(strings, spoilt(of(schema.additionalProperties, depth + 1)), { maxKeys: 2 });
      case 'array':
        return fc.array(spoilt(of(schema.items ?? {}, depth + 1)), { maxLength: 2 });
      case 'boolean':
        return fc.boolean();
      case 'integer':
      case 'number':
        return fc.constantFrom(0, 1, 80, 65_535, 65_536, -1);
      case 'string':
        return strings;
      default:
        return schema.properties === undefined ? wrong : record(schema, depth);
    }
  };
  const record = (schema: Plain, depth: number): fc.Arbitrary<unknown> => {
    const fields = Object.entries<Plain>(schema.properties).filter(([key]) => key !== 'managedFields');
    const shape = Object.fromEntries(fields.map(([key, field]) => [key, spoilt(of(field, depth + 1))]));
    // Few fields of many, but those that must be there nearly always: so that the deep ones are met.
    return fc.record(
      Object.fromEntries(
        Object.entries(shape).map(([key, field]) => [
          key,
          fc.option(field, { nil: undefined, freq: (schema.required ?? []).includes(key) || spine.has(key) ? 20 : 1 }),
        ]),
      ),
    );
  };
  return named(name, 0).map((value) => {
    const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { spec: value };
    return JSON.parse(JSON.stringify({ ...object, ...kind }));
  });
}

/** Fields that lead to what checks read. */
const spine = new Set([
  'metadata',
  'name',
  'spec',
  'template',
  'jobTemplate',
  'containers',
  'securityContext',
  'rules',
]);
