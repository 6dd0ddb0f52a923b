import { putContainer, containerFields } from './container.ts';
import { connectionFields, fileFields, putConnection, putFile, putUnixSocket } from './descriptor.ts';
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
import { readTime } from './moment-text.ts';
import { parentFields, processFields, putAncestors, putProcess, type ProcessTold } from './process.ts';
import { putResult, resultFields } from './result.ts';

/** Messages about Tetragon itself. Those that say that events are missing are told apart. */
const messages: ReadonlyMap<string, string> = new Map([
  ['process_loader', 'libraries that were loaded'],
  ['test', 'test messages'],
  ['rate_limit_info', 'events were dropped: a rate limit of Tetragon'],
  ['process_throttle', 'events were dropped: Tetragon throttled a container'],
]);

/** Functions of the kernel that stand for a system call. Others keep their own name. */
const functions: ReadonlyMap<string, string> = new Map([
  ['tcp_connect', 'connect'],
  ['security_socket_connect', 'connect'],
  ['tcp_close', 'close'],
  ['tcp_sendmsg', 'sendmsg'],
  ['udp_sendmsg', 'sendmsg'],
  ['security_socket_bind', 'bind'],
  ['security_socket_listen', 'listen'],
  ['inet_csk_listen_start', 'listen'],
  ['inet_csk_accept', 'accept'],
  ['security_file_open', 'open'],
  ['do_sys_openat2', 'openat'],
  ['security_task_kill', 'kill'],
  ['security_ptrace_access_check', 'ptrace'],
  ['do_init_module', 'init_module'],
  ['security_path_unlink', 'unlink'],
  ['security_path_rename', 'rename'],
]);

export const tetragonFields: readonly string[] = [
  ...processFields,
  ...parentFields,
  'proc.duration',
  'proc.env',
  'proc.is_exe_from_memfd',
  'thread.cap_permitted',
  'thread.cap_effective',
  'thread.cap_inheritable',
  'group.gid',
  ...containerFields,
  'k8s.ns.name',
  'k8s.pod.name',
  'k8s.pod.uid',
  'k8s.pod.label',
  'evt.hostname',
  ...resultFields,
  'evt.arg.status',
  'evt.arg.sig',
  ...fileFields,
  ...connectionFields,
  ...jsonFields,
];

export function isTetragon(value: Json): boolean {
  const kind = kindOf(value);
  return kind !== undefined && 'time' in value && (isMap(value[kind]) || 'node_name' in value);
}

/** One line of Tetragon's export (GetEventsResponse as JSON). */
export function readTetragon(value: Json): readonly LineRead[] {
  const kind = kindOf(value) ?? '';
  const message = messages.get(kind);
  if (message !== undefined) return [{ left: message }];
  const body = value[kind];
  if (!isMap(body)) return [{ fault: 'its event is no map' }];
  const time = readTime(value['time']);
  if (time === undefined) return [{ fault: 'has no time that can be read' }];
  const type = typeOf(kind, body);
  if (type === undefined) return [{ left: `${kind.slice(0, 40)}: is not known` }];
  const process = mapOf(body['process']);
  const values: Values = new Map();
  putProcess(values, told(process));
  const ancestors = listOf(body['ancestors']).filter(isMap).map(told);
  const parent = isMap(body['parent']) ? [told(body['parent'])] : [];
  putAncestors(values, [...parent, ...ancestors]);
  putOwn(values, process, kind === 'process_exit' ? time : undefined);
  putPod(values, process);
  put(values, 'evt.hostname', textOf(value['node_name']));
  if (kind === 'process_exec') putResult(values, 0);
  if (kind === 'process_exit') {
    put(values, 'evt.arg.status', wholeOf(body['status']));
    put(values, 'evt.arg.sig', textOf(body['signal']));
  }
  putResult(values, wholeOf(under(body, 'return', 'int_arg') ?? under(body, 'return', 'long_arg')));
  putSocket(values, body, type);
  for (const argument of listOf(body['args'])) putArgument(values, mapOf(argument), type);
  return [
    {
      event: {
        source: 'syscall',
        time,
        type,
        values,
        more: (name, argument) => podLabel(process, name, argument) ?? jsonField(value, time, name, argument),
      },
    },
  ];
}

function kindOf(value: Json): string | undefined {
  return Object.keys(value).find((key) => key.startsWith('process_') || messages.has(key));
}

function typeOf(kind: string, body: Json): string | undefined {
  switch (kind) {
    case 'process_exec':
      return 'execve';
    case 'process_exit':
      return 'procexit';
    case 'process_connect':
    case 'process_close':
    case 'process_listen':
    case 'process_accept':
      return kind.slice('process_'.length);
    case 'process_kprobe':
    case 'process_lsm': {
      const name = textOf(body['function_name']);
      return name === undefined ? undefined : (functions.get(name) ?? systemCall(name));
    }
    case 'process_tracepoint': {
      const name = textOf(body['event']);
      return name === undefined ? undefined : name.replace(/^sys_(?:enter|exit)_/, '');
    }
    case 'process_uprobe':
    case 'process_usdt':
      return textOf(body['symbol']) ?? textOf(body['name']);
    default:
      return undefined;
  }
}

/** `__x64_sys_write`, `sys_write` and `__arm64_sys_write` are `write`. */
function systemCall(name: string): string {
  return /^(?:__[a-z\d]+_)?sys_([a-z\d_]+)$/.exec(name)?.[1] ?? name;
}

function told(process: Json): ProcessTold {
  return {
    pid: wholeOf(process['pid']),
    threadId: wholeOf(process['tid']),
    path: textOf(process['binary']),
    // Absent when there are none: an empty text is left out of the JSON.
    args: textOf(process['arguments']) ?? (textOf(process['binary']) === undefined ? undefined : ''),
    cwd: textOf(process['cwd']),
    uid: wholeOf(process['uid']),
    loginUid: loginUid(process['auid']),
    userName: textOf(under(process, 'user', 'name')),
  };
}

/** 4294967295 is the kernel's "nobody logged in", which Falco prints as -1. */
function loginUid(value: unknown): number | undefined {
  const own = wholeOf(value);
  return own === 4_294_967_295 ? -1 : own;
}

function putOwn(values: Values, process: Json, end: bigint | undefined): void {
  const start = readTime(process['start_time']);
  if (start !== undefined && end !== undefined && end >= start) put(values, 'proc.duration', end - start);
  for (const set of ['permitted', 'effective', 'inheritable']) {
    const names = listOf(under(process, 'cap', set)).filter((name) => typeof name === 'string');
    // DAC_OVERRIDE stands without its start in Tetragon's own list.
    const whole = names.map((name) => (name.startsWith('CAP_') ? name : `CAP_${name}`));
    if (whole.length > 0) put(values, `thread.cap_${set}`, whole.join(' '));
  }
  put(values, 'group.gid', wholeOf(under(process, 'process_credentials', 'gid')));
  const variables = listOf(process['environment_variables']).filter(isMap);
  const env = variables.map(({ key, value }) => `${textOf(key) ?? ''}=${textOf(value) ?? ''}`).join(' ');
  put(values, 'proc.env', env === '' ? undefined : env);
  const binary = textOf(process['binary']);
  if (binary !== undefined) put(values, 'proc.is_exe_from_memfd', /^(?:\/?memfd:)/.test(binary));
}

function putPod(values: Values, process: Json): void {
  const { pod } = process;
  const container = mapOf(under(pod, 'container'));
  const image = mapOf(container['image']);
  const digest = /@(sha256:[\da-f]{64})$/.exec(textOf(image['id'])?.slice(-200) ?? '')?.[1];
  putContainer(values, {
    id: textOf(container['id']) ?? textOf(process['docker']),
    name: textOf(container['name']),
    image: textOf(image['name']),
    digest,
    privileged: privileged(under(container, 'security_context', 'privileged')),
    startTime: readTime(container['start_time']),
  });
  put(values, 'k8s.ns.name', textOf(under(pod, 'namespace')));
  put(values, 'k8s.pod.name', textOf(under(pod, 'name')));
  put(values, 'k8s.pod.uid', textOf(under(pod, 'uid')));
}

function privileged(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function podLabel(process: Json, name: string, argument: string | undefined): string | undefined {
  if (name !== 'k8s.pod.label' || argument === undefined) return undefined;
  return textOf(under(process, 'pod', 'pod_labels', argument));
}

/** The events of connections that Isovalent's builds of Tetragon send. */
function putSocket(values: Values, body: Json, type: string): void {
  const protocol = textOf(body['protocol']);
  const [source, target] = [
    { address: textOf(body['source_ip']), port: wholeOf(body['source_port']) },
    { address: textOf(body['destination_ip']), port: wholeOf(body['destination_port']) },
  ];
  if (type === 'listen') {
    const server = { address: textOf(body['ip']), port: wholeOf(body['port']) };
    putConnection(values, {}, server, 'server', protocol);
  } else if (type === 'accept') putConnection(values, target, source, 'server', protocol);
  else putConnection(values, source, target, 'client', protocol);
}

function putArgument(values: Values, argument: Json, type: string): void {
  const file = argument['file_arg'] ?? argument['path_arg'] ?? argument['linux_binprm_arg'];
  const path = textOf(under(file, 'path'));
  // Older builds leave the first slash out of the path of a file; `pipe:[1]` and the like have none.
  if (path !== undefined) putFile(values, path.startsWith('/') || path.includes(':') ? path : `/${path}`);
  const socket = argument['sock_arg'] ?? argument['skb_arg'];
  if (isMap(socket)) {
    const own = { address: textOf(socket['saddr']), port: wholeOf(socket['sport']) };
    const other = { address: textOf(socket['daddr']), port: wholeOf(socket['dport']) };
    const protocol = textOf(socket['protocol'])?.replace(/^IPPROTO_/, '');
    if (type === 'accept') putConnection(values, other, own, 'server', protocol);
    else if (type === 'listen') putConnection(values, {}, own, 'server', protocol);
    else putConnection(values, own, other, 'client', protocol);
  }
  const { sockaddr_arg: address } = argument;
  if (isMap(address)) {
    const end = { address: textOf(address['addr']), port: wholeOf(address['port']) };
    if (textOf(address['family']) === 'AF_UNIX' && end.address !== undefined) putUnixSocket(values, end.address);
    else if (type === 'bind') putConnection(values, {}, end, 'server', undefined);
    else putConnection(values, {}, end, 'client', undefined);
  }
  const text = scalarOf(argument['string_arg']);
  if (typeof text === 'string' && text !== '' && /^(?:open|openat|creat|unlink|unlinkat)$/.test(type))
    putFile(values, text, values.get('proc.cwd') as string | undefined);
}
