import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../facts/event.ts';
import { readEvents } from './read-events.ts';

const flat = (more: object): string =>
  JSON.stringify({
    processId: 5,
    threadId: 5,
    hostProcessId: 500,
    hostThreadId: 501,
    hostParentProcessId: 400,
    userId: 1000,
    processName: 'sh',
    executable: { path: '/bin/sh' },
    hostName: 'node-1',
    containerId: 'cd'.repeat(32),
    container: { id: 'cd'.repeat(32), name: 'app', image: 'debian:12', imageDigest: 'sha256:12' },
    kubernetes: { podName: 'app-0', podNamespace: 'shop', podUID: 'u' },
    eventName: 'openat',
    returnValue: 3,
    args: [
      { name: 'dirfd', type: 'int', value: -100 },
      { name: 'pathname', type: 'const char*', value: '/etc/shadow' },
      { name: 'flags', type: 'int', value: 0o2000002 },
    ],
    ...more,
  }).replace('{', '{"timestamp":1795550400123456789,');

function one(text: string): Event {
  const read = readEvents(text);
  assert.deepEqual([read.faults, read.kind, read.list.length], [[], 'tracee', 1]);
  return read.list[0]!;
}

const check = (event: Event, wanted: Record<string, unknown>): void => {
  for (const [name, value] of Object.entries(wanted)) assert.deepEqual(event.field(name), value, name);
};

describe('readTracee', () => {
  it('the flat form: an open', () => {
    const event = one(flat({}));
    assert.deepEqual([event.time, event.type], [1_795_550_400_123_456_789n, 'openat']);
    check(event, {
      'proc.pid': 500,
      'proc.vpid': 5,
      'proc.ppid': 400,
      'proc.name': 'sh',
      'proc.exepath': '/bin/sh',
      'user.uid': 1000,
      'container.id': 'cdcdcdcdcdcd',
      'container.image.repository': 'debian',
      'container.image.digest': 'sha256:12',
      'k8s.pod.name': 'app-0',
      'k8s.ns.name': 'shop',
      'fd.name': '/etc/shadow',
      'fd.num': 3,
      'evt.arg.flags': 'O_CLOEXEC|O_RDWR',
      'evt.arg.dirfd': -100,
      'evt.arg.name': '/etc/shadow',
      'evt.is_open_read': true,
      'evt.is_open_write': true,
      'evt.rawres': 3,
      'evt.hostname': 'node-1',
    });
  });

  it('an exec is of the new file', () => {
    check(
      one(
        flat({
          eventName: 'sched_process_exec',
          returnValue: 0,
          args: [
            { name: 'pathname', value: 'memfd:evil' },
            { name: 'argv', value: ['ls', '-l', 'a b'] },
            { name: 'env', value: ['A=1', 'B=2'] },
          ],
        }),
      ),
      {
        'evt.type': 'execve',
        'proc.exe': 'ls',
        'proc.args': '-l a b',
        'proc.exepath': 'memfd:evil',
        'proc.is_exe_from_memfd': true,
        'proc.env': 'A=1 B=2',
        'fd.name': undefined,
      },
    );
  });

  it('a connect, a failure', () => {
    check(
      one(
        flat({
          eventName: 'security_socket_connect',
          returnValue: -111,
          args: [
            { name: 'remote_addr', value: { sa_family: 'AF_INET6', sin6_addr: '2001:db8::1', sin6_port: '8080' } },
          ],
        }),
      ),
      {
        'evt.type': 'connect',
        'fd.sip': '2001:db8::1',
        'fd.sport': 8080,
        'fd.typechar': '6',
        'evt.res': 'ECONNREFUSED',
        'evt.failed': true,
      },
    );
  });

  it('an accept: who connected is the client', () => {
    const event = one(
      flat({
        eventName: 'security_socket_accept',
        returnValue: 0,
        args: [
          { name: 'local_addr', value: { sa_family: 'AF_INET', sin_addr: '10.0.0.2', sin_port: '80' } },
          { name: 'remote_addr', value: { sa_family: 'AF_INET', sin_addr: '10.0.0.9', sin_port: '40000' } },
        ],
      }),
    );
    check(event, {
      'fd.cip': '10.0.0.9',
      'fd.sip': '10.0.0.2',
      'fd.sport': 80,
      'fd.name': '10.0.0.9:40000->10.0.0.2:80',
    });
  });

  it('numbers of arguments get the names that rules know', () => {
    const args = [{ name: 'request', value: 16 }];
    check(one(flat({ eventName: 'ptrace', args })), { 'evt.arg.request': 'PTRACE_ATTACH' });
  });

  it('the form of v1beta1', () => {
    const event = one(
      JSON.stringify({
        timestamp: { seconds: '1795550400', nanos: 5 },
        id: 'sched_process_exec',
        name: 'sched_process_exec',
        workload: {
          process: {
            thread: { name: 'ls', host_tid: 12, tid: 2 },
            pid: { value: 2 },
            host_pid: { value: 12 },
            real_user: { id: { value: 1000 } },
            executable: { path: '/bin/ls' },
            ancestors: [
              { host_pid: 11, thread: { name: 'bash' } },
              { host_pid: 1, thread: { name: 'init' } },
            ],
          },
          container: { id: 'ef'.repeat(32), name: 'x', image: { name: 'busybox:1' } },
          k8s: { pod: { name: 'p', uid: 'u' }, namespace: { name: 'n' } },
        },
        data: [
          { name: 'pathname', str: '/bin/ls' },
          { name: 'argv', str_array: { value: ['ls', '-la'] } },
        ],
      }),
    );
    assert.equal(event.time, 1_795_550_400_000_000_005n);
    check(event, {
      'evt.type': 'execve',
      'proc.pid': 12,
      'proc.vpid': 2,
      'user.uid': 1000,
      'proc.cmdline': 'ls -la',
      'proc.aname': ['bash', 'init'],
      'proc.apid': [11, 1],
      'container.image.repository': 'busybox',
      'k8s.pod.name': 'p',
      'k8s.ns.name': 'n',
    });
  });
});
