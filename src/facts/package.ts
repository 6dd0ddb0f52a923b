import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';

/** One package that an image holds, as the database or file that lists it tells. */
export interface Package {
  /** As its ecosystem writes it; binary packages by their own name, not by their source's. */
  readonly name: string;
  /** In the ecosystem's own order, epoch included: `1:1.2.11.dfsg-2`, `3.1.4-r5`, `1.2.3`. */
  readonly version: string;
  /**
   * OSV's name of the ecosystem, release included: `Debian:12`, `Alpine:v3.20`, `npm`. Null when the
   * distribution or its release is not known: no advisory can be held against it then.
   */
  readonly ecosystem: string | null;
  /** Type of the purl: `deb`, `apk`, `rpm`, `alpm`, `npm`, … */
  readonly type: string;
  /** Package URL (ECMA-427). */
  readonly purl: string;
  /** In the words of the ecosystem: `amd64`, `x86_64`, `noarch`. */
  readonly architecture?: string;
  /** Source package that it was built from; null when it names none, or the ecosystem has none. */
  readonly source: { readonly name: string; readonly version: string } | null;
  /** As stated, each an expression or a name; empty when the database does not say. */
  readonly licenses: readonly string[];
  /** Who made it, as stated: rpm's vendor, dpkg's maintainer. Anyone may write anything here. */
  readonly vendor?: string;
  /** rpm: `NAME:STREAM:VERSION:CONTEXT` of the module it belongs to, which decides about advisories. */
  readonly module?: string;
  /** Package URL of the distribution's package that installed the file that lists it: its advisories speak for it. */
  readonly owner?: string;
  /** Diff id of the layer that brought it at this version; null when that is not known. */
  readonly layer: string | null;
  /** Path inside the image of the file that lists it, without a leading slash. */
  readonly file: string;
  /** Id of the image: the digest of its configuration. */
  readonly image: string;
  readonly at: Evidence;
}

export const pkg = defineFact<Package>('package');
