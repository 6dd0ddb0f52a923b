import { familyOf } from '../../formats/ip-address/ip-address.ts';
import { put, type Values } from './draft.ts';

export const fileFields: readonly string[] = [
  'fd.name',
  'fd.nameraw',
  'fd.directory',
  'fd.filename',
  'fd.type',
  'fd.typechar',
];

export const connectionFields: readonly string[] = [
  'fd.name',
  'fd.type',
  'fd.typechar',
  'fd.sockfamily',
  'fd.l4proto',
  'fd.ip',
  'fd.net',
  'fd.port',
  ...['c', 's', 'l', 'r'].flatMap((end) => [`fd.${end}ip`, `fd.${end}net`, `fd.${end}port`]),
];

/** A file by its path; `fd.name` only when it is absolute or the folder it starts from is told. */
export function putFile(values: Values, path: string, cwd?: string): void {
  put(values, 'fd.nameraw', path);
  const whole = path.startsWith('/') ? path : cwd?.startsWith('/') === true ? `${cwd}/${path}` : undefined;
  put(values, 'fd.type', 'file');
  put(values, 'fd.typechar', 'f');
  if (whole === undefined) return;
  const name = normal(whole);
  put(values, 'fd.name', name);
  const slash = name.lastIndexOf('/');
  put(values, 'fd.directory', slash === 0 ? '/' : name.slice(0, slash));
  put(values, 'fd.filename', name.slice(slash + 1));
}

export interface End {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * A connection. The client is who opened it; `local` says which of both the process is.
 * What is no address of IP puts nothing.
 */
export function putConnection(
  values: Values,
  client: End,
  server: End,
  local: 'client' | 'server',
  protocol: string | undefined,
): void {
  const [from, to] = [known(client), known(server)];
  const address = to.address ?? from.address;
  if (address === undefined) return;
  const six = familyOf(address) === 6;
  put(values, 'fd.type', six ? 'ipv6' : 'ipv4');
  put(values, 'fd.typechar', six ? '6' : '4');
  put(values, 'fd.sockfamily', 'ip');
  put(values, 'fd.l4proto', protocol?.toLowerCase());
  const ends = { c: from, s: to, l: local === 'client' ? from : to, r: local === 'client' ? to : from };
  for (const [end, { address, port }] of Object.entries(ends)) {
    put(values, `fd.${end}ip`, address);
    put(values, `fd.${end}net`, address);
    put(values, `fd.${end}port`, port);
  }
  const addresses = [from.address, to.address].filter((one) => one !== undefined);
  put(values, 'fd.ip', addresses);
  put(values, 'fd.net', addresses);
  put(
    values,
    'fd.port',
    [from.port, to.port].filter((one) => one !== undefined),
  );
  const shown = [from, to].map(({ address, port }) => (address === undefined ? '' : `${address}:${port ?? 0}`));
  put(values, 'fd.name', shown[0] === '' ? shown[1] : shown[1] === '' ? shown[0] : shown.join('->'));
}

export function putUnixSocket(values: Values, path: string): void {
  put(values, 'fd.type', 'unix');
  put(values, 'fd.typechar', 'u');
  put(values, 'fd.sockfamily', 'unix');
  put(values, 'fd.name', path);
}

/** `O_*` of include/uapi/asm-generic/fcntl.h, in the order in which Falco prints them after the way of access. */
const openFlags: readonly (readonly [number, string])[] = [
  [0o100, 'O_CREAT'],
  [0o2000, 'O_APPEND'],
  [0o1_0000, 'O_DSYNC'],
  [0o200, 'O_EXCL'],
  [0o4000, 'O_NONBLOCK'],
  [0o400_0000, 'O_SYNC'],
  [0o1000, 'O_TRUNC'],
  [0o4_0000, 'O_DIRECT'],
  [0o20_0000, 'O_DIRECTORY'],
  [0o10_0000, 'O_LARGEFILE'],
  [0o200_0000, 'O_CLOEXEC'],
  [0o2000_0000, 'O_TMPFILE'],
];

export const openFields: readonly string[] = ['evt.arg.flags', 'evt.is_open_read', 'evt.is_open_write'];

/** How a file was opened, of the number or of names joined by `|`. */
export function putOpenFlags(values: Values, flags: string | number): void {
  let names: readonly string[];
  if (typeof flags === 'number') {
    if (!Number.isInteger(flags) || flags < 0) return;
    const access = flags & 3;
    const way = access === 0 ? 'O_RDONLY' : access === 1 ? 'O_WRONLY' : 'O_RDWR';
    names = [...openFlags.filter(([bit]) => Math.floor(flags / bit) % 2 === 1).map(([, name]) => name), way];
  } else names = flags.split('|').map((name) => name.trim());
  const way = new Set(names);
  if (!['O_RDONLY', 'O_WRONLY', 'O_RDWR'].some((name) => way.has(name))) return;
  put(values, 'evt.arg.flags', names.join('|'));
  put(values, 'evt.is_open_read', way.has('O_RDONLY') || way.has('O_RDWR'));
  put(values, 'evt.is_open_write', way.has('O_WRONLY') || way.has('O_RDWR'));
}

function known({ address, port }: End): End {
  const own = address !== undefined && familyOf(address) !== null ? address : undefined;
  const whole = port !== undefined && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
  return { address: own, port: whole };
}

/** Without `.`, `..` and double slashes. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
