import type { VexRead } from '../advisory-feeds/vex.ts';

/** An SBOM in words that CycloneDX and SPDX share. What either cannot say is a property. */
export interface SbomDocument {
  /** What it is about; null when it does not say. */
  readonly root: SbomComponent | null;
  /** All others, nested ones too, in their order. */
  readonly components: readonly SbomComponent[];
  /** Said of the document as a whole. */
  readonly properties: readonly SbomProperty[];
}

export interface SbomComponent {
  /** In the words of CycloneDX: `library`, `operating-system`, `container`; of SPDX its purpose in these words. */
  readonly kind: string;
  readonly name: string;
  readonly version: string | null;
  readonly purl: string | null;
  /** Each an expression or a name. */
  readonly licenses: readonly string[];
  readonly supplier: string | null;
  /** Path inside what was looked at of the file that tells of it, as written. */
  readonly file: string | null;
  /** 1-based line of that file. */
  readonly line: number | null;
  readonly properties: readonly SbomProperty[];
  /** `components[3]`, `packages[7]`; empty in what is to be written. */
  readonly place: string;
}

/** A name may come several times. */
export interface SbomProperty {
  readonly name: string;
  readonly value: string;
}

/** A document that was read. */
export interface SbomRead extends SbomDocument {
  /** `CycloneDX 1.6`, `SPDX 2.3`. */
  readonly format: string;
  /** Who made it, for people. */
  readonly tools: readonly string[];
  readonly faults: readonly SbomFault[];
  /** What CycloneDX says of vulnerabilities under `analysis`; null when it says nothing. */
  readonly vex: VexRead | null;
}

/** A part that was not understood, or that the document says is not all. */
export interface SbomFault {
  readonly code: 'SBOM_INVALID' | 'SBOM_INCOMPLETE' | 'SBOM_LIMIT';
  readonly because: string;
  readonly place?: string;
}

/** Who writes an SBOM, and when: nothing here comes from a clock. */
export interface SbomMaker {
  readonly tool: string;
  readonly version: string;
  /** `2024-09-06T22:20:07Z`; null when nothing says. */
  readonly created: string | null;
  /** True when something is known to be missing. */
  readonly incomplete: boolean;
}

/** Values of a property, in their order. */
export function valuesOf(holder: { readonly properties: readonly SbomProperty[] }, name: string): string[] {
  return holder.properties.filter((one) => one.name === name).map(({ value }) => value);
}

/** SHA-256 of what a component is: of the manifest, for an image. */
export function sha256Of(component: SbomComponent): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(valuesOf(component, 'plimsoll:digest')[0] ?? '')?.[1];
}

export const sbomLimits = {
  /** Larger documents are not read. */
  bytes: 128 * 1024 * 1024,
  /** How deep components may hold components. */
  depth: 64,
  components: 500_000,
} as const;
