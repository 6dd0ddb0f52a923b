import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../facts/event.ts';
import { readEvents } from './read-events.ts';

const id = 'msg=audit(1795550400.123:77)';
const call = (syscall: number, rest: string, exit = '0'): string =>
  `type=SYSCALL ${id}: arch=c000003e syscall=${syscall} success=yes exit=${exit} ${rest} items=2 ppid=10 pid=20 auid=4294967295 uid=33 gid=34 tty=pts0 ses=1 comm="sh" exe="/bin/dash" key="k"`;
const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

function one(...lines: readonly string[]): Event {
  const read = readEvents(lines.join('\n'));
  assert.deepEqual([read.faults, [...read.left], read.kind, read.list.length], [[], [], 'auditd', 1]);
  return read.list[0]!;
}

const check = (event: Event, wanted: Record<string, unknown>): void => {
  for (const [name, value] of Object.entries(wanted)) assert.deepEqual(event.field(name), value, name);
};

describe('auditd', () => {
  it('joins an exec, with arguments that are written in hexadecimal or cut into pieces', () => {
    const event = one(
      call(59, 'a0=1 a1=2 a2=3 a3=4'),
      `type=EXECVE ${id}: argc=4 a0="sh" a1="-c" a2=${hex('echo "ü"')} a3_len=4 a3[0]=${hex('ab')} a3[1]=${hex('cd')}`,
      `type=CWD ${id}: cwd="/srv"`,
      `type=PATH ${id}: item=0 name="/bin/sh" inode=1 nametype=NORMAL`,
      `type=PROCTITLE ${id}: proctitle=${hex('sh\0-c\0x')}`,
    );
    assert.deepEqual([event.source, event.type, event.time], ['syscall', 'execve', 1_795_550_400_123_000_000n]);
    check(event, {
      'proc.name': 'sh',
      'proc.exe': 'sh',
      'proc.exepath': '/bin/dash',
      'proc.args': '-c echo "ü" abcd',
      'proc.cmdline': 'sh -c echo "ü" abcd',
      'proc.cwd': '/srv',
      'proc.pid': 20,
      'proc.ppid': 10,
      'user.uid': 33,
      'user.loginuid': -1,
      'group.gid': 34,
      'evt.res': 'SUCCESS',
      'fd.name': undefined,
    });
  });

  it('an open of a relative path', () => {
    const event = one(
      call(257, 'a0=ffffff9c a1=7ffe a2=241 a3=1b6', '5'),
      `type=CWD ${id}: cwd="/etc"`,
      `type=PATH ${id}: item=0 name="/etc" nametype=PARENT`,
      `type=PATH ${id}: item=1 name=${hex('a b')} nametype=CREATE`,
      `type=PROCTITLE ${id}: proctitle="sh"`,
    );
    check(event, {
      'evt.type': 'openat',
      'fd.name': '/etc/a b',
      'fd.num': 5,
      'evt.arg.flags': 'O_CREAT|O_TRUNC|O_WRONLY',
      'evt.is_open_write': true,
      'evt.is_open_read': false,
      'proc.cmdline': 'sh',
    });
  });

  const addresses: [saddr: string, wanted: Record<string, unknown>][] = [
    [
      '020001BB01020304' + '0'.repeat(16),
      { 'fd.sip': '1.2.3.4', 'fd.sport': 443, 'fd.name': '1.2.3.4:443', 'fd.typechar': '4' },
    ],
    [
      '0A0000500000000020010DB800000000000000000000000100000000',
      { 'fd.sip': '2001:db8::1', 'fd.sport': 80, 'fd.typechar': '6' },
    ],
    ['0100' + hex('/run/docker.sock') + '00', { 'fd.name': '/run/docker.sock', 'fd.type': 'unix' }],
    ['01', { 'fd.name': undefined }],
  ];
  for (const [saddr, wanted] of addresses)
    it(`connects to ${JSON.stringify(wanted)}`, () =>
      check(one(call(42, 'a0=3 a1=0 a2=10 a3=0', '-115'), `type=SOCKADDR ${id}: saddr=${saddr}`), {
        'evt.type': 'connect',
        'evt.res': 'EINPROGRESS',
        'fd.num': 3,
        ...wanted,
      }));

  const calls: [number, string, Record<string, unknown>][] = [
    [101, 'a0=10 a1=1 a2=0 a3=0', { 'evt.type': 'ptrace', 'evt.arg.request': 'PTRACE_ATTACH' }],
    [105, 'a0=0 a1=0 a2=0 a3=0', { 'evt.type': 'setuid', 'evt.arg.uid': 0 }],
    [272, 'a0=10020000 a1=0 a2=0 a3=0', { 'evt.type': 'unshare', 'evt.arg.flags': 'CLONE_NEWNS|CLONE_NEWUSER' }],
    [
      90,
      'a0=0 a1=9ed a2=0 a3=0',
      { 'evt.type': 'chmod', 'evt.arg.mode': 'S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID' },
    ],
    [321, 'a0=5 a1=0 a2=0 a3=0', { 'evt.type': 'bpf', 'evt.arg.cmd': 'BPF_PROG_LOAD' }],
    [41, 'a0=26 a1=0 a2=0 a3=0', { 'evt.type': 'socket', 'evt.arg.domain': 'AF_ALG' }],
  ];
  for (const [number, rest, wanted] of calls) it(JSON.stringify(wanted), () => check(one(call(number, rest)), wanted));

  it('other architectures, enriched logs, nodes', () => {
    const arm = call(221, 'a0=0').replace('c000003e', 'c00000b7').replace('type=', 'node=n1 type=');
    check(one(`${arm}\u001dARCH=aarch64 SYSCALL=execve AUID="unset" UID="www-data"`), {
      'evt.type': 'execve',
      'user.name': 'www-data',
      'user.loginname': undefined,
      'evt.hostname': 'n1',
    });
    const read = readEvents(call(5, 'a0=0').replace('c000003e', '40000003'));
    assert.deepEqual([...read.left], [['system calls whose number is not known on their architecture', 1]]);
  });

  it('what user space tells stands for itself', () => {
    const event = one(
      `type=USER_LOGIN msg=audit(1795550400.1:78): pid=1 uid=0 auid=1000 ses=1 msg='op=login acct=${hex('röt')} exe="/usr/sbin/sshd" hostname=? addr=10.0.0.9 terminal=ssh res=failed'`,
    );
    assert.deepEqual([event.source, event.type], ['auditd', 'user_login']);
    check(event, {
      'evt.res': 'FAILED',
      'evt.arg.acct': 'röt',
      'evt.arg.addr': '10.0.0.9',
      'proc.exepath': '/usr/sbin/sshd',
      'user.loginuid': 1000,
    });
  });

  it('events whose records are mixed are joined by serial; one that comes twice is told once', () => {
    const other = (line: string): string => line.replace(':77)', ':78)');
    const lines = [
      call(59, 'a0=0'),
      other(call(2, 'a0=0 a1=0')),
      `type=EXECVE ${id}: argc=1 a0="first"`,
      other(`type=PATH ${id}: item=0 name="/second" nametype=NORMAL`),
      other(`type=PROCTITLE ${id}: proctitle="x"`),
      `type=PROCTITLE ${id}: proctitle="y"`,
    ];
    const read = readEvents([...lines, ...lines, 'type=garbage', `type=EOE ${id}: `]);
    assert.deepEqual(
      read.list.map((event) => [event.type, event.field('proc.exe'), event.field('fd.name')]),
      [
        ['open', 'x', '/second'],
        ['execve', 'first', undefined],
      ],
    );
    assert.deepEqual([...read.left], [['seen before', 2]]);
    assert.deepEqual(read.faults, [{ line: 13, because: 'is no record of auditd' }]);
  });

  it('waits for no more than a thousand events', () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => call(59, 'a0=0').replace(':77)', `:${at})`));
    const read = readEvents(lines);
    assert.equal(read.list.length, 3_000);
  });
});
