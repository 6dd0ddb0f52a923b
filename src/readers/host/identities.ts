import type { HostGroup } from '../../facts/host.ts';
import type { Evidence } from '../../model/evidence.ts';

/** One line of /etc/passwd (passwd(5)). */
export interface Account {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly home: string;
}

export interface Accounts {
  readonly accounts: readonly Account[];
  /** False when a line asks for more than the file holds (`+`, NIS), or cannot be read. */
  readonly whole: boolean;
}

export function parsePasswd(text: string): Accounts {
  const accounts: Account[] = [];
  let whole = true;
  for (const line of linesOf(text)) {
    const [name = '', , uid = '', gid = '', , home = ''] = line.text.split(':');
    if (isNumber(uid) && isNumber(gid) && isName(name)) {
      accounts.push({ name, id: Number(uid), group: Number(gid), home });
    } else whole = false;
  }
  return { accounts, whole };
}

/**
 * Groups of /etc/group (group(5)), each with the users that it names and those whose own group it is.
 *
 * @param place where the file is shown
 */
export function parseGroup(
  text: string,
  accounts: readonly Account[],
  place: Evidence,
): { readonly groups: readonly HostGroup[]; readonly whole: boolean } {
  const groups: HostGroup[] = [];
  let whole = true;
  for (const line of linesOf(text)) {
    const [name = '', , gid = '', members = ''] = line.text.split(':');
    if (!isNumber(gid) || !isName(name)) {
      whole = false;
      continue;
    }
    const own = accounts.filter(({ group }) => group === Number(gid)).map((account) => account.name);
    const named = members
      .split(',')
      .map((member) => member.trim())
      .filter((member) => member !== '');
    groups.push({
      name,
      id: Number(gid),
      members: [...new Set([...named, ...own])],
      at: { ...place, line: line.number },
    });
  }
  // Users may be of a group that has no line, and so no name.
  const named = new Set(groups.map(({ id }) => id));
  for (const id of new Set(accounts.map(({ group }) => group).filter((one) => !named.has(one)))) {
    const members = accounts.filter(({ group }) => group === id).map((account) => account.name);
    groups.push({ name: String(id), id, members, at: place });
  }
  return { groups, whole };
}

/**
 * Sources that nsswitch.conf names for a database beside the files: `sss`, `ldap`. Where it says
 * nothing, glibc takes the files alone; `systemd` and `compat` add none that lie elsewhere.
 */
export function otherSources(nsswitch: string, database: string): string[] {
  for (const { text: written } of linesOf(nsswitch)) {
    const text = written.replace(/#.*$/, '');
    const [, name, sources] = /^(\w+)\s*:(.*)$/.exec(text) ?? [];
    if (name !== database || sources === undefined) continue;
    return sources
      .replaceAll(/\[[^\]]*\]/g, ' ')
      .split(/\s+/)
      .filter((source) => source !== '' && !['files', 'compat', 'systemd', 'altfiles'].includes(source));
  }
  return [];
}

function* linesOf(text: string): Generator<{ text: string; number: number }> {
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) yield { text: trimmed, number: index + 1 };
  }
}

/** Ids are 32 bits wide. */
function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xff_ff_ff_ff;
}

function isName(text: string): boolean {
  return text !== '' && !/^[+-]/.test(text);
}
