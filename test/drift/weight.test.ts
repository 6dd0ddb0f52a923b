/**
 * The catalogue as judge of the table of effects: a change after which checks fail that did not fail before
 * must be said to weaken, and one after which fewer fail must not.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask } from '../../src/engine/ask.ts';
import { questions } from '../../src/main.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { workloads } from './declared.ts';
import { drift, factsOf } from './hold.ts';
import { templateMutations } from './mutations.ts';

/** A JSON patch (RFC 6902), as far as the mutations use it. */
function patched(object: Plain, patch: readonly Plain[]): Plain {
  const copy = structuredClone(object);
  for (const { op, path, value } of patch) {
    const keys = path.split('/').slice(1);
    const last = keys.pop();
    let here = copy.spec.template.spec;
    for (const key of keys) here = here[key] ??= {};
    if (op === 'remove' && Array.isArray(here)) here.splice(Number(last), 1);
    else if (op === 'remove') delete here[last];
    else if (Array.isArray(here) && last === '-') here.push(value);
    else here[last] = value;
  }
  return copy;
}

/** Fails of checks about what a Pod may do; others judge what it is and holds. */
function failsOf(object: Plain): ReadonlySet<string> {
  const { outcomes } = ask({
    questions: questions.filter(({ name }) => name === 'runtime' || name === 'hardening'),
    facts: factsOf([object], 'declared'),
    gaps: [],
    waivers: [],
    notApplicable: new Map(),
    targets: ['test'],
    configuration: null,
    failOn: 'high',
    listPasses: false,
    unknownPasses: false,
    now: new Date(0),
    version: '0',
  });
  return new Set(
    outcomes
      .filter(({ verdict, severity }) => verdict === 'fail' && (severity === 'high' || severity === 'critical'))
      .map(({ check, subject }) => `${check} ${subject.container ?? ''}`),
  );
}

const declared = workloads()[0];

describe('the effect of a change', () => {
  for (const mutation of templateMutations) {
    it(`${mutation.settings.join(', ')} ${mutation.effect}`, () => {
      const live = patched(declared, mutation.patch);
      const [item] = drift([declared], [live]).items;
      assert.equal(item!.effect, mutation.effect);
      const [before, after] = [failsOf(declared), failsOf(live)];
      const worse = [...after].filter((one) => !before.has(one));
      const better = [...before].filter((one) => !after.has(one));
      if (worse.length > 0) assert.equal(item!.effect, 'weakens', worse.join());
      else if (better.length > 0) assert.notEqual(item!.effect, 'weakens', better.join());
    });
  }
});
