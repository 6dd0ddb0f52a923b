/** Docker's events, and what Falco and sysdig print under the names of fields. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from '../../facts/event.ts';
import { readEvents } from './read-events.ts';

function one(text: string, kind: string): Event {
  const read = readEvents(text);
  assert.deepEqual([read.faults, [...read.left], read.kind, read.list.length], [[], [], kind, 1]);
  return read.list[0]!;
}

const check = (event: Event, wanted: Record<string, unknown>): void => {
  for (const [name, value] of Object.entries(wanted)) assert.deepEqual(event.field(name), value, name);
};

describe('readDocker', () => {
  it('an exec in a container', () => {
    const event = one(
      `{"status":"exec_create: /bin/sh -c id","id":"${'ab'.repeat(32)}","from":"shop/web:1","Type":"container","Action":"exec_create: /bin/sh -c id","Actor":{"ID":"${'ab'.repeat(32)}","Attributes":{"execID":"e","image":"shop/web:1","name":"web"}},"scope":"local","time":1795550400,"timeNano":1795550400123456789}`,
      'docker',
    );
    assert.deepEqual([event.source, event.type, event.time], ['docker', 'exec_create', 1_795_550_400_123_456_789n]);
    check(event, {
      'container.id': 'abababababab',
      'container.name': 'web',
      'container.image.repository': 'shop/web',
      'container.image.tag': '1',
      'proc.name': 'sh',
      'proc.cmdline': 'sh -c id',
      'docker.action': 'exec_create: /bin/sh -c id',
      'docker.attributes': undefined,
    });
    assert.equal(event.field('docker.attributes', 'execID'), 'e');
    assert.equal(event.field('jevt.value', '/timeNano'), '1795550400123456789');
    assert.match(String(event.field('jevt.obj')), /"timeNano":1795550400123456789/);
  });

  it('other objects, and engines of old', () => {
    const network = one(
      '{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{"container":"c"}},"time":1795550400}',
      'docker',
    );
    check(network, { 'docker.type': 'network', 'container.id': undefined });
    assert.equal(network.time, 1_795_550_400_000_000_000n);
    const old = one('{"status":"die","id":"abcdef","from":"nginx@sha256:11","time":1795550400}', 'docker');
    check(old, { 'evt.type': 'die', 'container.image.repository': 'nginx', 'container.image.digest': 'sha256:11' });
  });
});

describe('readFalco', () => {
  const alert = (more: object): string =>
    JSON.stringify({
      hostname: 'node-1',
      output: '20:00:00: Shell',
      priority: 'Notice',
      rule: 'Terminal shell in container',
      source: 'syscall',
      tags: ['container'],
      time: '2026-11-24T20:00:00.123456789Z',
      output_fields: {
        'evt.type': 'execve',
        'proc.name': 'bash',
        'proc.aname[2]': 'sshd',
        'container.id': 'abababababab',
        'k8s.ns.name': null,
        'proc.tty': 34_816,
        'user.name': '<NA>',
        'evt.is_open_write': 'true',
      },
      ...more,
    }).replace(
      '"output_fields":{',
      '"output_fields":{"evt.rawtime":1795550400123456789,"evt.time":1795550400123456789,',
    );

  it('an alert as its event', () => {
    const event = one(alert({}), 'falco');
    assert.deepEqual([event.source, event.type, event.time], ['syscall', 'execve', 1_795_550_400_123_456_789n]);
    check(event, {
      'proc.name': 'bash',
      'evt.rawtime': 1_795_550_400_123_456_789n,
      'evt.time': '20:00:00.123456789',
      'k8s.ns.name': undefined,
      'user.name': undefined,
      'proc.tty': 34_816,
      'evt.is_open_write': true,
      'evt.hostname': 'node-1',
    });
    assert.equal(event.field('proc.aname', '2'), 'sshd');
    assert.equal(event.field('jevt.value', '/rule'), 'Terminal shell in container');
  });

  it('other sources', () => {
    assert.equal(one(alert({ output: undefined }), 'falco').type, 'execve');
    assert.equal(one(alert({ source: 'k8s_audit', output_fields: { 'ka.verb': 'get' } }), 'falco').type, 'get');
    const read = readEvents(
      [
        alert({ source: 'internal' }),
        alert({ source: 'okta' }),
        alert({ output_fields: [1] }),
        alert({ time: 1 }),
      ].join('\n'),
    );
    assert.deepEqual(
      [...read.left],
      [
        ['messages of Falco about itself', 1],
        ['alerts of the source okta', 1],
      ],
    );
    assert.deepEqual(
      read.faults.map(({ line, because }) => `${line} ${because}`),
      ['3 its output_fields are no map', '4 has no time that can be read'],
    );
  });
});

describe('readSysdig', () => {
  it('keeps each nanosecond, and whatever fields were asked for', () => {
    const event = one(
      '{"evt.num":7,"evt.rawtime":1795550400123456789,"evt.type":"open","evt.dir":"<","evt.info":"fd=3","fd.num":3,"proc.name":"<NA>","proc.aname[1]":"sh"}',
      'sysdig',
    );
    assert.equal(event.time, 1_795_550_400_123_456_789n);
    check(event, { 'evt.num': 7, 'evt.args': 'fd=3', 'fd.num': 3, 'proc.name': undefined });
    assert.equal(event.field('proc.aname', '1'), 'sh');
  });
});
