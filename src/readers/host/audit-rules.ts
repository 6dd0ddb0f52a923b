import type { AuditRule } from '../../facts/host-audit-rules.ts';
import { shellWords } from './words.ts';
import type { Evidence } from '../../model/evidence.ts';

/**
 * Rules of the kernel's audit, one a line, as in files of /etc/audit/rules.d and as `auditctl -l` prints
 * them (auditctl(8), audit.rules(7)).
 *
 * @param place the file; lines are added to it
 */
export function parseAuditRules(text: string, place: Evidence): AuditRule[] {
  const rules: AuditRule[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const written = line.trim();
    if (written === '' || written.startsWith('#') || written === 'No rules') continue;
    rules.push(readRule(written, { ...place, line: index + 1 }));
  }
  return rules;
}

function readRule(text: string, at: Evidence): AuditRule {
  const words = shellWords(text);
  if (words === null) return { kind: 'other', text, at };
  const [first = '', second = ''] = words;
  const options = optionsOf(words);
  if (first === '-w' && second.startsWith('/') && options !== null) {
    const permissions = options.get('-p')?.at(-1);
    const key = options.get('-k')?.at(-1);
    return watch(
      { path: second, reach: 'either', permissions: permissions ?? 'rwxa', architecture: undefined, key },
      text,
      at,
    );
  }
  switch (first) {
    case '-D':
      // `-D -k KEY` takes away those of one key, which counts as taking some away.
      return { kind: words.length === 1 ? 'delete-all' : 'delete', text, at };
    case '-W':
    case '-d':
      return { kind: 'delete', text, at };
    case '-e':
      return { kind: ({ '0': 'off', '1': 'on', '2': 'locked' } as const)[second] ?? 'other', text, at };
    case '-a':
    case '-A':
      return options === null ? { kind: 'other', text, at } : fieldRule(second, options, text, at);
    default:
      return { kind: 'other', text, at };
  }
}

/** `-a always,exit -F dir=/etc/docker -F perm=wa -k docker`: what newer systems write in place of `-w`. */
function fieldRule(
  list: string,
  options: ReadonlyMap<string, readonly string[]>,
  text: string,
  at: Evidence,
): AuditRule {
  const parts = list.split(',').toSorted();
  // What `exclude`, `user` and `filesystem` leave out are no uses of files by programs.
  if (parts.includes('never') && parts.includes('exit')) return { kind: 'never', text, at };
  if (parts.includes('never')) return { kind: parts.includes('task') ? 'never-task' : 'other', text, at };
  const fields = (options.get('-F') ?? []).map((field) => /^(\w+)(!=|>=|<=|&=|[=<>&])(.*)$/s.exec(field));
  const calls = options.get('-S') ?? [];
  const known = fields.every((field) => field !== null && field[2] === '=' && isRead(field[1]!, field[3]!));
  const path = fields.find((field) => field?.[1] === 'path' || field?.[1] === 'dir');
  // Any further field or a choice of system calls narrows the rule: what it leaves out is not recorded.
  const allCalls = calls.every((call) => call === 'all');
  if (
    !parts.includes('always') ||
    !parts.includes('exit') ||
    !known ||
    !allCalls ||
    path === undefined ||
    path === null
  )
    return { kind: 'other', text, at };
  const permissions = fields.find((field) => field?.[1] === 'perm')?.[3];
  const key = fields.find((field) => field?.[1] === 'key')?.[3] ?? options.get('-k')?.at(-1);
  const reach = path[1] === 'dir' ? 'dir' : 'path';
  const arch = fields.find((field) => field?.[1] === 'arch')?.[3] as 'b32' | 'b64' | undefined;
  return watch({ path: path[3]!, reach, permissions: permissions ?? 'rwxa', architecture: arch, key }, text, at);
}

/** Fields that say what is watched, or whose meaning is kept. */
function isRead(field: string, value: string): boolean {
  return ['path', 'dir', 'perm', 'key'].includes(field) || (field === 'arch' && ['b32', 'b64'].includes(value));
}

type Watch = Extract<AuditRule, { readonly kind: 'watch' }>;

function watch(written: Omit<Watch, 'kind' | 'target' | 'text' | 'at'>, text: string, at: Evidence): AuditRule {
  const { path, permissions } = written;
  if (!/^[rwxa]+$/.test(permissions) || !path.startsWith('/')) return { kind: 'other', text, at };
  const plain = path.replace(/\/+$/, '') || '/';
  return { kind: 'watch', ...written, path: plain, target: plain, text, at };
}

/** Options with their values; null when a word is none that auditctl knows. */
function optionsOf(words: readonly string[]): Map<string, string[]> | null {
  const options = new Map<string, string[]>();
  for (let index = 0; index < words.length; index += 2) {
    const [name, value] = [words[index]!, words[index + 1]];
    if (!['-w', '-p', '-k', '-a', '-A', '-F', '-S', '-C'].includes(name) || value === undefined) return null;
    if (name === '-C') return null;
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return options;
}

/** Whether the kernel records, from `auditctl -s`: `enabled 1`, or `enabled=1` of old versions; 2 is locked. */
export function parseAuditEnabled(text: string): boolean | undefined {
  const value = /\benabled[ =]([012])\b/.exec(text)?.[1];
  return value === undefined ? undefined : value !== '0';
}
