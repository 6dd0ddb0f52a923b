import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../../src/formats/yaml/read-yaml.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Located } from '../../src/model/located.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';

/** Samples of the policies of Gatekeeper's library with what each must get (shared/README.md says from where). */
export const library = join(import.meta.dirname, '../../../shared/data/gatekeeper/pod-security-policy');

/** One sample of a suite: an object, held against a policy with parameters. */
export interface Sample {
  /** `apparmor / apparmor / example-allowed`: folder, constraint, case. */
  readonly name: string;
  readonly policy: string;
  readonly constraint: string;
  readonly violates: boolean;
  readonly facts: readonly Fact[];
}

/** Every sample of every suite. */
export function samples(): Sample[] {
  return readdirSync(library).flatMap((policy) => {
    const suite = one(join(library, policy, 'suite.yaml'));
    return suite
      .get('tests')
      .items()
      .flatMap((test) => {
        const constraint = text(test.get('name'));
        return test
          .get('cases')
          .items()
          .map((each) => {
            const assertions = each.get('assertions').items();
            const violates = assertions.some(
              (assertion) => ![false, 'no', 0].includes(assertion.get('violations').value as never),
            );
            return {
              name: `${policy} / ${constraint} / ${text(each.get('name'))} ${text(each.get('object'))}`,
              policy,
              constraint,
              violates,
              facts: factsOf(join(library, policy, text(each.get('object')))),
            };
          });
      });
  });
}

function one(file: string): Located {
  const { documents, problems } = readYaml(readFileSync(file, 'utf8'), file, 'test', 'kubernetes');
  if (problems.length > 0 || documents.length !== 1) throw new Error(`${file} is not one document`);
  return documents[0]!.root;
}

function text(at: Located): string {
  const { value } = at.string();
  if (value === undefined) throw new Error(`${at.path} is no text`);
  return value;
}

/** The Pod that is asked about, also where it stands inside a review of an admission. */
function factsOf(file: string): Fact[] {
  const root = one(file);
  const object = root.get('kind').value === 'AdmissionReview' ? root.down('request', 'object') : root;
  return readKubernetes(object, { source: 'test', stage: 'declared' }).flatMap((sighting) =>
    'fact' in sighting ? [sighting.fact] : [],
  );
}
