import type { DatabaseStatus } from '../advisories/status.ts';
import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import type { Scanned } from '../scan/scan-images.ts';
import type { VexFile } from '../scan/vex-files.ts';
import type { Arguments, Option } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What images are held against, for every command that does. */
export const scanningOptions: readonly Option[] = [
  {
    name: 'advisories',
    value: 'PATH',
    help: 'database of advisories, or its folder; that of `plimsoll advisories update` unless given',
  },
  { name: 'max-age', value: 'DAYS', help: 'how old a feed may be before the answer is unknown; 7 unless given' },
  {
    name: 'vex',
    value: 'FILE',
    help: 'OpenVEX, CSAF or CycloneDX that says what does not apply; may be repeated',
  },
];

/** @throws Failure `BAD_ARGUMENT` */
export function maxAgeOf(given: Arguments): { readonly maxAgeDays?: number } {
  const text = given.text('max-age');
  if (text === undefined) return {};
  if (/^\d+(\.\d+)?$/.test(text)) return { maxAgeDays: Number(text) };
  throw new Failure('BAD_ARGUMENT', `--max-age is ${JSON.stringify(text)}, but takes a number of days.`);
}

/** What came of holding images against advisories, and what they were held against. */
export interface ScannedSeen extends Scanned {
  readonly vex: readonly VexFile[];
  /** Null where there was no database, or no image to hold against it. */
  readonly database: DatabaseStatus | null;
}

/** Holds every image that was looked into against advisories, as the options say. */
export async function scanSeen(
  seen: { readonly facts: readonly Fact[]; readonly gaps: readonly Gap[] },
  given: Arguments,
  terminal: Terminal,
  now: Date,
): Promise<ScannedSeen> {
  const maxAge = maxAgeOf(given);
  if (!seen.facts.some(({ kind }) => kind === 'image'))
    return { facts: [], gaps: [], uncovered: new Map(), vex: [], database: null };
  const [{ scanImages }, { closeAdvisories, openAdvisories }, { readVexFiles }] = await Promise.all([
    import('../scan/scan-images.ts'),
    import('../scan/open-advisories.ts'),
    import('../scan/vex-files.ts'),
  ]);
  const vex = readVexFiles(given.all('vex'));
  const advisories = openAdvisories(given.text('advisories'), terminal.environment);
  try {
    const scanned = scanImages(seen, { advisories, vex, now: now.toISOString(), ...maxAge });
    return { ...scanned, vex, database: 'database' in advisories ? advisories.database.status() : null };
  } finally {
    closeAdvisories(advisories);
  }
}
