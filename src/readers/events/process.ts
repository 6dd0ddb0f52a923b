import { ancestry, put, type Values } from './draft.ts';

/** What a source tells of a process; texts that are empty count as not told. */
export interface ProcessTold {
  readonly pid?: number | undefined;
  readonly parentPid?: number | undefined;
  readonly threadId?: number | undefined;
  /** `comm`, at most fifteen characters; made of the path when the source has none. */
  readonly name?: string | undefined;
  /** The file that runs. */
  readonly path?: string | undefined;
  /** With the zeroth, when the source knows where each ends. */
  readonly argv?: readonly string[] | undefined;
  /** Without the zeroth, as one text. */
  readonly args?: string | undefined;
  readonly cwd?: string | undefined;
  readonly uid?: number | undefined;
  readonly userName?: string | undefined;
  readonly loginUid?: number | undefined;
}

export const processFields: readonly string[] = [
  'proc.pid',
  'proc.ppid',
  'thread.tid',
  'proc.name',
  'proc.exe',
  'proc.exepath',
  'proc.args',
  'proc.cmdline',
  'proc.exeline',
  'proc.cwd',
  'user.uid',
  'user.name',
  'user.loginuid',
];

export const parentFields: readonly string[] = [
  'proc.pname',
  'proc.pexe',
  'proc.pexepath',
  'proc.pcmdline',
  ...ancestry.keys(),
];

export function putProcess(values: Values, told: ProcessTold): void {
  const { name, exe, args, cmdline } = namesOf(told);
  put(values, 'proc.pid', told.pid);
  put(values, 'proc.ppid', told.parentPid);
  put(values, 'thread.tid', told.threadId);
  put(values, 'proc.name', name);
  put(values, 'proc.exe', exe);
  put(values, 'proc.exepath', told.path);
  put(values, 'proc.args', args);
  put(values, 'proc.cmdline', cmdline);
  put(values, 'proc.exeline', exe === undefined || args === undefined ? undefined : `${exe} ${args}`.trimEnd());
  put(values, 'proc.cwd', told.cwd);
  put(values, 'user.uid', told.uid);
  put(values, 'user.name', told.userName);
  put(values, 'user.loginuid', told.loginUid);
}

/** @param chain from the parent up; it ends where the source stops telling */
export function putAncestors(values: Values, chain: readonly ProcessTold[]): void {
  const [parent] = chain;
  if (parent === undefined) return;
  const named = chain.map(namesOf);
  put(values, 'proc.ppid', parent.pid);
  put(values, 'proc.pname', named[0]?.name);
  put(values, 'proc.pexe', named[0]?.exe);
  put(values, 'proc.pexepath', parent.path);
  put(values, 'proc.pcmdline', named[0]?.cmdline);
  put(values, 'proc.aname', told(named.map(({ name }) => name)));
  put(values, 'proc.apid', told(chain.map(({ pid }) => pid)));
  put(values, 'proc.aexe', told(named.map(({ exe }) => exe)));
  put(values, 'proc.aexepath', told(chain.map(({ path }) => path)));
  put(values, 'proc.acmdline', told(named.map(({ cmdline }) => cmdline)));
}

/** The names up to the first that is not told: what stands behind a hole would stand at a wrong index. */
function told<T>(list: readonly (T | undefined)[]): readonly T[] {
  const hole = list.indexOf(undefined);
  return (hole === -1 ? list : list.slice(0, hole)) as readonly T[];
}

function namesOf(one: ProcessTold): {
  name: string | undefined;
  exe: string | undefined;
  args: string | undefined;
  cmdline: string | undefined;
} {
  const name = one.name ?? (one.path === undefined ? undefined : commandName(one.path));
  const exe = one.argv?.[0] ?? one.path;
  const args = one.argv === undefined ? one.args : one.argv.slice(1).join(' ');
  const cmdline = name === undefined || args === undefined ? undefined : `${name} ${args}`.trimEnd();
  return { name, exe, args, cmdline };
}

/** The kernel's name of a process that runs this file: the last part of the path, cut to fifteen bytes. */
function commandName(path: string): string | undefined {
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (base === '') return undefined;
  // oxlint-disable-next-line no-control-regex -- outside of ASCII a character is not a byte
  if (/^[\0-\x7f]*$/.test(base)) return base.slice(0, 15);
  return new TextDecoder().decode(new TextEncoder().encode(base.slice(0, 15)).subarray(0, 15)).replace(/\uFFFD+$/, '');
}
