import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';
import type { WaiverEntry, WaiverScope } from '../../model/waiver.ts';

const scopeKeys = [
  'fingerprint',
  'check',
  'kind',
  'namespace',
  'subject',
  'container',
  'vulnerability',
  'package',
] as const satisfies readonly (keyof WaiverScope)[];
const allKeys: readonly string[] = [...scopeKeys, 'reason', 'approver', 'expires'];

interface Waivers {
  readonly waivers: WaiverEntry[];
  readonly gaps: Gap[];
}

/** Reads a waivers file: a list, or a mapping with `waivers`. What is malformed waives nothing and is a gap. */
export function readWaiversFile(text: string, file: string): Waivers {
  const { documents, problems } = readYaml(text, file, 'plimsoll', 'core');
  const read: Waivers = { waivers: [], gaps: [] };
  for (const { because, line, column } of problems) {
    read.gaps.push(invalid({ source: 'plimsoll', file, line, column }, because));
  }
  for (const { root } of documents) {
    const { waivers, gaps } = readWaivers(root.isList ? root : root.get('waivers'));
    read.waivers.push(...waivers);
    read.gaps.push(...gaps);
  }
  return read;
}

export function readWaivers(list: Located): Waivers {
  const read: Waivers = { waivers: [], gaps: [] };
  if (!list.isList) read.gaps.push(invalid(list.at, 'there is no list of waivers'));
  for (const item of list.items()) {
    const problem = problemOf(item);
    if (problem === null) read.waivers.push(entryOf(item));
    else read.gaps.push(invalid(item.at, problem));
  }
  return read;
}

function problemOf(item: Located): string | null {
  if (!item.isMap) return 'a waiver is a mapping';
  for (const [key, entry] of item.entries()) {
    if (!allKeys.includes(key)) return `\`${key}\` is not a part of a waiver; known are ${allKeys.join(', ')}`;
    const text = entry.text().value?.trim();
    if (text === undefined || text === '') return `\`${key}\` must be text`;
  }
  for (const key of ['reason', 'approver', 'expires']) if (item.get(key).empty) return `\`${key}\` is missing`;
  if (['fingerprint', 'check', 'vulnerability'].every((key) => item.get(key).empty))
    return 'it names neither `check`, `vulnerability` nor `fingerprint`, so it would waive everything';
  const expires = item.get('expires').text().value ?? '';
  if (!isDay(expires)) return '`expires` must be a day like 2026-12-31';
  return null;
}

/** True for a day that exists: `2026-02-30` does not. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function entryOf(item: Located): WaiverEntry {
  const text = (key: string): string => (item.get(key).text().value ?? '').trim();
  const scope = Object.fromEntries(scopeKeys.filter((key) => !item.get(key).empty).map((key) => [key, text(key)]));
  return { scope, reason: text('reason'), approver: text('approver'), expires: text('expires'), at: item.at };
}

function invalid(at: Gap['at'] & object, because: string): Gap {
  return {
    code: 'WAIVER_INVALID',
    source: 'plimsoll',
    subject: `waiver at ${at.file ?? 'plimsoll.yaml'}${at.line === undefined ? '' : `:${at.line}`}`,
    because,
    toKnow: 'Correct or remove the waiver; until then the finding stands.',
    touches: [],
    at,
  };
}
