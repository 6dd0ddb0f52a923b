import type { VexProduct, VexStatement, VexStatus } from '../formats/advisory-feeds/vex.ts';
import { parsePurl } from '../formats/purl/parse-purl.ts';
import { parseImageReference, type ImageReference } from '../formats/image-reference/image-reference.ts';
import type { Image } from '../facts/image.ts';
import { namesOf, type Vulnerability } from '../facts/vulnerability.ts';
import type { VexFile } from './vex-files.ts';

type Said = VexStatement & { readonly author: string; readonly file: string | null; readonly date: string | null };

/** Statements of the database about a vulnerability, as the documents name it. */
export type StoredStatements = (vulnerability: string) => readonly (VexStatement & { readonly author: string })[];

/**
 * Lets VEX statements decide what they speak of. Only files that the user named, and documents built
 * into the database, speak: nothing that an image brings along can clear the image.
 *
 * `not_affected` and `fixed` clear, `under_investigation` makes unknown, `affected` leaves what the
 * advisory says. Of what the user named, the newest document that speaks counts, and it counts before
 * the database; of several statements of one document, the worst. A document without a date, or of one
 * to come, is not known to be newer or older: it is heard with the newest.
 */
export class Vex {
  readonly #named = new Map<string, Said[]>();
  readonly #stored: StoredStatements;
  readonly #image: ImageNames;
  readonly #latest: number;

  /** @param now ISO 8601 */
  constructor(files: readonly VexFile[], stored: StoredStatements, image: Image, now: string) {
    this.#latest = Date.parse(now) + clockSkew;
    for (const { file, author, date, statements } of files) {
      for (const statement of statements) {
        for (const name of new Set([statement.vulnerability, ...statement.aliases].map(plainName))) {
          const known = this.#named.get(name);
          const said = { ...statement, author, file, date };
          if (known === undefined) this.#named.set(name, [said]);
          else known.push(said);
        }
      }
    }
    this.#stored = stored;
    this.#image = namesOfImage(image);
  }

  decide(one: Vulnerability): Vulnerability {
    const said = this.#about(one);
    if (said === null || said.status === 'affected') return one;
    const reason = [said.justification, said.note].filter((text) => text !== null).join(': ');
    const word = said.status.replaceAll('_', ' ');
    const because = `${said.author} says ${word}${reason === '' ? '' : `: ${reason}`}${said.file === null ? '' : ` (${said.file})`}`;
    const states = { not_affected: 'not-affected', fixed: 'fixed', under_investigation: 'unknown' } as const;
    return {
      ...one,
      state: states[said.status],
      because: `${because}; the advisory alone: ${one.because}`,
      decidedBy: {
        kind: 'vex',
        by: said.author,
        file: said.file,
        because: reason === '' ? word : reason,
        instead: one.state,
      },
    };
  }

  /** An erratum mends several CVEs: it is cleared only when each of them is. */
  #about(one: Vulnerability): Said | null {
    const own = this.#worst(namesOf(one), one);
    if (own !== null || one.cves.length < 2) return own;
    const each = one.cves.map((cve) => this.#worst([cve], one));
    return each.some((said) => said === null) ? null : worstOf(each.filter((said) => said !== null));
  }

  #worst(names: readonly string[], one: Vulnerability): Said | null {
    const about = ({ product }: Said): boolean => isAbout(product, one, this.#image);
    const named = names.flatMap((name) => this.#named.get(name) ?? []).filter(about);
    if (named.length > 0) {
      const dated = named.map((said) => ({ said, at: this.#instant(said.date) }));
      const newest = dated.map(({ at }) => at ?? Number.NEGATIVE_INFINITY).reduce((a, b) => Math.max(a, b));
      return worstOf(dated.filter(({ at }) => at === null || at === newest).map(({ said }) => said));
    }
    const stored = names.flatMap((name) => this.#stored(name)).map((said) => ({ ...said, file: null, date: null }));
    return worstOf(stored.filter(about));
  }

  /** Null for what is no date, or is one to come. */
  #instant(date: string | null): number | null {
    const time = Date.parse(date ?? '');
    return time <= this.#latest ? time : null;
  }
}

/** Clocks differ, and so do the days of time zones. */
const clockSkew = 86_400_000;

const order: readonly VexStatus[] = ['affected', 'under_investigation', 'fixed', 'not_affected'];

function worstOf(said: readonly Said[]): Said | null {
  return said.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0] ?? null;
}

/** OpenVEX names a vulnerability by an address as well: `https://nvd.nist.gov/vuln/detail/CVE-2024-1`. */
function plainName(name: string): string {
  return /^https?:\/\/.*\/([^/]+)\/?$/.exec(name)?.[1] ?? name;
}

interface ImageNames {
  readonly digests: readonly string[];
  readonly references: readonly ImageReference[];
}

function namesOfImage({ references, digest, id }: Image): ImageNames {
  return {
    digests: [digest.value, id].filter((text): text is string => text !== undefined && text !== ''),
    references: references.flatMap((reference) => parseImageReference(reference) ?? []),
  };
}

/**
 * The image itself with all that is in it, or the package, in this image where the statement says in
 * which. What is named only by a CPE or a name is not matched: a statement that clears must be sure.
 */
function isAbout({ id, purl, within }: VexProduct, { package: found }: Vulnerability, image: ImageNames): boolean {
  if (within !== null && !isImage(within, image)) return false;
  if (purl !== null && !purl.startsWith('pkg:oci/')) return isPackage(purl, found.purl);
  return within === null && isImage(purl ?? id, image);
}

function isImage(named: string, { digests, references }: ImageNames): boolean {
  // A name alone clears nothing: whoever makes an archive writes into it what he likes.
  if (!named.startsWith('pkg:')) return digests.includes(named) || digests.includes(digestIn(named));
  const parts = parsePurl(named);
  if (parts === null || parts.type !== 'oci') return false;
  // purl-spec, type oci: the version is the digest, and the tag only a hint.
  if (parts.version !== undefined) return digests.includes(parts.version);
  const repository = parts.qualifiers?.repository_url;
  const tag = parts.qualifiers?.tag;
  if (repository === undefined) return false;
  const name = parseImageReference(repository)?.name;
  return references.some((one) => one.name === name && (tag === undefined || one.tag === tag));
}

/** `registry.example/app@sha256:…` names an image by its digest; empty when there is none. */
function digestIn(named: string): string {
  return parseImageReference(named)?.digest ?? '';
}

/**
 * Type, namespace and name are the same; version, subpath and each qualifier are where the statement
 * has them. Without a version it is about all of them (OpenVEX specification, "Products").
 */
function isPackage(stated: string, found: string): boolean {
  if (stated === found) return true;
  const [a, b] = [parsePurl(stated), parsePurl(found)];
  if (a === null || b === null) return false;
  return (
    a.type === b.type &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    (a.version === undefined || a.version === b.version) &&
    (a.subpath === undefined || a.subpath === b.subpath) &&
    Object.entries(a.qualifiers ?? {}).every(([key, value]) => b.qualifiers?.[key] === value)
  );
}
