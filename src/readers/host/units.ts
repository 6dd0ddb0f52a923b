import type { HostUnit, UnitValue } from '../../facts/host-unit.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { shellWords } from './words.ts';

/** Where units lie, the folder that counts most first (systemd.unit(5), table 1, system mode). */
export const unitFolders = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/generator.late',
];

/** One file of a unit, as it was read. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
  readonly at: Evidence;
}

/** What `EnvironmentFile` names; text undefined with a reason when it could not be read, null when it is not there. */
export type EnvironmentFiles = (path: string) => { readonly text: string | null | undefined; readonly why?: string };

/**
 * A unit from its own file and its drop-ins, in the order in which systemd reads them (systemd.unit(5),
 * systemd.syntax(7)).
 *
 * @param files the unit's own file, if any, then the drop-ins in order of their names
 */
export function readUnit(
  name: string,
  own: UnitFile | null,
  dropIns: readonly UnitFile[],
  masked: boolean,
  environment: EnvironmentFiles,
  at: Evidence,
): HostUnit {
  const settings: Record<string, UnitValue[]> = Object.create(null) as Record<string, UnitValue[]>;
  for (const file of own === null ? dropIns : [own, ...dropIns]) {
    for (const { section, key, value, line } of assignments(file.text)) {
      const full = `${section}.${key}`;
      // An empty assignment takes away what stood before it.
      if (value === '') settings[full] = [];
      else (settings[full] ??= []).push({ value, at: { ...file.at, line, place: full } });
    }
  }
  return {
    name,
    file: own?.path ?? null,
    dropIns: dropIns.map(({ path }) => path),
    masked,
    settings,
    command: commandOf(settings, environment, masked, at),
    at: own?.at ?? at,
  };
}

interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** A line that ends in a backslash goes on in the next; comments between them are left out. */
function* assignments(text: string): Generator<Assignment> {
  let section = '';
  let held = '';
  let start = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (/^[#;]/.test(line) || (held === '' && line === '')) continue;
    if (held === '') start = index + 1;
    if (line.endsWith('\\')) {
      held += `${line.slice(0, -1)} `;
      continue;
    }
    const whole = (held + line).trim();
    held = '';
    const header = /^\[([^\]]+)\]$/.exec(whole);
    const pair = /^([A-Za-z][\w-]*)\s*=\s*(.*)$/s.exec(whole);
    if (header !== null) section = header[1]!;
    else if (pair !== null && section !== '') yield { section, key: pair[1]!, value: pair[2]!, line: start };
  }
}

function commandOf(
  settings: Readonly<Record<string, readonly UnitValue[]>>,
  environment: EnvironmentFiles,
  masked: boolean,
  at: Evidence,
): Seen<readonly string[]> {
  const start = settings['Service.ExecStart']?.at(-1);
  if (masked) return seen<readonly string[]>(undefined, at, 'the unit is masked');
  if (start === undefined) return seen<readonly string[]>(undefined, at, 'the unit has no ExecStart');
  // systemd.service(5): `@ - : + !` before the program change how it is run, not its arguments but for `@`.
  const [, prefix = '', line = ''] = /^([@\-:+!|]*)(.*)$/s.exec(start.value) ?? [];
  const words = shellWords(line);
  if (words === null) return seen<readonly string[]>(undefined, start.at, 'has a quote that stays open');
  if (prefix.includes('@')) words.splice(1, 1);
  const variables = variablesOf(settings, environment);
  const expanded: string[] = [];
  for (const word of words) {
    // `${NAME}` is put in as it is; `$NAME` as a word of its own is split into words.
    const alone = /^\$(\w+)$/.exec(word)?.[1];
    const parts = prefix.includes(':')
      ? [word]
      : alone === undefined
        ? [word.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => variables.values.get(name) ?? '')]
        : (shellWords(variables.values.get(alone) ?? '') ?? []);
    const named = [...word.matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name!);
    if (variables.why !== undefined && named.length > 0)
      return seen<readonly string[]>(undefined, start.at, `$${named[0]} is not known: ${variables.why}`);
    for (const part of parts) {
      if (/%[a-zA-Z]/.test(part.replaceAll('%%', '')))
        return seen<readonly string[]>(undefined, start.at, `${part} holds a specifier of systemd`);
      expanded.push(part.replaceAll('%%', '%').replaceAll('$$', '$'));
    }
  }
  return seen<readonly string[]>(expanded, start.at);
}

/** Variables of the service: those of `Environment`, over them those of each `EnvironmentFile` (systemd.exec(5)). */
function variablesOf(
  settings: Readonly<Record<string, readonly UnitValue[]>>,
  environment: EnvironmentFiles,
): { readonly values: ReadonlyMap<string, string>; readonly why?: string } {
  const values = new Map<string, string>();
  for (const { value } of settings['Service.Environment'] ?? []) {
    for (const word of shellWords(value) ?? []) {
      const equals = word.indexOf('=');
      if (equals > 0) values.set(word.slice(0, equals), word.slice(equals + 1));
    }
  }
  for (const { value } of settings['Service.EnvironmentFile'] ?? []) {
    const path = value.replace(/^-/, '');
    const { text, why } = environment(path);
    if (text === undefined) return { values, why: `${path} ${why ?? 'was not read'}` };
    for (const [name, held] of parseEnvironmentFile(text ?? '')) values.set(name, held);
  }
  return { values };
}

/** `NAME=value` lines; quotes around the value are taken off, a backslash at the end goes on in the next line. */
export function parseEnvironmentFile(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.replaceAll(/\\\n/g, '').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/s.exec(line);
    if (match === null) continue;
    const held = match[2]!.trim();
    const quoted = /^(["'])(.*)\1$/s.exec(held);
    values.set(match[1]!, quoted?.[2] ?? held);
  }
  return values;
}
