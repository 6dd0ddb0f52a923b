import { put, type Values } from './draft.ts';

/** Requests of ptrace(2), by number (include/uapi/linux/ptrace.h). */
const requests: ReadonlyMap<number, string> = new Map([
  [0, 'PTRACE_TRACEME'],
  [1, 'PTRACE_PEEKTEXT'],
  [2, 'PTRACE_PEEKDATA'],
  [3, 'PTRACE_PEEKUSR'],
  [4, 'PTRACE_POKETEXT'],
  [5, 'PTRACE_POKEDATA'],
  [6, 'PTRACE_POKEUSR'],
  [7, 'PTRACE_CONT'],
  [8, 'PTRACE_KILL'],
  [9, 'PTRACE_SINGLESTEP'],
  [12, 'PTRACE_GETREGS'],
  [13, 'PTRACE_SETREGS'],
  [16, 'PTRACE_ATTACH'],
  [17, 'PTRACE_DETACH'],
  [24, 'PTRACE_SYSCALL'],
  [0x42_00, 'PTRACE_SETOPTIONS'],
  [0x42_05, 'PTRACE_SETREGSET'],
  [0x42_06, 'PTRACE_SEIZE'],
  [0x42_07, 'PTRACE_INTERRUPT'],
]);

/** Families of sockets (include/linux/socket.h). */
const families: ReadonlyMap<number, string> = new Map([
  [1, 'AF_LOCAL'],
  [2, 'AF_INET'],
  [10, 'AF_INET6'],
  [16, 'AF_NETLINK'],
  [17, 'AF_PACKET'],
  [38, 'AF_ALG'],
  [40, 'AF_VSOCK'],
]);

/** Commands of bpf(2) (include/uapi/linux/bpf.h). */
const commands: ReadonlyMap<number, string> = new Map([
  [0, 'BPF_MAP_CREATE'],
  [1, 'BPF_MAP_LOOKUP_ELEM'],
  [2, 'BPF_MAP_UPDATE_ELEM'],
  [3, 'BPF_MAP_DELETE_ELEM'],
  [4, 'BPF_MAP_GET_NEXT_KEY'],
  [5, 'BPF_PROG_LOAD'],
  [6, 'BPF_OBJ_PIN'],
  [7, 'BPF_OBJ_GET'],
  [8, 'BPF_PROG_ATTACH'],
  [9, 'BPF_PROG_DETACH'],
  [17, 'BPF_RAW_TRACEPOINT_OPEN'],
]);

/** Namespaces in the flags of clone, unshare and setns (include/uapi/linux/sched.h). */
const namespaces: readonly (readonly [number, string])[] = [
  [0x00_00_00_80, 'CLONE_NEWTIME'],
  [0x00_02_00_00, 'CLONE_NEWNS'],
  [0x02_00_00_00, 'CLONE_NEWCGROUP'],
  [0x04_00_00_00, 'CLONE_NEWUTS'],
  [0x08_00_00_00, 'CLONE_NEWIPC'],
  [0x10_00_00_00, 'CLONE_NEWUSER'],
  [0x20_00_00_00, 'CLONE_NEWPID'],
  [0x40_00_00_00, 'CLONE_NEWNET'],
];

/** Bits of a mode, in the order in which Falco prints them. */
const modes: readonly (readonly [number, string])[] = [
  [0o1, 'S_IXOTH'],
  [0o2, 'S_IWOTH'],
  [0o4, 'S_IROTH'],
  [0o10, 'S_IXGRP'],
  [0o20, 'S_IWGRP'],
  [0o40, 'S_IRGRP'],
  [0o100, 'S_IXUSR'],
  [0o200, 'S_IWUSR'],
  [0o400, 'S_IRUSR'],
  [0o1000, 'S_ISVTX'],
  [0o2000, 'S_ISGID'],
  [0o4000, 'S_ISUID'],
];

/** Fields that are made of the numbers of a system call's arguments or of its paths. */
export const argumentFields: readonly string[] = [
  'evt.arg.request',
  'evt.arg.domain',
  'evt.arg.cmd',
  'evt.arg.uid',
  'evt.arg.mode',
  'evt.arg.oldpath',
  'evt.arg.newpath',
  'evt.arg.linkpath',
  'evt.arg.path',
  'evt.arg.filename',
  'evt.arg.name',
];

/** @param args the first four, as numbers; undefined where one is none */
export function putSystemCallArguments(values: Values, type: string, args: readonly (number | undefined)[]): void {
  const [first, second, third] = args;
  switch (type) {
    case 'ptrace':
      return named(values, 'evt.arg.request', requests, first);
    case 'socket':
      return named(values, 'evt.arg.domain', families, first);
    case 'bpf':
      return named(values, 'evt.arg.cmd', commands, first);
    case 'setuid':
      return put(values, 'evt.arg.uid', first);
    case 'unshare':
    case 'clone':
      return bits(values, 'evt.arg.flags', namespaces, first);
    case 'setns':
      put(values, 'fd.num', first);
      return bits(values, 'evt.arg.nstype', namespaces, second);
    case 'chmod':
    case 'fchmod':
      return bits(values, 'evt.arg.mode', modes, second);
    case 'fchmodat':
    case 'fchmodat2':
      return bits(values, 'evt.arg.mode', modes, third);
    case 'connect':
    case 'bind':
    case 'listen':
      return put(values, 'fd.num', first);
    default:
  }
}

function named(values: Values, field: string, names: ReadonlyMap<number, string>, value: number | undefined): void {
  if (value !== undefined) put(values, field, names.get(value) ?? String(value));
}

function bits(
  values: Values,
  field: string,
  names: readonly (readonly [number, string])[],
  value: number | undefined,
): void {
  if (value === undefined) return;
  const set = names.filter(([bit]) => Math.floor(value / bit) % 2 === 1).map(([, name]) => name);
  put(values, field, set.length === 0 ? '0' : set.join('|'));
}
