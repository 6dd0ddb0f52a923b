import { readdirSync, readFileSync } from 'node:fs';
import { Failure } from '../model/failure.ts';
import { standardName, type Standard, type StandardItem, type StandardWithChecks } from '../model/standard.ts';
import { distance } from './arguments.ts';

/** Beside src in a clone, beside dist in the package: two folders up from here in both. */
const folder = new URL('../../standards/', import.meta.url);

/** Names of all standards, in order: `cis-docker@1.8.0`. */
export function standardNames(): string[] {
  return (
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      // The version is what follows the last hyphen: `nist-800-190-2017.json`.
      .map((file) => file.slice(0, -'.json'.length).replace(/-(?=[^-]*$)/, '@'))
      .toSorted(byNumbers)
  );
}

/**
 * The standard of this name.
 *
 * @param name `cis-docker@1.8.0`
 * @throws Failure UNKNOWN_STANDARD, which lists what there is
 */
export function loadStandard(name: string): Standard | StandardWithChecks {
  const names = standardNames();
  if (!names.includes(name)) throw unknownStandard(name, names);
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
  const written = JSON.parse(readFileSync(new URL(`${name.replace('@', '-')}.json`, folder), 'utf8')) as Standard;
  const items = Object.entries(written.items).map(([number, item]): [string, StandardItem] => [
    number,
    typeof item === 'string' ? { title: item, checks: [] } : item,
  ]);
  return { ...written, items: Object.fromEntries(items) };
}

function unknownStandard(name: string, names: readonly string[]): Failure {
  const near = names.find((one) => one.startsWith(`${name}@`)) ?? names.find((one) => distance(one, name) <= 3);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return new Failure(
    'UNKNOWN_STANDARD',
    `There is no standard ${JSON.stringify(name)}.${hint} There are ${names.join(', ')}.`,
  );
}

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
