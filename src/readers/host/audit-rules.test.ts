import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAuditRules } from './audit-rules.ts';

const at = { source: 'host', file: '/etc/audit/rules.d/docker.rules' };
const one = (text: string) => {
  const [rule, ...more] = parseAuditRules(text, at);
  assert.deepEqual(more, []);
  return rule;
};
const watch = (text: string) => {
  const rule = one(text);
  return rule?.kind === 'watch'
    ? [rule.path, rule.reach, rule.permissions, rule.key, rule.architecture].filter((part) => part !== undefined)
    : rule?.kind;
};

describe('audit rules', () => {
  it('reads watches, with all permissions where none is named', () => {
    assert.deepEqual(watch('-w /usr/bin/dockerd -k docker'), ['/usr/bin/dockerd', 'either', 'rwxa', 'docker']);
    assert.deepEqual(watch('  -w /etc/docker/ -p wa'), ['/etc/docker', 'either', 'wa']);
  });
  it('reads what newer systems write in their place', () => {
    assert.deepEqual(watch('-a always,exit -F dir=/etc/docker -F perm=wa -F key=docker'), [
      '/etc/docker',
      'dir',
      'wa',
      'docker',
    ]);
    assert.deepEqual(watch('-a exit,always -S all -F path=/usr/bin/runc -F perm=x -k r'), [
      '/usr/bin/runc',
      'path',
      'x',
      'r',
    ]);
    assert.deepEqual(watch('-a always,exit -F arch=b64 -F path=/x -F perm=wa'), ['/x', 'path', 'wa', 'b64']);
  });
  for (const narrowed of [
    '-a always,exit -F path=/usr/bin/runc -F auid>=1000 -F auid!=unset',
    '-a always,exit -F dir=/etc/docker -F uid!=0',
    '-a always,exit -S openat -F dir=/etc/docker',
    '-a always,exit -F path!=/etc/docker',
    '-a always,user -F path=/etc/docker',
    '-w relative -p wa',
    '-w /etc/docker -p q',
    '-w "/etc/docker',
    '-w /etc/docker -p wa --unknown x',
    '-w /etc/docker -k',
  ]) {
    it(`does not take ${narrowed} for a watch`, () => assert.equal(watch(narrowed), 'other'));
  }
  it('reads what takes rules away', () => {
    assert.equal(watch('-D'), 'delete-all');
    assert.equal(watch('-D -k docker'), 'delete');
    assert.equal(watch('-W /etc/docker'), 'delete');
    assert.equal(watch('-e 0'), 'off');
    assert.equal(watch('-e 2'), 'locked');
    assert.equal(watch('-a task,never'), 'never-task');
    assert.equal(watch('-a never,exit -F dir=/etc/docker'), 'never');
  });
  it('leaves comments and empty lines out and counts lines', () => {
    const rules = parseAuditRules('# a\n\n-w /a -p w\n', at);
    assert.deepEqual(
      rules.map((rule) => rule.at.line),
      [3],
    );
    assert.deepEqual(parseAuditRules('No rules\n', at), []);
  });
  it('every line that is no comment is a rule of some kind, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        const text = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
        const meant = text.split('\n').filter((line) => !['', 'No rules'].includes(line.trim()) && !/^\s*#/.test(line));
        assert.equal(parseAuditRules(text, at).length, meant.length);
      }),
    );
  });
});
