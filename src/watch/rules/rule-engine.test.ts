import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Event, EventValue } from '../../facts/event.ts';
import { readRules } from '../../formats/falco/rule-set.ts';
import { alertLine } from './alert.ts';
import { RuleEngine } from './rule-engine.ts';

/** An event by its fields; `name[argument]` for one with brackets. */
function eventOf(fields: Record<string, EventValue>, source: Event['source'] = 'syscall'): Event {
  return {
    source,
    time: 1_700_000_000_123_456_789n,
    type: typeof fields['evt.type'] === 'string' ? fields['evt.type'] : 'open',
    field: (name, argument) => fields[argument === undefined ? name : `${name}[${argument}]`],
  };
}

function engineOf(condition: string, output = 'x'): RuleEngine {
  const text = `- rule: R\n  desc: d\n  condition: ${JSON.stringify(condition)}\n  output: ${JSON.stringify(output)}\n  priority: warning\n  tags: [b, a]\n`;
  const { rules, problems } = readRules([{ text, file: 'r.yaml' }]);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return new RuleEngine(rules);
}

const subject: Record<string, EventValue> = {
  'proc.name': 'cat',
  'proc.cmdline': 'cat -n /etc/passwd',
  'proc.exepath': '/usr/bin/cat',
  'proc.env': 'aGk',
  'proc.aname': ['bash', 'sshd', 'init'],
  'proc.aname[1]': 'bash',
  'proc.pname': 'bash',
  'fd.name': '/etc/ssh/keys/id',
  'fd.num': 3,
  'fd.ip': ['10.0.0.1', '93.184.216.34'],
  'fd.sip': '93.184.216.34',
  'fd.cip': 'fe80::1',
  'fd.port': [40_000, 443],
  'fd.net': ['10.0.0.1', '93.184.216.34'],
  'evt.rawtime': 1_700_000_000_123_456_789n,
  'evt.is_open_write': false,
  'evt.buffer': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0),
  'evt.arg.flags': 'O_RDONLY|O_CLOEXEC',
  'user.uid': 0,
};

/** One a line: what holds for the subject, and what does not. */
const vectors = readFileSync(new URL('vectors/evaluation.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the rule engine', () => {
  it('decides as the vectors say', () => {
    assert.ok(vectors.length > 100);
    const event = eventOf(subject);
    const wrong = vectors.filter((line) => engineOf(line.slice(2)).match(event).length !== (line[0] === '+' ? 1 : 0));
    assert.deepEqual(wrong, []);
  });

  it('lists take all for `in` and any for `intersects`', () => {
    const event = (values: EventValue): Event => eventOf({ 'ka.user.groups': values }, 'k8s_audit');
    const holds = (operator: string, values: EventValue): boolean => {
      const text = `- rule: R\n  desc: d\n  condition: ka.user.groups ${operator} (a, b)\n  output: x\n  priority: info\n  source: k8s_audit\n`;
      return new RuleEngine(readRules([{ text, file: 'r' }]).rules).match(event(values)).length === 1;
    };
    assert.deepEqual([holds('in', ['a', 'b']), holds('in', ['a', 'c']), holds('in', [])], [true, false, false]);
    assert.deepEqual([holds('intersects', ['c', 'a']), holds('intersects', ['c'])], [true, false]);
  });

  it('prints Falco lines, with what is missing as <NA> and null', () => {
    const output =
      '*%proc.name|%6proc.name|%2proc.name|%proc.sname|%toupper(proc.name)|%proc.aname[1]|%fd.ip|100%%|%evt.rawtime.';
    const [alert] = engineOf('proc.name=cat', output).match(eventOf(subject));
    const line = alertLine(alert!, undefined);
    assert.deepEqual(Object.keys(JSON.parse(line) as object), [
      'time',
      'rule',
      'priority',
      'source',
      'output',
      'output_fields',
      'tags',
    ]);
    const said = JSON.parse(line) as Record<string, unknown>;
    assert.equal(said.time, '2023-11-14T22:13:20.123456789Z');
    assert.equal(
      said.output,
      '22:13:20.123456789: Warning cat|cat   |ca|<NA>|CAT|bash|(10.0.0.1,93.184.216.34)|100%|1700000000123456789.',
    );
    assert.match(line, /"evt\.rawtime":1700000000123456789/);
    assert.equal((said.output_fields as Record<string, unknown>)['proc.sname'], null);
    assert.deepEqual(said.tags, ['b', 'a']);
  });

  it('says which comparisons decided, with their values', () => {
    const engine = engineOf(
      '(proc.name in (dog, cat) or fd.num=9) and not (proc.pname=zsh and fd.num=3) and not proc.sname=x',
    );
    const event = eventOf(subject);
    const [alert] = engine.match(event);
    engine.match(eventOf({ 'proc.name': 'other' }));
    assert.deepEqual(alert!.reasons(), [
      { condition: 'proc.name in (dog, cat)', holds: true, value: 'cat' },
      { condition: 'proc.pname = zsh', holds: false, value: 'bash' },
      { condition: 'proc.sname = x', holds: false, value: '<NA>' },
    ]);
  });

  it('fires every rule that matches, of the source and type of the event', () => {
    const rule = (name: string, condition: string, more = ''): string =>
      `- rule: ${name}\n  desc: d\n  condition: ${condition}\n  output: x\n  priority: info\n${more}`;
    const { rules } = readRules([
      {
        text: [
          rule('one', 'evt.type=open'),
          rule('two', 'evt.type in (open, creat) and proc.name=cat'),
          rule('three', 'proc.name=cat'),
          rule('off', 'proc.name=cat', '  enabled: false\n'),
          rule('other', 'evt.type=open', '  source: docker\n'),
          rule('four', 'evt.type=execve'),
        ].join(''),
        file: 'r',
      },
    ]);
    const engine = new RuleEngine(rules);
    assert.deepEqual(
      engine.match(eventOf(subject)).map(({ rule }) => rule),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(
      engine.match(eventOf({ ...subject, 'evt.type': 'execve' })).map(({ rule }) => rule),
      ['three', 'four'],
    );
    assert.deepEqual(
      engine.match(eventOf(subject, 'docker')).map(({ rule }) => rule),
      ['other'],
    );
    assert.deepEqual(engine.match(eventOf(subject, 'auditd')), []);
  });

  it('takes values of any type in any field', () => {
    const real = join(import.meta.dirname, '../../../../shared/data/events/falco');
    const engine = new RuleEngine(
      readRules(
        ['falco_rules.yaml', 'k8s_audit_rules.yaml'].map((file) => ({
          file,
          text: readFileSync(join(real, file), 'utf8'),
        })),
      ).rules,
    );
    const value = fc.option(
      fc.oneof(
        fc.string(),
        fc.double(),
        fc.bigInt(),
        fc.boolean(),
        fc.uint8Array(),
        fc.array(fc.oneof(fc.string(), fc.integer(), fc.bigInt()), { maxLength: 3 }),
        fc.constantFrom('execve', 'open', '<', 'true', '10.0.0.1', 'ResponseComplete', 'bash', 'host', 'abc'),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 7, maxLength: 40 }),
        fc.constantFrom('open', 'execve', 'connect', 'create'),
        fc.bigInt(),
        fc.boolean(),
        (values, type, time, audit) => {
          let at = 0;
          const event: Event = {
            source: audit ? 'k8s_audit' : 'syscall',
            time,
            type,
            field: () => values[at++ % values.length],
          };
          for (const alert of engine.match(event)) JSON.parse(alertLine(alert, alert.reasons()));
        },
      ),
      { numRuns: 1500 },
    );
  });
});
