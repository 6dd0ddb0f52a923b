/** What each source says it fills is what it fills: full samples fill every field, and no other. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openAuditd } from './auditd.ts';
import { readDocker } from './docker.ts';
import { ancestry, commonFields, type LineRead } from './draft.ts';
import { eventFields } from './fields.ts';
import { jsonFields, type Json } from './json-value.ts';
import type { EventKind } from './read-events.ts';
import { readTetragon } from './tetragon.ts';
import { readTracee } from './tracee.ts';

const id = 'ab'.repeat(32);
const time = '2026-11-24T20:00:00Z';
const socket = { saddr: '10.0.0.1', sport: 1, daddr: '10.0.0.2', dport: 2, protocol: 'IPPROTO_TCP' };
const tetragonProcess = {
  pid: 1,
  tid: 2,
  uid: 0,
  auid: 0,
  user: { name: 'root' },
  cwd: '/',
  binary: '/bin/sh',
  arguments: '-c id',
  start_time: '2026-11-24T19:00:00Z',
  cap: { permitted: ['CAP_KILL'], effective: ['CAP_KILL'], inheritable: ['CAP_KILL'] },
  process_credentials: { gid: 5 },
  environment_variables: [{ key: 'A', value: '1' }],
  pod: {
    namespace: 'n',
    name: 'p',
    uid: 'u',
    container: {
      id,
      name: 'c',
      image: { id: `x@sha256:${'0'.repeat(64)}`, name: 'x:1' },
      start_time: time,
      security_context: { privileged: true },
    },
  },
};
const tetragon = (kind: string, more: object): Json => ({
  [kind]: { process: tetragonProcess, parent: tetragonProcess, ...more },
  node_name: 'n',
  time,
});
const tracee = (name: string, args: object, returnValue = 3): Json => ({
  eventName: name,
  timestamp: 1_795_550_400n * 1_000_000_000n,
  hostProcessId: 1,
  hostThreadId: 1,
  hostParentProcessId: 1,
  processId: 1,
  threadId: 1,
  userId: 0,
  processName: 'sh',
  hostName: 'h',
  returnValue,
  executable: { path: '/bin/sh' },
  container: { id, name: 'c', image: 'x:1', imageDigest: 'sha256:0' },
  kubernetes: { podName: 'p', podNamespace: 'n', podUID: 'u' },
  args: Object.entries(args).map(([key, value]) => ({ name: key, value: value as unknown })),
});
const protocolProcess = {
  thread: { name: 'sh' },
  host_pid: 1,
  pid: 1,
  real_user: { id: 1, name: 'u' },
  executable: { path: '/bin/sh' },
};
const audit = (syscall: number, args: string, ...more: readonly string[]): readonly LineRead[] => {
  const reader = openAuditd();
  const head = 'msg=audit(1795550400.1:1):';
  const lines = [
    `node=n type=SYSCALL ${head} arch=c000003e syscall=${syscall} exit=3 ${args} ppid=1 pid=2 uid=0 gid=0 auid=0 comm="sh" exe="/bin/sh"\u001dUID="root" AUID="root"`,
    `node=n type=EXECVE ${head} argc=2 a0="sh" a1="-c"`,
    `node=n type=CWD ${head} cwd="/"`,
    ...more.map((line) => `node=n ${line.replace(' ', ` ${head} `)}`),
  ];
  return [...lines.flatMap((line) => reader.take(line)), ...reader.end()];
};

const samples: Readonly<Partial<Record<EventKind, readonly LineRead[]>>> = {
  tetragon: [
    ...readTetragon(tetragon('process_exec', {})),
    ...readTetragon(tetragon('process_exit', { status: 1, signal: 'SIGKILL' })),
    ...readTetragon(tetragon('process_kprobe', { function_name: 'tcp_connect', args: [{ sock_arg: socket }] })),
    ...readTetragon(tetragon('process_kprobe', { function_name: 'sys_read', args: [{ file_arg: { path: '/a/b' } }] })),
  ],
  tracee: [
    ...readTracee(tracee('openat', { dirfd: -100, pathname: '/a/b', flags: 2, mode: 0 })),
    ...readTracee(tracee('sched_process_exec', { pathname: '/bin/sh', argv: ['sh', '-c'], env: ['A=1'] })),
    ...readTracee(tracee('chmod', { pathname: '/a', mode: 0o4755 })),
    ...readTracee(tracee('ptrace', { request: 16 })),
    ...readTracee(tracee('socket', { domain: 2 })),
    ...readTracee(tracee('bpf', { cmd: 5 })),
    ...readTracee(tracee('setuid', { uid: 0 })),
    ...readTracee(tracee('rename', { oldpath: '/a', newpath: '/b' })),
    ...readTracee(tracee('symlink', { target: '/a', linkpath: '/b' })),
    ...readTracee(tracee('unlink', { pathname: '/a' })),
    ...readTracee(
      tracee('security_socket_accept', {
        remote_addr: { sa_family: 'AF_INET', sin_addr: '10.0.0.1', sin_port: '5' },
        local_addr: { sa_family: 'AF_INET', sin_addr: '10.0.0.2', sin_port: '80' },
      }),
    ),
    ...readTracee({
      name: 'x',
      timestamp: time,
      workload: { process: { ...protocolProcess, ancestors: [protocolProcess] } },
      data: [{ name: 'local_addr', sockaddr: { sa_family: 'AF_INET', sin_addr: '10.0.0.1', sin_port: 5 } }],
    }),
  ],
  docker: readDocker({
    Type: 'container',
    Action: 'exec_create: sh -c id',
    status: 'exec_create: sh -c id',
    id,
    from: 'x:1@sha256:0',
    scope: 'local',
    Actor: { ID: id, Attributes: { name: 'c', image: 'x:1@sha256:0', exitCode: '1' } },
    time: 1_795_550_400,
  }),
  auditd: [
    ...audit(59, 'a0=0'),
    ...audit(257, 'a0=0 a1=0 a2=241', 'type=PATH name="/a/b" nametype=CREATE'),
    ...audit(82, 'a0=0', 'type=PATH name="/a" nametype=DELETE', 'type=PATH name="/b" nametype=CREATE'),
    ...audit(88, 'a0=0', 'type=PATH name="/b" nametype=CREATE'),
    ...audit(87, 'a0=0', 'type=PATH name="/b" nametype=DELETE'),
    ...audit(90, 'a0=0 a1=1ff', 'type=PATH name="/b" nametype=NORMAL'),
    ...audit(101, 'a0=10'),
    ...audit(41, 'a0=2'),
    ...audit(321, 'a0=5'),
    ...audit(105, 'a0=0'),
    ...audit(42, 'a0=3', 'type=SOCKADDR saddr=0200005001020304'),
    ...audit(49, 'a0=3', 'type=SOCKADDR saddr=0200005001020304'),
    ...audit(43, 'a0=3', 'type=SOCKADDR saddr=0200005001020304'),
  ],
};

/** Made when they are asked for, or only of a sensor that has both ends of a connection. */
const lazy = new Set([...commonFields, ...jsonFields, 'evt.arg', 'k8s.pod.label', 'docker.attributes']);

describe('fields of each source', () => {
  for (const [kind, reads] of Object.entries(samples) as [EventKind, readonly LineRead[]][])
    it(kind, () => {
      const filled = new Set<string>();
      for (const read of reads) {
        assert.ok('event' in read, Object.values(read).join());
        for (const name of read.event.values.keys()) filled.add(name);
      }
      const told = eventFields.filter(({ sources }) => sources.includes(kind)).map(({ name }) => name);
      const known = new Set(told);
      assert.deepEqual(
        [...filled].filter((name) => !known.has(name) && !(known.has('evt.arg') && name.startsWith('evt.arg.'))),
        [],
        'fields that are not told',
      );
      assert.deepEqual(
        told.filter((name) => !filled.has(name) && !lazy.has(name)),
        [],
        'fields that are told and not filled',
      );
    });

  it('each ancestor by a field of its own', () => assert.equal(ancestry.size, 5));
});
