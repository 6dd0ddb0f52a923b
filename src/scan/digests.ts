import { hash } from 'node:crypto';
import type { AdvisoryDatabase } from '../advisories/database.ts';
import type { Package } from '../facts/package.ts';
import type { Vulnerability } from '../facts/vulnerability.ts';
import type { Names } from '../inventories/store.ts';
import { otherNames } from '../questions/images/matching/also-known.ts';
import { identitiesOf } from '../questions/images/matching/identity.ts';
import type { VexFile } from './vex-files.ts';

/** Under which names a package is looked for; null when no advisory can be held against it. */
export function namesOfPackage(value: Package): Names | null {
  const { ecosystem } = value;
  if (ecosystem === null) return null;
  const own = identitiesOf(value).filter((identity) => identity.ecosystem === ecosystem);
  return { ecosystem, names: own.map(({ name }) => name) };
}

/** Names under which something is known of a vulnerability beside any package. */
export function keysOf({ id, aliases, cves }: Vulnerability): readonly string[] {
  return [...new Set([id, ...aliases, ...cves])].toSorted();
}

/** Numbers and texts that stay the same while what is said of a package or a vulnerability stays the same. */
export class Digests {
  readonly #database: AdvisoryDatabase | null;
  readonly #vex: string;
  readonly #known = new Map<string, string>();

  /** @param database null: nothing is said of anything, and whatever is said later is new */
  constructor(database: AdvisoryDatabase | null, vex: readonly VexFile[]) {
    this.#database = database;
    this.#vex = vex.length === 0 ? '' : hash('sha256', JSON.stringify(vex));
  }

  ofNames({ ecosystem, names }: Names): string {
    const database = this.#database;
    if (database === null) return '';
    return names
      .flatMap((name) => [{ ecosystem, name }, ...otherNames(ecosystem, name)])
      .map((one) => database.digest(one.ecosystem, one.name) ?? 'none')
      .join(' ');
  }

  ofKeys(keys: readonly string[]): string {
    const key = keys.join('\n');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const database = this.#database;
    const said = keys.map((name) => {
      const about = database?.about(name) ?? null;
      // Every estimate of EPSS changes every day, and changes no answer.
      return [about?.kev ?? null, about?.severities ?? [], database?.statements(name) ?? []];
    });
    const digest = `${hash('sha256', JSON.stringify(said)).slice(0, 16)}${this.#vex}`;
    this.#known.set(key, digest);
    return digest;
  }
}
