import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Event } from '../../facts/event.ts';
import { readEvents } from './read-events.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/events/tetragon');

const process = {
  exec_id: 'x',
  pid: 42,
  tid: 43,
  uid: 0,
  cwd: '/srv',
  binary: '/usr/bin/a-very-long-program-name',
  arguments: '-c "id"',
  start_time: '2026-11-24T20:00:00.5Z',
  auid: 4_294_967_295,
  docker: 'e6af4dff4ea3b8d50313c59',
  pod: {
    namespace: 'shop',
    name: 'web-0',
    pod_labels: { app: 'web' },
    container: {
      id: `containerd://${'ab'.repeat(32)}`,
      name: 'web',
      image: { id: `docker.io/library/nginx@sha256:${'0'.repeat(64)}`, name: 'docker.io/library/nginx:1.27' },
      start_time: '2026-11-24T19:00:00Z',
      security_context: { privileged: true },
    },
  },
  cap: { permitted: ['CAP_CHOWN', 'DAC_OVERRIDE'] },
  environment_variables: [{ key: 'A', value: '1' }],
};
const line = (kind: string, more: object): string =>
  JSON.stringify({
    [kind]: {
      process,
      parent: { pid: 7, binary: '/bin/bash', arguments: '-l' },
      ancestors: [{ pid: 1, binary: '/sbin/init' }],
      ...more,
    },
    node_name: 'node-1',
    time: '2026-11-24T20:00:01.500000001Z',
  });

function one(text: string): Event {
  const read = readEvents(text);
  assert.deepEqual([read.faults, [...read.left], read.list.length], [[], [], 1]);
  return read.list[0]!;
}

describe('readTetragon', () => {
  it('an exec: process, ancestors, container and Pod', () => {
    const event = one(line('process_exec', {}));
    assert.deepEqual([event.type, event.source, event.time], ['execve', 'syscall', 1_795_550_401_500_000_001n]);
    const wanted = {
      'proc.pid': 42,
      'proc.ppid': 7,
      'thread.tid': 43,
      'proc.name': 'a-very-long-pro',
      'proc.exepath': '/usr/bin/a-very-long-program-name',
      'proc.args': '-c "id"',
      'proc.cmdline': 'a-very-long-pro -c "id"',
      'proc.cwd': '/srv',
      'proc.pname': 'bash',
      'proc.pcmdline': 'bash -l',
      'proc.pexepath': '/bin/bash',
      'proc.aname': ['bash', 'init'],
      'user.uid': 0,
      'user.loginuid': -1,
      'thread.cap_permitted': 'CAP_CHOWN CAP_DAC_OVERRIDE',
      'proc.env': 'A=1',
      'container.id': 'abababababab',
      'container.full_id': 'ab'.repeat(32),
      'container.image.repository': 'docker.io/library/nginx',
      'container.image.tag': '1.27',
      'container.image.digest': `sha256:${'0'.repeat(64)}`,
      'container.privileged': true,
      'container.start_ts': 1_795_546_800_000_000_000n,
      'k8s.ns.name': 'shop',
      'k8s.pod.name': 'web-0',
      'evt.hostname': 'node-1',
      'evt.rawres': 0,
      'evt.res': 'SUCCESS',
    };
    for (const [name, value] of Object.entries(wanted)) assert.deepEqual(event.field(name), value, name);
    assert.deepEqual(
      ['0', '1', '2', '3', '-1', 'x'].map((at) => event.field('proc.aname', at)),
      ['a-very-long-pro', 'bash', 'init', undefined, undefined, undefined],
    );
    assert.equal(event.field('k8s.pod.label', 'app'), 'web');
    assert.equal(event.field('fd.name'), undefined);
  });

  it('an exit: how long it ran, with what it ended', () => {
    const event = one(line('process_exit', { status: 3, signal: 'SIGKILL' }));
    assert.deepEqual(
      [event.type, event.field('proc.duration'), event.field('evt.arg.status'), event.field('evt.arg', 'sig')],
      ['procexit', 1_000_000_001n, 3, 'SIGKILL'],
    );
  });

  const types: [kind: string, more: object, type: string][] = [
    ['process_kprobe', { function_name: '__x64_sys_write' }, 'write'],
    ['process_kprobe', { function_name: '__arm64_sys_openat' }, 'openat'],
    ['process_kprobe', { function_name: 'sys_mount' }, 'mount'],
    ['process_kprobe', { function_name: 'tcp_connect' }, 'connect'],
    ['process_kprobe', { function_name: 'security_bprm_check' }, 'security_bprm_check'],
    ['process_tracepoint', { subsys: 'syscalls', event: 'sys_enter_ptrace' }, 'ptrace'],
    ['process_tracepoint', { subsys: 'sched', event: 'sched_switch' }, 'sched_switch'],
    ['process_lsm', { function_name: 'bprm_check_security' }, 'bprm_check_security'],
  ];
  for (const [kind, more, type] of types)
    it(`${JSON.stringify(more)} is ${type}`, () => assert.equal(one(line(kind, more)).type, type));

  it('arguments: files, sockets, addresses, results', () => {
    const file = one(
      line('process_kprobe', { function_name: '__x64_sys_read', args: [{ file_arg: { path: 'etc/shadow' } }] }),
    );
    assert.deepEqual(
      ['fd.name', 'fd.directory', 'fd.filename', 'fd.typechar'].map((name) => file.field(name)),
      ['/etc/shadow', '/etc', 'shadow', 'f'],
    );
    const relative = one(
      line('process_kprobe', { function_name: '__x64_sys_openat', args: [{ string_arg: '../etc/passwd' }] }),
    );
    assert.equal(relative.field('fd.name'), '/etc/passwd');
    const sock = one(
      line('process_kprobe', {
        function_name: 'tcp_connect',
        args: [
          {
            sock_arg: {
              family: 'AF_INET',
              protocol: 'IPPROTO_TCP',
              saddr: '10.0.0.1',
              daddr: '1.2.3.4',
              sport: 40_000,
              dport: 443,
            },
          },
        ],
        return: { int_arg: -115 },
      }),
    );
    assert.deepEqual(
      ['fd.name', 'fd.sip', 'fd.sport', 'fd.rport', 'fd.lip', 'fd.l4proto', 'fd.typechar', 'evt.res', 'evt.rawres'].map(
        (name) => sock.field(name),
      ),
      ['10.0.0.1:40000->1.2.3.4:443', '1.2.3.4', 443, 443, '10.0.0.1', 'tcp', '4', 'EINPROGRESS', -115],
    );
    assert.deepEqual(sock.field('fd.ip'), ['10.0.0.1', '1.2.3.4']);
    const local = one(
      line('process_kprobe', {
        function_name: 'security_socket_connect',
        args: [{ sockaddr_arg: { family: 'AF_UNIX', addr: '/run/docker.sock' } }],
      }),
    );
    assert.deepEqual([local.field('fd.name'), local.field('fd.type')], ['/run/docker.sock', 'unix']);
  });

  it('says what is no event for rules', () => {
    const throttle = { process_throttle: { type: 'THROTTLE_START' }, node_name: 'n', time: '2026-11-24T20:00:00Z' };
    const read = readEvents(
      [JSON.stringify(throttle), line('process_new_kind', {}), line('process_exec', {})].join('\n'),
    );
    assert.deepEqual(
      [...read.left],
      [
        ['events were dropped: Tetragon throttled a container', 1],
        ['process_new_kind: is not known', 1],
      ],
    );
    assert.equal(read.list.length, 1);
  });

  const files = globSync('*/*.json', { cwd: shared });
  it('finds the shared files', () => assert.ok(files.length >= 15));
  for (const file of files)
    it(`reads ${file} whole`, () => {
      const text = readFileSync(join(shared, file), 'utf8');
      const event = one(text);
      const told = JSON.parse(text) as Record<
        string,
        { process: { pid: number; binary: string; pod: { name: string } } }
      >;
      const [kind = ''] = Object.keys(told);
      const { pid, binary, pod } = told[kind]!.process;
      assert.deepEqual(
        [event.field('proc.pid'), event.field('proc.exepath'), event.field('k8s.pod.name')],
        [pid, binary, pod.name],
      );
      assert.equal(String(event.field('container.id')).length, 12);
      const types: Record<string, string> = { process_exec: 'execve', process_exit: 'procexit' };
      if (kind !== 'process_kprobe') assert.equal(event.type, types[kind] ?? kind.replace('process_', ''));
      else assert.ok(['read', 'write'].includes(event.type) && String(event.field('fd.name')).startsWith('/'));
      if (/connect|close|listen/.test(kind)) assert.equal(event.field('fd.l4proto'), 'tcp');
    });
});
