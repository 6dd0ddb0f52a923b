import type { KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { Fact } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { verdicts, type Verdict } from '../../model/outcome.ts';
import type { CheckFault, CustomCheck } from './custom-check.ts';
import { judgeByCheck } from './judge-custom.ts';

type ObjectFact = Fact<KubernetesObject>;

/** One case of a test file: objects, and what the check must say of each that it speaks of. */
export interface CheckTest {
  readonly check: CustomCheck;
  readonly name: string;
  /** `none`: the check does not speak of the objects. */
  readonly expected: Verdict | 'none';
  /** Must stand in what was seen; null: anything may. */
  readonly message: string | null;
  readonly objects: readonly ObjectFact[];
  readonly beside: readonly ObjectFact[];
  readonly at: Located;
}

type ReadObjects = (root: Located) => readonly ObjectFact[];

/**
 * Reads `NAME.test.yaml`: `check: NAME` (else the file's own name) and `cases`, each with `name`,
 * `expect`, an optional `message`, `object` or `objects`, and `beside`.
 *
 * @param readObjects unfolds what a mapping declares, as for a manifest
 */
export function readCheckTests(
  root: Located,
  fileName: string,
  checks: readonly CustomCheck[],
  readObjects: ReadObjects,
): { readonly tests: readonly CheckTest[]; readonly faults: readonly CheckFault[] } {
  const faults: CheckFault[] = [];
  const tests: CheckTest[] = [];
  const named = root.get('check');
  const id = named.string().value ?? fileName.replace(/\.test\.(ya?ml|json)$/, '');
  const check = checks.find((one) => one.id === id);
  if (check === undefined)
    return { tests, faults: [{ at: named.exists ? named : root, because: `no check is named ${JSON.stringify(id)}` }] };
  const cases = root.get('cases');
  if (cases.items().length === 0) faults.push({ at: cases, because: 'has no cases' });
  for (const one of cases.items()) {
    const expect = one.get('expect').string().value;
    const known: readonly string[] = [...verdicts, 'none'];
    if (expect === undefined || !known.includes(expect)) {
      faults.push({ at: one.get('expect'), because: `expect is none of ${known.join(', ')}` });
      continue;
    }
    const given = one.get('object').exists ? [one.get('object')] : one.get('objects').items();
    const objects = given.flatMap((object) => readObjects(object));
    if (objects.length === 0) {
      faults.push({ at: one, because: 'has neither object nor objects' });
      continue;
    }
    tests.push({
      check,
      name: one.get('name').string().value ?? `case at ${one.path}`,
      expected: expect as CheckTest['expected'],
      message: one.get('message').string().value ?? null,
      objects,
      beside: one
        .get('beside')
        .items()
        .flatMap((object) => readObjects(object)),
      at: one,
    });
  }
  return { tests, faults };
}

/** Null when the check says what the case expects; else what it says instead. */
export function runCheckTest(test: CheckTest, beside: readonly ObjectFact[]): string | null {
  const { judgements } = judgeByCheck(test.check, test.objects, [...test.beside, ...beside]);
  if (test.expected === 'none')
    return judgements.length === 0 ? null : `expected none, got ${judgements.map(({ verdict }) => verdict).join(', ')}`;
  if (judgements.length === 0) return `expected ${test.expected}, but the check does not speak of the object`;
  for (const { verdict, saw } of judgements) {
    if (verdict !== test.expected) return `expected ${test.expected}, got ${verdict}${saw === '' ? '' : `: ${saw}`}`;
    if (test.message !== null && !saw.includes(test.message))
      return `expected the message to hold ${JSON.stringify(test.message)}, got ${JSON.stringify(saw)}`;
  }
  return null;
}
