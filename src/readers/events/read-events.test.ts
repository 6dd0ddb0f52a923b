import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../facts/event.ts';
import { eventFields } from './fields.ts';
import { eventKinds, eventLimits, openEvents, readEvents, type EventKind } from './read-events.ts';

const audit = (id: string, more: object = {}): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: id,
    stage: 'ResponseComplete',
    verb: 'get',
    stageTimestamp: '2026-11-24T20:00:00Z',
    ...more,
  });

/** One line of each source, for mutations. */
const samples: Record<EventKind, string> = {
  'kubernetes-audit': audit('a', {
    requestURI: '/x?command=sh',
    objectRef: { resource: 'pods', name: 'x' },
    requestObject: {
      subjects: [{ kind: 'User', name: 'x' }],
      rules: [{ verbs: ['*'] }],
      spec: {
        containers: [{ image: 'nginx', securityContext: { privileged: true } }],
        volumes: [{ hostPath: { path: '/' } }],
      },
    },
  }),
  falco:
    '{"rule":"r","priority":"Notice","output":"o","time":"2026-11-24T20:00:00Z","output_fields":{"evt.type":"open","fd.name":"/x","proc.aname[1]":"sh"}}',
  tetragon:
    '{"process_kprobe":{"process":{"pid":1,"binary":"/bin/sh","arguments":"-c","pod":{"container":{"id":"docker://ab","image":{"name":"x:1"}}},"cap":{"permitted":["X"]}},"parent":{"pid":2,"binary":"/sbin/init"},"function_name":"__x64_sys_read","args":[{"file_arg":{"path":"/etc/x"}},{"sock_arg":{"daddr":"1.2.3.4","dport":80}}],"return":{"int_arg":-2}},"node_name":"n","time":"2026-11-24T20:00:00Z"}',
  tracee:
    '{"timestamp":1795550400123456789,"processName":"sh","eventName":"openat","returnValue":3,"container":{"id":"ab"},"args":[{"name":"pathname","value":"/x"},{"name":"flags","value":2},{"name":"remote_addr","value":{"sa_family":"AF_INET","sin_addr":"1.2.3.4","sin_port":"80"}}]}',
  docker:
    '{"Type":"container","Action":"exec_create: sh -c id","Actor":{"ID":"ab","Attributes":{"image":"x:1","name":"n","exitCode":"1"}},"scope":"local","timeNano":1795550400123456789}',
  sysdig:
    '{"evt.num":1,"evt.outputtime":1795550400123456789,"evt.type":"open","evt.info":"x","proc.name":"sh","thread.tid":1}',
  auditd:
    'type=SYSCALL msg=audit(1795550400.123:77): arch=c000003e syscall=257 success=yes exit=3 a0=1 a1=2 a2=241 a3=0 ppid=1 pid=2 uid=0 comm="sh" exe=2F62 key=(null)',
};

/** What a rule may ask of any event. */
function askAll(event: Event): void {
  for (const { name } of eventFields) {
    for (const argument of [undefined, '0', '1', '/a/b~1c/0', 'command', '*'])
      assert.notEqual(event.field(name, argument), null, name);
  }
  assert.equal(typeof event.time, 'bigint');
  assert.equal(typeof event.type, 'string');
}

const judge = (lines: readonly (string | Uint8Array)[], kind: EventKind | 'auto'): void => {
  const read = readEvents(lines, kind);
  read.list.forEach(askAll);
  assert.equal(read.lines, lines.length);
  assert.ok(read.faults.length <= eventLimits.faults + 1);
  assert.ok(read.faults.every(({ line, because }) => line >= 1 && line <= lines.length && because !== ''));
};

describe('readEvents', () => {
  it('recognises each source by its lines', () => {
    for (const kind of eventKinds) {
      const read = readEvents(`\n${samples[kind]}\n`);
      assert.deepEqual([read.kind, read.list.length, read.faults], [kind, 1, []], kind);
    }
  });

  it('passes over what stands before, and counts what is of another source', () => {
    const read = readEvents(
      ['Starting up', samples.docker, samples.tetragon, '[]', '7', '{}', samples.docker].join('\n'),
    );
    assert.deepEqual([read.kind, read.list.length], ['docker', 2]);
    assert.deepEqual(
      read.faults.map(({ line, because }) => `${line} ${because}`),
      ['1 is no JSON object', '3 is no event of docker', '5 is no JSON object', '6 is no event of docker'],
    );
  });

  it('reads documents that are written over many lines, and lists', () => {
    const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 2);
    const read = readEvents([pretty(audit('a')), pretty(audit('b')), `[${audit('c')},${audit('d')}]`].join('\n'));
    assert.deepEqual([read.list.map((event) => event.field('ka.auditid')), read.faults], [['a', 'b', 'c', 'd'], []]);
  });

  it('a line that is cut off takes no other along', () => {
    const whole = audit('a');
    const lines = [whole, audit('b').slice(0, 40), audit('c'), '{"kind":"Event",', audit('d'), '{"a":[', '"x"'];
    const read = readEvents(lines);
    assert.deepEqual(
      read.list.map((event) => event.field('ka.auditid')),
      ['a', 'c', 'd'],
    );
    assert.deepEqual(
      read.faults.map(({ line, because }) => `${line} ${because}`),
      ['2 is no JSON', '4 is no JSON: it is cut off', '6 is no JSON: it is cut off'],
    );
  });

  it('a line of 10 MB is read; a longer one than the limit is a fault and no more', () => {
    const long = audit('a', { requestObject: { data: { x: 'y'.repeat(10 << 20) } } });
    const read = readEvents([long, audit('b'), `{"a":"${'x'.repeat(eventLimits.line)}"}`, audit('c')]);
    assert.equal(read.list.length, 3);
    assert.deepEqual(read.faults, [{ line: 3, because: 'is too long' }]);
    assert.equal(String(read.list[0]?.field('ka.req.configmap.obj')).length, (10 << 20) + 8);
  });

  it('what is nested without end is a fault, or a field without a value', () => {
    const depth = 2_000_000;
    const deep = `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"n":1795550400123456789}`;
    const inEvent = audit('a', { requestObject: 0 }).replace(
      '"requestObject":0',
      `"requestObject":${'['.repeat(depth)}${']'.repeat(depth)}`,
    );
    const read = readEvents([deep, inEvent, audit('b')]);
    assert.deepEqual(
      read.list.map((event) => event.field('ka.auditid')),
      ['a', 'b'],
    );
    assert.equal(read.list[0]?.field('jevt.obj'), undefined);
    assert.deepEqual(read.faults, [{ line: 1, because: 'is nested too deeply' }]);
  });

  it('bytes that are no UTF-8 are read as far as they go', () => {
    const bytes = Buffer.concat([Buffer.from(samples.docker.replace('"n"', '"n')), Buffer.from([0x0a])]);
    const broken = Buffer.from(samples.docker.replace('x:1', 'x:?'));
    broken[broken.indexOf('?')] = 0xff;
    const read = readEvents(new Uint8Array(Buffer.concat([broken, Buffer.from('\n'), bytes])));
    assert.equal(read.list.length, 1);
    assert.equal(read.list[0]?.field('container.image'), 'x:\uFFFD');
    assert.equal(read.faults[0]?.line, 2);
  });

  it('clocks may jump: the order of lines stays, a time that is none is a fault', () => {
    const times = [
      '2026-11-24T20:00:00Z',
      '1999-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999999Z',
      '10000-01-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-11-24T22:00:00.5+02:00',
    ];
    const read = readEvents(times.map((stageTimestamp, at) => audit(`${at}`, { stageTimestamp })).join('\n'));
    assert.deepEqual(
      read.list.map((event) => event.time),
      [1_795_550_400_000_000_000n, 915_148_800_000_000_000n, 253_402_300_799_999_999_999n, 1_795_550_400_500_000_000n],
    );
    assert.deepEqual(
      read.faults.map(({ line }) => line),
      [4, 5],
    );
  });

  it('a batch that comes again is told once, as far back as is remembered', () => {
    const lines = ['a', 'b', 'c', 'b', 'a'].map((id) => audit(id));
    assert.deepEqual([...readEvents(lines).left], [['seen before', 2]]);
    assert.equal(readEvents(lines, 'auto', { ...eventLimits, remembered: 2 }).list.length, 4);
  });

  it('stops at its limits and says so', () => {
    const lines = ['a', 'b', 'c'].map((id) => audit(id));
    for (const limit of [{ events: 2 }, { held: 200 }]) {
      const read = readEvents(lines, 'auto', { ...eventLimits, ...limit });
      assert.equal(read.list.length, 2);
      assert.match(read.faults[0]?.because ?? '', /the rest is left out/);
    }
    const many = readEvents(
      Array.from({ length: 10 }, () => 'x'),
      'auto',
      { ...eventLimits, faults: 3 },
    );
    assert.deepEqual(many.faults.at(-1), { line: 10, because: '7 more lines cannot be read' });
    const reasons = Array.from({ length: 10 }, (_, at) => samples.falco.replace('"rule"', `"source":"s${at}","rule"`));
    assert.deepEqual([...readEvents(reasons, 'auto', { ...eventLimits, reasons: 2 }).left.values()], [1, 1, 8]);
  });

  it('a stream holds nothing of what it gave', () => {
    const stream = openEvents();
    assert.deepEqual(stream.told(), { kind: undefined, lines: 0, events: 0, faults: [], left: new Map() });
    assert.equal(stream.take(audit('a')).length, 1);
    assert.equal(stream.take('{').length, 0);
    assert.equal(stream.end().length, 0);
    const { kind, lines, events, faults } = stream.told();
    assert.deepEqual([kind, lines, events, faults.length], ['kubernetes-audit', 2, 1, 1]);
  });

  const scalar = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      0,
      -1,
      1e308,
      2 ** 53,
      '',
      '<NA>',
      'x'.repeat(5_000),
      '1.2.3.4',
      '::1',
      '/../..',
      '\ud800',
      null,
      true,
      [],
      {},
      [[null]],
    ),
  );
  /** A value of the kind that stands there, or of any other. */
  const mutated = (value: unknown): fc.Arbitrary<unknown> => {
    if (typeof value !== 'object' || value === null)
      return fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: scalar });
    if (Array.isArray(value))
      return fc.oneof({ weight: 5, arbitrary: fc.tuple(...value.map(mutated)) }, { weight: 1, arbitrary: scalar });
    const members = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mutated(inner)]));
    return fc.oneof(
      { weight: 5, arbitrary: fc.record(members, { requiredKeys: [] }) },
      { weight: 1, arbitrary: scalar },
    );
  };

  for (const kind of eventKinds) {
    const sample = samples[kind];
    const line = fc.oneof(
      ...(kind === 'auditd' ? [] : [mutated(JSON.parse(sample)).map((value) => JSON.stringify(value) ?? '')]),
      // A piece of the line replaced, or the line cut.
      fc
        .tuple(
          fc.nat(sample.length),
          fc.nat(20),
          fc.oneof(fc.string(), fc.constantFrom('"', '{', ']', '=', "msg='", ' a1[0]=')),
        )
        .map(([at, length, piece]) => sample.slice(0, at) + piece + sample.slice(at + length)),
      fc.nat(sample.length).map((at) => sample.slice(0, at)),
      fc.string(),
    );
    it(`takes anything as ${kind} without a throw`, () => {
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
          judge(lines, kind);
          judge([sample, ...lines], 'auto');
        }),
      );
    });
  }

  it('takes any bytes without a throw', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array()), (lines) => judge(lines, 'auto')));
  });
});
