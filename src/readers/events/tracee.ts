import { argumentFields, putSystemCallArguments } from './system-call-arguments.ts';
import { containerFields, putContainer } from './container.ts';
import {
  connectionFields,
  fileFields,
  openFields,
  putConnection,
  putFile,
  putOpenFlags,
  putUnixSocket,
  type End,
} from './descriptor.ts';
import { put, type LineRead, type Values } from './draft.ts';
import {
  isMap,
  jsonField,
  jsonFields,
  listOf,
  mapOf,
  scalarOf,
  textOf,
  under,
  wholeOf,
  type Json,
} from './json-value.ts';
import { readCount, readTime, secondsAndFraction } from './moment-text.ts';
import { parentFields, processFields, putAncestors, putProcess, type ProcessTold } from './process.ts';
import { putDescriptor, putResult, resultFields } from './result.ts';

/** Events of Tracee that stand for a system call. Others keep their own name. */
const systemCalls: ReadonlyMap<string, string> = new Map([
  ['sched_process_exec', 'execve'],
  ['sched_process_exit', 'procexit'],
  ['sched_process_fork', 'clone'],
  ['security_file_open', 'open'],
  ['security_socket_connect', 'connect'],
  ['security_socket_bind', 'bind'],
  ['security_socket_listen', 'listen'],
  ['security_socket_accept', 'accept'],
  ['security_inode_unlink', 'unlink'],
  ['security_inode_rename', 'rename'],
  ['security_sb_mount', 'mount'],
  ['security_bpf', 'bpf'],
]);

/** Which argument of Falco a path is: `evt.arg.name` of an open, `evt.arg.path` of an unlink. */
const pathArguments: ReadonlyMap<string, string> = new Map(
  Object.entries({
    name: ['open', 'openat', 'openat2', 'creat'],
    path: ['unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir', 'chdir', 'chroot'],
    filename: ['chmod', 'fchmodat', 'execve', 'execveat'],
  }).flatMap(([argument, calls]) => calls.map((call): [string, string] => [call, argument])),
);

export const traceeFields: readonly string[] = [
  ...processFields.filter((name) => !['proc.cwd', 'user.loginuid'].includes(name)),
  ...parentFields.filter((name) => !name.endsWith('cmdline')),
  'proc.vpid',
  'thread.vtid',
  'proc.env',
  'proc.is_exe_from_memfd',
  ...containerFields.filter((name) => !['container.privileged', 'container.start_ts'].includes(name)),
  'k8s.ns.name',
  'k8s.pod.name',
  'k8s.pod.uid',
  'evt.hostname',
  'evt.arg',
  ...argumentFields,
  ...resultFields,
  'fd.num',
  ...openFields,
  ...fileFields,
  ...connectionFields.filter((name) => name !== 'fd.l4proto'),
  ...jsonFields,
];

export function isTracee(value: Json): boolean {
  if (typeof value['eventName'] === 'string') return 'processName' in value || 'args' in value;
  return typeof value['name'] === 'string' && 'timestamp' in value && ('workload' in value || 'data' in value);
}

/** What both forms of Tracee's JSON come to. */
interface Told {
  readonly name: string;
  readonly time: bigint;
  readonly process: ProcessTold;
  readonly ancestors: readonly ProcessTold[];
  readonly innerPid: number | undefined;
  readonly innerTid: number | undefined;
  readonly result: number | undefined;
  readonly container: Json;
  readonly image: string | undefined;
  readonly digest: string | undefined;
  readonly pod: { name: string | undefined; uid: string | undefined; namespace: string | undefined };
  readonly host: string | undefined;
  readonly args: ReadonlyMap<string, unknown>;
}

/** One event of Tracee, as `trace.Event` (before 0.24) or `v1beta1.Event`. */
export function readTracee(value: Json): readonly LineRead[] {
  const told = typeof value['eventName'] === 'string' ? flatForm(value) : protocolForm(value);
  if (told === undefined) return [{ fault: 'has no time that can be read' }];
  const { name, time, args } = told;
  const type = systemCalls.get(name) ?? name;
  const values: Values = new Map();
  const argv = listOf(args.get('argv')).filter((part) => typeof part === 'string');
  const path = textOf(args.get('pathname'));
  const exec = type === 'execve' || type === 'execveat';
  // The kernel tells of an exec before the name changes: it is the new file that is meant.
  const process = exec && argv.length > 0 ? { ...told.process, argv, path: path ?? told.process.path } : told.process;
  putProcess(values, process);
  putAncestors(values, told.ancestors);
  put(values, 'proc.vpid', told.innerPid);
  put(values, 'thread.vtid', told.innerTid);
  putContainer(values, {
    id: textOf(told.container['id']),
    name: textOf(told.container['name']),
    image: told.image,
    digest: told.digest,
  });
  put(values, 'k8s.pod.name', told.pod.name);
  put(values, 'k8s.pod.uid', told.pod.uid);
  put(values, 'k8s.ns.name', told.pod.namespace);
  put(values, 'evt.hostname', told.host);
  putResult(values, told.result);
  putDescriptor(values, type, told.result);
  for (const [argument, one] of args) {
    const scalar = scalarOf(one);
    if (scalar !== undefined && /^[a-zA-Z_]\w{0,40}$/.test(argument)) put(values, `evt.arg.${argument}`, scalar);
  }
  if (path !== undefined) {
    const argument = pathArguments.get(type);
    if (argument !== undefined) put(values, `evt.arg.${argument}`, path);
    if (exec) put(values, 'proc.is_exe_from_memfd', /^\/?memfd:/.test(path));
    else putFile(values, path);
  }
  // Of a system call itself the arguments come in its order; numbers get the names that rules know them by.
  if (type === name) putSystemCallArguments(values, type, [...args.values()].slice(0, 4).map(wholeOf));
  const env = listOf(args.get('env') ?? args.get('envp')).filter((part) => typeof part === 'string');
  put(values, 'proc.env', env.length === 0 ? undefined : env.join(' '));
  const flags = args.get('flags');
  if (type.startsWith('open') && (typeof flags === 'string' || typeof flags === 'number')) putOpenFlags(values, flags);
  putAddress(values, type, args);
  return [
    {
      event: {
        source: 'syscall',
        time,
        type,
        values,
        more: (field, argument) => jsonField(value, time, field, argument),
      },
    },
  ];
}

function flatForm(value: Json): Told | undefined {
  const time = readCount(value['timestamp']);
  if (time === undefined) return undefined;
  const container = mapOf(value['container']);
  const pod = mapOf(value['kubernetes']);
  return {
    name: textOf(value['eventName']) ?? '',
    time,
    process: {
      pid: wholeOf(value['hostProcessId']) ?? wholeOf(value['processId']),
      parentPid: wholeOf(value['hostParentProcessId']) ?? wholeOf(value['parentProcessId']),
      threadId: wholeOf(value['hostThreadId']) ?? wholeOf(value['threadId']),
      name: textOf(value['processName']),
      path: textOf(under(value, 'executable', 'path')),
      uid: wholeOf(value['userId']),
    },
    ancestors: [],
    innerPid: wholeOf(value['processId']),
    innerTid: wholeOf(value['threadId']),
    result: wholeOf(value['returnValue']),
    container:
      textOf(container['id']) === undefined ? { id: value['containerId'], name: value['containerName'] } : container,
    image: textOf(container['image']) ?? textOf(value['containerImage']),
    digest: textOf(container['imageDigest']),
    pod: {
      name: textOf(pod['podName']) ?? textOf(value['podName']),
      uid: textOf(pod['podUID']) ?? textOf(value['podUID']),
      namespace: textOf(pod['podNamespace']) ?? textOf(value['podNamespace']),
    },
    host: textOf(value['hostName']),
    args: new Map(
      listOf(value['args'])
        .filter(isMap)
        .map((one) => [textOf(one['name']) ?? '', one['value']]),
    ),
  };
}

function protocolForm(value: Json): Told | undefined {
  const time = protocolTime(value['timestamp']);
  if (time === undefined) return undefined;
  const workload = mapOf(value['workload']);
  const process = mapOf(workload['process']);
  const container = mapOf(workload['container']);
  const pod = mapOf(under(workload, 'k8s', 'pod') ?? workload['pod']);
  const args = new Map(
    listOf(value['data'])
      .filter(isMap)
      .map((one) => [textOf(one['name']) ?? '', innerValue(one)]),
  );
  const image = mapOf(container['image']);
  return {
    name: textOf(value['name']) ?? '',
    time,
    process: protocolProcess(process),
    ancestors: listOf(process['ancestors']).filter(isMap).map(protocolProcess),
    innerPid: wholeOf(process['pid']),
    innerTid: wholeOf(either(mapOf(process['thread']), 'tid')),
    result: wholeOf(args.get('returnValue')),
    container,
    image: textOf(image['name']) ?? textOf(image['id']),
    digest: undefined,
    pod: {
      name: textOf(pod['name']),
      uid: textOf(pod['uid']),
      namespace: textOf(under(workload, 'k8s', 'namespace', 'name')) ?? textOf(pod['namespace']),
    },
    host: textOf(under(workload, 'host', 'name')),
    args,
  };
}

function protocolProcess(process: Json): ProcessTold {
  const thread = mapOf(process['thread']);
  return {
    pid: wholeOf(either(process, 'host_pid', 'hostPid') ?? process['pid']),
    threadId: wholeOf(either(thread, 'host_tid', 'hostTid') ?? thread['tid']),
    name: textOf(thread['name']),
    path: textOf(under(process, 'executable', 'path')),
    uid: wholeOf(under(either(process, 'real_user', 'realUser'), 'id')),
    userName: textOf(under(either(process, 'real_user', 'realUser'), 'name')),
  };
}

/** Text of RFC 3339, nanoseconds, or `{ seconds, nanos }`. */
function protocolTime(value: unknown): bigint | undefined {
  if (!isMap(value)) return readTime(value) ?? readCount(value);
  const [seconds, nanos] = [scalarOf(value['seconds']), wholeOf(value['nanos']) ?? 0];
  return seconds === undefined || nanos < 0
    ? undefined
    : secondsAndFraction(String(seconds), String(nanos).padStart(9, '0'));
}

/** The one value of an EventValue: whatever stands beside its name, lists without their wrapper. */
function innerValue(one: Json): unknown {
  const [, inner] = Object.entries(one).find(([key]) => key !== 'name') ?? [];
  return isMap(inner) && Object.keys(inner).length === 1 && 'value' in inner ? inner['value'] : inner;
}

function putAddress(values: Values, type: string, args: ReadonlyMap<string, unknown>): void {
  const one = mapOf(args.get('remote_addr') ?? args.get('local_addr') ?? args.get('addr'));
  if (either(one, 'sa_family', 'saFamily') === 'AF_UNIX') {
    const path = textOf(either(one, 'sun_path', 'sunPath'));
    if (path !== undefined) putUnixSocket(values, path);
    return;
  }
  const [remote, local] = [endOf(args.get('remote_addr')), endOf(args.get('local_addr'))];
  const other = endOf(args.get('addr'));
  if (type === 'accept' || type === 'accept4') putConnection(values, remote, local, 'server', undefined);
  else if (type === 'bind' || type === 'listen')
    putConnection(values, {}, local.address === undefined ? other : local, 'server', undefined);
  else putConnection(values, local, remote.address === undefined ? other : remote, 'client', undefined);
}

function endOf(value: unknown): End {
  return {
    address: textOf(either(value, 'sin_addr', 'sinAddr', 'sin6_addr', 'sin6Addr')),
    port: wholeOf(either(value, 'sin_port', 'sinPort', 'sin6_port', 'sin6Port')),
  };
}

function either(value: unknown, ...names: readonly string[]): unknown {
  for (const name of names) {
    const found = under(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
