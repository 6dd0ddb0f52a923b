import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conditionText } from './condition.ts';
import { readRules } from './rule-set.ts';

const real = join(import.meta.dirname, '../../../../shared/data/events/falco');

function load(...texts: string[]): {
  readonly conditions: Record<string, string>;
  readonly errors: string[];
  readonly warnings: string[];
  readonly set: ReturnType<typeof readRules>;
} {
  const set = readRules(texts.map((text, index) => ({ text, file: `f${index}.yaml` })));
  const say = (severity: string): string[] =>
    set.problems
      .filter((problem) => problem.severity === severity)
      .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return {
    conditions: Object.fromEntries(set.rules.map(({ name, condition }) => [name, conditionText(condition)])),
    errors: say('error'),
    warnings: say('warning'),
    set,
  };
}

const rule = (condition: string, more = ''): string =>
  `- rule: R\n  desc: d\n  condition: ${condition}\n  output: "o %proc.name"\n  priority: WARNING\n${more}`;

describe('rule files', () => {
  for (const [file, rules] of [
    ['falco_rules.yaml', 25],
    ['k8s_audit_rules.yaml', 48],
  ] as const)
    it(`${file} of Falco loads unchanged`, () => {
      const { set, errors, warnings } = load(readFileSync(join(real, file), 'utf8'));
      assert.deepEqual([errors, warnings], [[], []]);
      assert.equal(set.rules.length, rules);
    });

  it('put lists in as text, earlier ones by value, later ones by name', () => {
    const { conditions, errors } = load(
      `- list: a\n  items: [x, "y z", 0644, yes, 1.10, later]\n- list: b\n  items: [a, w]\n- list: later\n  items: [last]\n- list: none\n  items: []\n${rule('proc.name in (b, none) and proc.pname in (none, q) and fd.name in (none) and proc.name != "in a list" and evt.type = open')}`,
    );
    assert.deepEqual(errors, []);
    assert.match(
      conditions.R!,
      /^\(proc\.name in \(x, "y z", 0644, yes, 1\.10, last, w\) and proc\.pname in \(q\) and fd\.name in \(\) and proc\.name != "in a list"/,
    );
  });

  it('show macros to later ones only, and all to rules', () => {
    const { conditions, errors } = load(
      `- macro: second\n  condition: first and proc.name=b\n- macro: first\n  condition: proc.name=a\n${rule('first')}`,
    );
    assert.match(errors.join(), /f0\.yaml:2:3: macro second: the macro first is defined only later/);
    assert.deepEqual(conditions, { R: 'proc.name = a' });
    assert.match(load(`- macro: m\n  condition: m or proc.name=a\n${rule('m')}`).errors.join(), /names itself/);
    assert.match(load(rule('nowhere')).errors.join(), /f0\.yaml:3:3: rule R: there is no macro nowhere/);
  });

  it('later items redefine earlier ones in place, append and override', () => {
    const base = `- list: l\n  items: [a]\n- macro: m\n  condition: proc.name in (l)\n${rule('m', '  tags: [t, t]\n')}`;
    assert.deepEqual(load(base, '- list: l\n  items: [b]').conditions, { R: 'proc.name in (b)' });
    assert.deepEqual(load(base, '- list: l\n  items: [b]\n  append: true').conditions, { R: 'proc.name in (a, b)' });
    assert.deepEqual(load(base, '- list: l\n  items: [b]\n  override: {items: append}').conditions, {
      R: 'proc.name in (a, b)',
    });
    assert.deepEqual(load(base, '- macro: m\n  condition: or fd.num=1\n  override: {condition: append}').conditions, {
      R: '(proc.name in (a) or fd.num = 1)',
    });
    const { set, conditions, errors } = load(
      base,
      '- rule: R\n  condition: and fd.num=2\n  output: "%fd.num"\n  priority: info\n  tags: [u]\n  enabled: false\n  override: {condition: append, output: append, priority: replace, tags: append, enabled: replace}',
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(conditions, { R: '(proc.name in (a) and fd.num = 2)' });
    const [changed] = set.rules;
    assert.deepEqual([changed!.priority, changed!.tags, changed!.enabled], ['Informational', ['t', 'u'], false]);
    assert.equal(changed!.output.length, 4);
    assert.equal(load(base, '- rule: R\n  enabled: false').set.rules[0]!.enabled, false);
  });

  it('refuse overrides that say too little or too much', () => {
    const base = rule('proc.name=a');
    for (const [text, because] of [
      ['- rule: R\n  condition: and fd.num=2\n  tags: [u]\n  override: {condition: append}', 'tags stands there'],
      ['- rule: R\n  override: {condition: append}', 'which is not there'],
      ['- rule: R\n  priority: info\n  override: {priority: append}', 'cannot be appended'],
      ['- rule: R\n  desc: x\n  override: {desc: add}', 'neither append nor replace'],
      ['- rule: R\n  condition: and x\n  append: true\n  override: {condition: append}', 'cannot stand together'],
      ['- rule: S\n  condition: and x\n  override: {condition: append}', 'not defined before'],
      ['- rule: S\n  enabled: false', 'not defined before'],
      ['- macro: x\n  condition: or y\n  override: {condition: append}', 'not defined before'],
    ] as const)
      assert.match(load(base, text).errors.join(), new RegExp(because), text);
    assert.deepEqual(
      load(rule('x'), '- macro: x\n  condition: proc.name=a\n  override: {condition: replace}').conditions,
      { R: 'proc.name = a' },
    );
  });

  it('join exceptions with `and not`', () => {
    const more = `  exceptions:
    - name: many
      fields: [proc.name, fd.name]
      comps: [=, startswith]
      values: [[a, /b], ["c d", /e]]
    - name: one
      fields: proc.pname
      values: [x, y]
    - name: none
      fields: proc.aname
`;
    const { conditions, errors } = load(
      rule('evt.type=open', more),
      '- rule: R\n  exceptions: [{name: one, values: [z]}]\n  override: {exceptions: append}',
    );
    assert.deepEqual(errors, []);
    assert.equal(
      conditions.R,
      '(evt.type = open and not ((proc.name = a and fd.name startswith /b) or (proc.name = "c d" and fd.name startswith /e) or proc.pname in (x, y, z)))',
    );
    for (const [exceptions, because] of [
      ['[{fields: proc.name}]', 'no name'],
      ['[{name: e}]', 'no fields'],
      ['[{name: e, fields: [a.b], values: [[x]]}]', 'no field a.b'],
      ['[{name: e, fields: [proc.name, fd.num], comps: [=]}]', 'equally many'],
      ['[{name: e, fields: [proc.name], comps: [like]}]', 'no comparison like'],
      ['[{name: e, fields: [proc.name, fd.name], values: [[x]]}]', 'must have 2'],
    ] as const)
      assert.match(load(rule('evt.type=open', `  exceptions: ${exceptions}\n`)).errors.join(), new RegExp(because));
  });

  it('say what is wrong and where', () => {
    for (const [text, place, because] of [
      ['rule: R', '1:1', 'a list of rules'],
      ['- x: 1', '1:3', 'none of'],
      ['- rule: R\n  desc: d', '1:3', 'no condition'],
      [rule('proc.name=a').replace('WARNING', 'loud'), '5:3', '"loud" is no priority'],
      [rule('proc.name = a b'), '3:3', String.raw`stands where .* \(at 1:15 of the condition\)`],
      [rule('proc.nme = a'), '3:3', 'no field proc.nme'],
      [rule('fd.num = a'), '3:3', 'a is no number'],
      [rule('fd.num contains 1'), '3:3', 'does not take contains'],
      [rule('evt.is_open_write = 1'), '3:3', 'neither true nor false'],
      [rule('fd.ip = x'), '3:3', 'no IP address'],
      [rule('proc.name regex "(a"'), '3:3', 'no RE2'],
      [rule('proc.name regex "(?=a)"'), '3:3', 'no RE2'],
      [rule('ka.verb = get'), '3:3', 'a field of k8s_audit'],
      [rule('jevt.value exists'), '3:3', 'needs an argument'],
      [rule('proc.name[1] exists'), '3:3', 'takes no brackets'],
      [rule('proc.name=a').replace('%proc.name', '%proc.nme'), '4:3', 'there is no field proc.nme'],
      [rule('proc.name=a').replace('%proc.name', '100% sure'), '4:3', 'no field stands behind %'],
      ['- required_engine_version: 0.99.0', '1:3', 'needs engine'],
      ['- list: l', '1:3', 'has no items'],
      ['- required_engine_version: x', '1:3', 'neither'],
      ['- required_plugin_versions: [{name: json}]', '1:30', 'version'],
    ] as const) {
      const [first] = load(text).errors;
      assert.match(first ?? 'none', new RegExp(`^f0\\.yaml:${place}: .*${because}`), text);
    }
    assert.match(load(rule('proc.name=a', '  colour: red\n')).warnings.join(), /6:3: a rule has no key colour/);
    assert.match(load(rule('proc.name=a', '  source: okta\n')).warnings.join(), /okta are not known/);
    assert.match(load(rule('a.b=a', '  skip-if-unknown-filter: true\n')).warnings.join(), /skipped/);
    assert.match(load('- required_plugin_versions: [{name: okta, version: 1.0.0}]').warnings.join(), /okta/);
    assert.deepEqual(load('- required_engine_version: 15\n-\n- required_engine_version: 0.57.0').errors, []);
  });

  it('lists and macros that grow without end are stopped', () => {
    const lists = Array.from({ length: 40 }, (_, at) => `- list: l${at}\n  items: [${`l${at + 1}, `.repeat(20)}x]\n`);
    assert.match(load(lists.join('') + rule('proc.name in (l0)')).errors.join(), /longer than/);
    const macros = Array.from({ length: 40 }, (_, at) => `- macro: m${at + 1}\n  condition: m${at} or m${at}\n`);
    const text = `- macro: m0\n  condition: proc.name=a\n${macros.join('')}${rule('m40')}`;
    assert.match(load(text).errors.join(), /larger than/);
  });

  it('know which types of events a rule can match', () => {
    const types = (condition: string): unknown => {
      const found = load(rule(condition)).set.rules[0]!.eventTypes;
      return found && [...found].toSorted();
    };
    assert.deepEqual(types('evt.type in (open, openat) and proc.name=a'), ['open', 'openat']);
    assert.deepEqual(types('(evt.type=open and proc.name=a) or evt.type=execve'), ['execve', 'open']);
    assert.deepEqual(types('evt.type in (open, execve) and not evt.type=open'), ['execve']);
    assert.deepEqual(types('not (evt.type != open or proc.name=a)'), ['open']);
    assert.equal(types('evt.type=open or proc.name=a'), null);
    assert.equal(types('not evt.type=open'), null);
  });

  it('any text loads or is refused, never worse', () => {
    const line = fc.constantFrom(
      '- rule: R',
      '  condition: proc.name=a',
      '  output: o',
      '  priority: info',
      '  desc: d',
      '- list: l',
      '  items: [l, a]',
      '  items:',
      '- macro: m',
      '  condition: m',
      '  append: true',
      '  override:',
      '    condition: append',
      '  exceptions:',
      '  - name: e',
      '    fields: [proc.name]',
      '    values: [[a]]',
      '    values: a',
      '  ]',
      '\t',
      '- ',
      '- 1',
      '- required_engine_version: [1]',
      '  tags: {a: b}',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => void load(lines.join('\n'))),
      { numRuns: 1000 },
    );
  });
});
