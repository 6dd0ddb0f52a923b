/** Whatever a field holds, no check crashes, and none passes by what it could not read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { moment } from '../../src/facts/moment.ts';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import { questions } from '../../src/main.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { Fact } from '../../src/model/fact.ts';
import { gapTouches, type Gap } from '../../src/model/gap.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import type { Judgement } from '../../src/model/outcome.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import { pathOf, placesOf, put, valueAt, wrong, type Step } from '../checks/places.ts';
import { evaluate, factOf } from '../checks/table.ts';

const root = join(import.meta.dirname, '../..');
const checks = questions.flatMap((question) => question.checks);
const now = factOf(moment, { now: '2026-11-24T00:00:00.000Z' });

interface Seed {
  readonly check: string;
  /** The objects of one example, as plain data. */
  readonly objects: readonly unknown[];
}

/** The manifests under Fails on the pages of all checks. */
const seeds: readonly Seed[] = checks.flatMap(({ id, aspect, name }) => {
  const page = readFileSync(join(root, `src/questions/${aspect}/${name}.md`), 'utf8');
  const fails = page.slice(page.indexOf('\n## Fails'), page.indexOf('\n## Passes'));
  return [...fails.matchAll(/^```yaml pod\.yaml\n(.*?)^```$/gms)].map(([, text = '']) => ({
    check: id,
    objects: readYaml(text, 'page.yaml', 'test', 'kubernetes').documents.map((document) => document.root.value),
  }));
});

function read(objects: readonly unknown[]): { facts: Fact[]; gaps: Gap[] } {
  const sightings: Sighting[] = objects.flatMap((object, index) =>
    readKubernetes(Located.root(object, apiPlace('test', `GET /${index}`)), { source: 'test', stage: 'declared' }),
  );
  return {
    facts: [now, ...sightings.flatMap((one) => ('fact' in one ? [one.fact] : []))],
    gaps: sightings.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

const odd = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e300,
  '',
  'x',
  '__proto__',
  [],
  [null],
  [[]],
  [{}],
  {},
  { a: { a: [] } },
  { constructor: 1 },
  ['x', 1, null],
);

describe('objects with wrong types', () => {
  it('come from the pages of many checks', () => assert.ok(seeds.length > 90, `${seeds.length}`));

  it('crash no check', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }),
        ({ objects }, changes) => {
          let changed: unknown = objects;
          for (const [which, value] of changes) {
            const places = placesOf(changed).filter((place) => place.length > 0);
            if (places.length > 0) changed = put(changed, places[which % places.length]!, value);
          }
          const { facts } = read(changed as unknown[]);
          for (const check of checks)
            for (const { evidence } of evaluate(check, facts))
              assert.ok(evidence.length > 0, `${check.id} has evidence`);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('are not passed by what could not be read', () => {
    const passed: string[] = [];
    let tried = 0;
    for (const { check: id, objects } of seeds) {
      const check = checks.find((one) => one.id === id)!;
      const { facts } = read(objects);
      for (const fault of evaluate(check, facts).filter(({ verdict }) => verdict === 'fail')) {
        for (const [object, place] of statedPlaces(fault, objects)) {
          for (const other of wrong(valueAt(objects[object], place))) {
            tried++;
            const after = read(put(objects, [object, ...place], other) as unknown[]);
            const said = evaluate(check, after.facts).filter(({ subject }) => subject.name === fault.subject.name);
            const told = after.gaps.some((gap) => gapTouches(gap, check.aspect));
            if (!told && said.length > 0 && said.every(({ verdict }) => verdict === 'pass'))
              passed.push(`${id}: ${place.join('.')} is ${JSON.stringify(other)}`);
          }
        }
      }
    }
    assert.ok(tried > 200, `only ${tried} were tried`);
    assert.deepEqual(passed, []);
  });

  it('that own each other, or themselves, are read all the same', () => {
    const owned = (name: string, owner: string): unknown => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        uid: name,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: owner, uid: owner, controller: true }],
      },
      spec: { containers: [{ name: 'a', image: 'b' }] },
    });
    const { facts } = read([owned('a', 'b'), owned('b', 'a'), owned('c', 'c')]);
    for (const check of checks) evaluate(check, facts);
    const bare = checks.find(({ name }) => name === 'pod-has-controller')!;
    assert.deepEqual(
      evaluate(bare, facts).map(({ verdict }) => verdict),
      ['pass', 'pass', 'fail'],
    );
  });
});

/** Where the values stand that a fault rests on, as far as they are stated at all. */
function statedPlaces(
  { evidence }: Judgement,
  objects: readonly unknown[],
): (readonly [object: number, readonly Step[]])[] {
  return evidence.flatMap(({ api, place }) => {
    const object = Number(api?.slice('GET /'.length));
    const steps = placesOf(objects[object]).find((one) => pathOf(one) === place);
    // The holders of the value too: a list that is none hides what it held.
    return steps === undefined ? [] : steps.map((_step, index) => [object, steps.slice(0, index + 1)] as const);
  });
}
