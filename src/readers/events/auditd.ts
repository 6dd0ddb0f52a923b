import {
  argument,
  decoded,
  hexBytes,
  isAuditd,
  readRecord,
  whole,
  type AuditRecord,
  type AuditValue,
} from './auditd-record.ts';
import { argumentFields, putSystemCallArguments } from './system-call-arguments.ts';
import {
  connectionFields,
  fileFields,
  openFields,
  putConnection,
  putFile,
  putOpenFlags,
  putUnixSocket,
} from './descriptor.ts';
import { put, type LineRead, type Values } from './draft.ts';
import { processFields, putProcess } from './process.ts';
import { putDescriptor, putResult, resultFields } from './result.ts';
import { syscallName } from './syscall-names.ts';

export { isAuditd };

/** Events that wait for the rest of their records, the characters of all of them, and records of one. */
const limits = { open: 1_000, held: 64 << 20, records: 1_000 };

/** Records that only tell more of a SYSCALL. */
const parts = new Set([
  'execve',
  'path',
  'cwd',
  'sockaddr',
  'proctitle',
  'eoe',
  'mmap',
  'fd_pair',
  'bprm_fcaps',
  'capset',
  'openat2',
  'time_adjntpval',
  'obj_pid',
  'ipc',
  'mq_open',
  'netfilter_pkt',
]);

export const auditdFields: readonly string[] = [
  ...processFields.filter((name) => name !== 'thread.tid'),
  'user.loginname',
  'group.gid',
  'evt.hostname',
  'evt.arg',
  ...argumentFields,
  ...resultFields,
  'fd.num',
  ...openFields,
  ...fileFields,
  ...connectionFields.filter((name) => name !== 'fd.l4proto'),
];

interface Waiting {
  readonly records: AuditRecord[];
  characters: number;
}

/**
 * Records of auditd, joined by their serial number: what a system call did with the arguments, paths and addresses
 * that other lines tell. An event is told when its last record came (PROCTITLE or EOE), or when too many wait.
 */
export function openAuditd(): { take(line: string): readonly LineRead[]; end(): readonly LineRead[] } {
  const waiting = new Map<string, Waiting>();
  let held = 0;

  return {
    take(line) {
      const record = readRecord(line.trim());
      if (record === undefined) return [{ fault: 'is no record of auditd' }];
      const own = waiting.get(record.id);
      // What user space tells stands in one record.
      if (own === undefined && record.fields.get('msg')?.quoted === true) return [joined([record])];
      const group = own ?? { records: [], characters: 0 };
      if (group.records.length >= limits.records) return [{ fault: 'its event has more records than are joined' }];
      group.records.push(record);
      group.characters += line.length;
      held += line.length;
      waiting.set(record.id, group);
      if (record.type === 'proctitle' || record.type === 'eoe') return told(record.id);
      return waiting.size > limits.open || held > limits.held ? [...waiting.keys()].slice(0, 1).flatMap(told) : [];
    },
    end: () => [...waiting.keys()].flatMap(told),
  };

  function told(id: string): readonly LineRead[] {
    const group = waiting.get(id);
    if (group === undefined) return [];
    waiting.delete(id);
    held -= group.characters;
    // The end of an event that was told already is nothing by itself.
    return group.records.every(({ type }) => type === 'eoe') ? [] : [joined(group.records)];
  }
}

function joined(records: readonly AuditRecord[]): LineRead {
  const call = records.find(({ type }) => type === 'syscall');
  const main = call ?? records.find(({ type }) => !parts.has(type));
  if (main === undefined) return { left: 'records of auditd without their SYSCALL' };
  const values: Values = new Map();
  const { fields, time, id: key } = main;
  put(values, 'evt.hostname', main.node);
  const ofType = (type: string): readonly AuditRecord[] => records.filter((record) => record.type === type);
  const [cwd] = ofType('cwd').map((record) => decoded(record.fields.get('cwd')));
  const argv = argvOf(ofType('execve')[0]?.fields) ?? titleOf(ofType('proctitle')[0]?.fields);
  putProcess(values, {
    pid: whole(fields.get('pid')),
    parentPid: whole(fields.get('ppid')),
    name: decoded(fields.get('comm')),
    path: fileOf(decoded(fields.get('exe'))),
    argv,
    cwd,
    uid: userId(fields.get('uid')),
    userName: nameOf(fields.get('UID')),
    loginUid: userId(fields.get('auid')),
  });
  put(values, 'user.loginname', nameOf(fields.get('AUID')));
  put(values, 'group.gid', whole(fields.get('gid')));
  if (call === undefined)
    return { event: { source: 'auditd', time, type: main.type, values: plain(values, main), key } };

  const number = whole(fields.get('syscall'));
  const type =
    fields.get('SYSCALL')?.text ??
    (number === undefined ? fields.get('syscall')?.text : syscallName(fields.get('arch')?.text ?? '', number));
  if (type === undefined || !/^[a-z_]\w{0,40}$/.test(type))
    return { left: 'system calls whose number is not known on their architecture' };
  const result = whole(fields.get('exit'));
  putResult(values, result);
  putDescriptor(values, type, result);
  const args = [0, 1, 2, 3].map((at) => argument(fields.get(`a${at}`)));
  putSystemCallArguments(values, type, args);
  if (type === 'open' || type === 'openat') {
    const flags = args[type === 'open' ? 1 : 2];
    if (flags !== undefined) putOpenFlags(values, flags);
  } else if (type === 'creat') putOpenFlags(values, 0o1101);
  putPaths(values, type, ofType('path'), cwd);
  const address = ofType('sockaddr')[0]?.fields.get('saddr')?.text;
  if (address !== undefined) putAddress(values, type, hexBytes(address));
  return { event: { source: 'syscall', time, type, values, key } };
}

/** Arguments of an exec: `a0="ls" a1=2D6C`; long ones are cut into `a1[0]`, `a1[1]`. */
function argvOf(fields: ReadonlyMap<string, AuditValue> | undefined): readonly string[] | undefined {
  if (fields === undefined) return undefined;
  const argv: string[] = [];
  for (let at = 0; ; at += 1) {
    const value = fields.get(`a${at}`);
    if (value !== undefined) {
      argv.push(decoded(value) ?? '');
      continue;
    }
    let hex = '';
    for (let piece = 0; fields.has(`a${at}[${piece}]`); piece += 1) {
      const { text, quoted } = fields.get(`a${at}[${piece}]`)!;
      hex += quoted
        ? [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
        : text;
    }
    if (hex === '') break;
    argv.push(decoded({ text: hex, quoted: false }) ?? '');
  }
  return argv.length === 0 ? undefined : argv;
}

/** The command line as the process shows it: it can write another there, so an EXECVE counts before it. */
function titleOf(fields: ReadonlyMap<string, AuditValue> | undefined): readonly string[] | undefined {
  const title = decoded(fields?.get('proctitle'));
  return title === undefined ? undefined : title.replace(/\0+$/, '').split('\0');
}

function putPaths(values: Values, type: string, paths: readonly AuditRecord[], cwd: string | undefined): void {
  const named = paths.map(({ fields }) => ({ name: decoded(fields.get('name')), kind: fields.get('nametype')?.text }));
  const of = (...kinds: readonly string[]): string | undefined =>
    named.findLast(({ name, kind }) => name !== undefined && kinds.includes(kind ?? ''))?.name;
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined || path.startsWith('/') || cwd === undefined ? path : `${cwd.replace(/\/$/, '')}/${path}`;
  if (type.startsWith('rename')) {
    put(values, 'evt.arg.oldpath', absolute(of('DELETE')));
    put(values, 'evt.arg.newpath', absolute(of('CREATE')));
  } else if (type === 'link' || type === 'linkat') {
    put(values, 'evt.arg.oldpath', absolute(of('NORMAL')));
    put(values, 'evt.arg.newpath', absolute(of('CREATE')));
  } else if (type === 'symlink' || type === 'symlinkat') put(values, 'evt.arg.linkpath', absolute(of('CREATE')));
  else if (/^(?:unlink|rmdir|mkdir)/.test(type)) put(values, 'evt.arg.path', absolute(of('DELETE', 'CREATE')));
  else if (/^f?chmod/.test(type)) put(values, 'evt.arg.filename', absolute(of('NORMAL')));
  else if (/^(?:open|creat)/.test(type)) {
    const path = of('NORMAL', 'CREATE');
    if (path !== undefined) putFile(values, path, cwd);
    put(values, 'evt.arg.name', absolute(path));
  }
}

/** A `struct sockaddr` as bytes: the family in the machine's order, port and address in the network's. */
function putAddress(values: Values, type: string, bytes: Uint8Array | undefined): void {
  if (bytes === undefined || bytes.length < 3) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const family = view.getUint16(0, true);
  if (family === 1) {
    const end = bytes.indexOf(0, 3);
    const path = new TextDecoder().decode(bytes.subarray(2, end === -1 ? bytes.length : end));
    // The name of an abstract socket begins with a zero byte, which `ss` and Falco show as `@`.
    putUnixSocket(values, path.replace(/^\0/, '@'));
    return;
  }
  let address: string;
  if (family === 2 && bytes.length >= 8) address = bytes.subarray(4, 8).join('.');
  else if (family === 10 && bytes.length >= 24) address = sixText(view);
  else return;
  const end = { address, port: view.getUint16(2) };
  if (type === 'bind') putConnection(values, {}, end, 'server', undefined);
  else if (type === 'accept' || type === 'accept4') putConnection(values, end, {}, 'server', undefined);
  else putConnection(values, {}, end, 'client', undefined);
}

/** As RFC 5952 writes it: the longest run of zeros is left out. */
function sixText(view: DataView): string {
  const groups = Array.from({ length: 8 }, (_, at) => view.getUint16(8 + 2 * at).toString(16));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** What user space or the kernel told by itself: `evt.res` and each field as an argument. */
function plain(values: Values, record: AuditRecord): Values {
  const result = record.fields.get('res')?.text ?? record.fields.get('result')?.text;
  if (result === 'success' || result === '1') put(values, 'evt.res', 'SUCCESS');
  else if (result === 'failed' || result === '0') put(values, 'evt.res', 'FAILED');
  if (result !== undefined) put(values, 'evt.failed', result === 'failed' || result === '0');
  for (const [name, value] of [...record.fields].slice(0, 100)) {
    if (name === 'msg' || !/^[a-z_][\w-]*$/.test(name)) continue;
    const text = /^(?:acct|cmd|exe|comm|cwd|data|proctitle|path|name)$/.test(name) ? decoded(value) : value.text;
    put(values, `evt.arg.${name}`, text);
  }
  return values;
}

function userId(value: AuditValue | undefined): number | undefined {
  const id = whole(value);
  return id === 4_294_967_295 ? -1 : id;
}

function nameOf(value: AuditValue | undefined): string | undefined {
  const own = value?.text;
  return own === undefined || own === 'unset' || own.startsWith('unknown(') ? undefined : own;
}

function fileOf(path: string | undefined): string | undefined {
  return path === '?' ? undefined : path;
}
