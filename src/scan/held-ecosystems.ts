import type { Package } from '../facts/package.ts';
import { placeOf } from '../formats/osv/ecosystem.ts';
import type { Names } from '../inventories/store.ts';
import { otherNames } from '../questions/images/matching/also-known.ts';
import { identitiesOf } from '../questions/images/matching/identity.ts';

/** Ecosystems, without their releases, under which advisories are asked for: what else feeds speak of is not needed. */
export function ecosystemsHeld(packages: readonly Package[]): ReadonlySet<string> {
  return new Set(packages.flatMap((one) => identitiesOf(one).map(({ ecosystem }) => placeOf(ecosystem).base)));
}

/** The same of stored packages. */
export function ecosystemsStored(subjects: readonly Names[]): ReadonlySet<string> {
  return new Set(
    subjects.flatMap(({ ecosystem, names }) => [
      placeOf(ecosystem).base,
      ...names.flatMap((name) => otherNames(ecosystem, name).map((other) => placeOf(other.ecosystem).base)),
    ]),
  );
}
