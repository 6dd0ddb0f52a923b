import { readdirSync, readFileSync } from 'node:fs';
import { Failure } from '../model/failure.ts';
import { podSecurityStandardNames, podSecurityStandardOf } from '../questions/hardening/pod-security/standard.ts';
import { standardName, type Standard, type StandardItem, type StandardWithChecks } from '../model/standard.ts';
import { distance } from './arguments.ts';

/** Beside src in a clone, beside dist in the package: two folders up from here in both. */
const folder = new URL('../../standards/', import.meta.url);

/** A standard that can be named, or many that differ in their version alone. */
export interface Listed {
  /** `cis-docker@1.8.0`, or `pod-security-baseline@v1.0 to v1.37`. */
  readonly name: string;
  readonly items: string;
  readonly note: string;
}

/** What `--standard` takes, in order. */
export function listStandards(): Listed[] {
  const files = fileNames().map((name): Listed => {
    const { items, source, supersededBy } = read(name);
    const note = supersededBy === undefined ? source : `${source}, superseded by ${supersededBy}`;
    return { name, items: `${Object.keys(items).length} items`, note };
  });
  const levels = Map.groupBy(podSecurityStandardNames(), (name) => name.split('@')[0]!);
  const pods = [...levels].map(([level, names]): Listed => {
    const count = (name: string): number => Object.keys(podSecurityStandardOf(name)!.items).length;
    const [first = '', last = ''] = [names[0], names.at(-1)];
    const items = `${count(first)} to ${count(last)} items`;
    return { name: `${first} to ${last.slice(level.length + 1)}`, items, note: podSecurityStandardOf(last)!.source };
  });
  return [...files, ...pods].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of the files: `cis-docker@1.8.0`. */
function fileNames(): string[] {
  return (
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      // The version is what follows the last hyphen: `nist-800-190-2017.json`.
      .map((file) => file.slice(0, -'.json'.length).replace(/-(?=[^-]*$)/, '@'))
      // What checks refer to; as a standard it is one of each level, at a version.
      .filter((name) => !name.startsWith('pod-security@'))
  );
}

/**
 * The standard of this name.
 *
 * @param name `cis-docker@1.8.0`
 * @throws Failure UNKNOWN_STANDARD, which lists what there is
 */
export function loadStandard(name: string): Standard | StandardWithChecks {
  const pods = podSecurityStandardOf(name);
  if (pods !== null) return pods;
  if (!fileNames().includes(name)) throw unknownStandard(name);
  const standard = read(name);
  if (standard.supersededBy === undefined) return standard;
  const newest = read(standardName({ standard: standard.standard, version: standard.supersededBy }));
  const items = Object.entries(standard.items).map(([number, item]): [string, StandardItem] => [
    number,
    item.as === undefined ? item : { ...newest.items[item.as]!, ...item },
  ]);
  return { ...standard, items: Object.fromEntries(items) };
}

function read(name: string): Standard {
  return JSON.parse(readFileSync(new URL(`${name.replace('@', '-')}.json`, folder), 'utf8')) as Standard;
}

function unknownStandard(name: string): Failure {
  const names = [...fileNames(), ...podSecurityStandardNames()];
  const near = names.findLast((one) => one.startsWith(name)) ?? names.find((one) => distance(one, name) <= 3);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const all = listStandards().map((one) => one.name);
  return new Failure(
    'UNKNOWN_STANDARD',
    `There is no standard ${JSON.stringify(name)}.${hint} There are ${all.join(', ')}.`,
  );
}
