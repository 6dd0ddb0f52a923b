import { parsePurl } from '../formats/purl/parse-purl.ts';
import { readText } from '../io/files.ts';
import { Failure } from '../model/failure.ts';
import type { ScanReport, ScannedState, ScannedVulnerability } from '../model/scan-report.ts';
import { field, listField, textField, textsField } from '../formats/osv/shape.ts';

/** What stood in an earlier report, by every name of a vulnerability and its package. */
export interface Baseline {
  readonly at: string;
  /** True once for each that stood there: a second copy of the package is new. */
  take(one: Pick<ScannedVulnerability, 'id' | 'aliases' | 'state'> & { readonly purl: string }): boolean;
  /** How many stood there and were not taken. */
  left(): number;
}

interface Known {
  left: boolean;
  readonly undecided: boolean;
  readonly names: ReadonlySet<string>;
}

const maxBytes = 512 * 1024 * 1024;

/** @throws Failure when the file is no `plimsoll.scan/1` */
export function readBaseline(file: string): Baseline {
  const read = readText(file, maxBytes);
  if (!('text' in read))
    throw new Failure('NO_SUCH_TARGET', `Cannot read the report ${file} of --since: it ${read.because}.`);
  let root: unknown;
  try {
    root = JSON.parse(read.text);
  } catch (error) {
    throw new Failure('UNKNOWN_TARGET', `${file} of --since is no JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const schema: ScanReport['schema'] = 'plimsoll.scan/1';
  if (field(root, 'schema') !== schema || !Array.isArray(field(root, 'vulnerabilities')))
    throw new Failure('UNKNOWN_TARGET', `${file} of --since is no report of \`plimsoll images scan --format json\`.`);
  return baselineOf(root);
}

/** @param root a `plimsoll.scan/1` as plain data */
export function baselineOf(root: unknown): Baseline {
  const known = new Map<string, Known[]>();
  const all: Known[] = [];
  for (const item of listField(root, 'vulnerabilities')) {
    const state = textField(item, 'state');
    const id = textField(item, 'id');
    const purl = textField(field(item, 'package'), 'purl');
    if (id === null || purl === null || !isStanding(state)) continue;
    const names = new Set([id, ...textsField(item, 'aliases')]);
    const entry = { left: true, undecided: state === 'unknown', names };
    all.push(entry);
    for (const name of names) {
      const key = keyOf(name, purl);
      const entries = known.get(key);
      if (entries === undefined) known.set(key, [entry]);
      else entries.push(entry);
    }
  }
  return {
    at: textField(root, 'at') ?? '',
    take({ id, aliases, state, purl }) {
      const names = [id, ...aliases];
      const cves = names.filter((name) => name.startsWith('CVE-'));
      const isKnown = (one: Known): boolean => cves.length < 2 || cves.every((cve) => one.names.has(cve));
      for (const name of names) {
        // What was undecided and is a hole now is new, and so is an erratum of which one CVE stood there alone.
        const entry = known
          .get(keyOf(name, purl))
          ?.find((one) => one.left && (!one.undecided || state === 'unknown') && isKnown(one));
        if (entry === undefined) continue;
        entry.left = false;
        return true;
      }
      return false;
    },
    left: () => all.filter(({ left }) => left).length,
  };
}

function isStanding(state: string | null): boolean {
  const cleared: readonly ScannedState[] = ['not-affected', 'fixed'];
  return state !== null && !(cleared as readonly string[]).includes(state);
}

/** Without the version, which an update that mends nothing of it changes. */
function keyOf(name: string, purl: string): string {
  const parts = parsePurl(purl);
  return parts === null ? `${name}\n${purl}` : [name, parts.type, parts.namespace ?? '', parts.name].join('\n');
}
