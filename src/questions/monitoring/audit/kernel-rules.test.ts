import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostFileFact } from '../../../../test/checks/host.ts';
import { here } from '../../../../test/checks/table.ts';
import { parseAuditRules } from '../../../readers/host/audit-rules.ts';
import { watches } from './kernel-rules.ts';

const json = hostFileFact('daemon.json', { path: '/etc/docker/daemon.json', type: 'file' }).value;
const folder = hostFileFact('Docker folder', { path: '/etc/docker', type: 'folder' }).value;
const says = (rules: string, file = json, needed = 'wa') => watches(parseAuditRules(rules, here), file, needed).watched;

describe('what rules record', () => {
  for (const [rules, expected] of [
    ['-w /etc/docker/daemon.json -k docker', true],
    ['-w /etc/docker/daemon.json -p wa', true],
    ['-w /etc/docker -p wa', true],
    ['-a always,exit -F dir=/etc/docker -F perm=wa', true],
    ['-a always,exit -F arch=b64 -F path=/etc/docker/daemon.json -F perm=wa', false],
    [
      '-a always,exit -F arch=b64 -F path=/etc/docker/daemon.json -F perm=wa\n-a always,exit -F arch=b32 -F path=/etc/docker/daemon.json -F perm=wa',
      true,
    ],
    ['', false],
    ['-w /etc/docker/daemon.json -p r', false],
    ['-w /etc/docker/daemon.json -p w', false],
    ['-w /etc/docker/daemon -p wa', false],
    ['-a always,exit -F path=/etc/docker -F perm=wa', false],
    ['-a always,exit -F dir=/ -F perm=wa', false],
    ['-w /etc/docker -p wa\n-D', false],
    ['-D\n-w /etc/docker -p wa', true],
    ['-w /etc/docker -p wa\n-e 0', false],
    ['-w /etc/docker -p wa\n-a task,never', false],
    ['-w /etc/docker -p wa\n-e 2', true],
    ['-w /etc/docker -p wa\n-W /etc/docker -p wa', undefined],
    ['-a never,exit -F dir=/etc/docker\n-w /etc/docker -p wa', undefined],
    ['-a never,exit -F dir=/srv\n-w /etc/docker -p wa', true],
    ['-a never,exit -F arch=b64 -S adjtimex -F uid=chrony\n-w /etc/docker -p wa', true],
    ['-a never,exclude -F msgtype=CWD\n-w /etc/docker -p wa', true],
    ['-a never,exit -F auid=1000\n-w /etc/docker -p wa', undefined],
  ] as const) {
    it(`${rules.replaceAll('\n', '; ') || 'none'}: ${expected}`, () => assert.equal(says(rules), expected));
  }
  it('a watch of a folder is one of the folder itself', () =>
    assert.equal(says('-w /etc/docker/ -p wa', folder), true));
  it('a watch of a file is none of the folder around it', () =>
    assert.equal(says('-w /etc/docker/daemon.json -p wa', folder), false));
  it('what is run needs x', () => {
    const runc = hostFileFact('runc', { path: '/usr/sbin/runc', type: 'file', mode: 0o755 }).value;
    assert.equal(says('-w /usr/sbin/runc -p wa', runc, 'x'), false);
    assert.equal(says('-w /usr/sbin/runc -p x', runc, 'x'), true);
  });
  it('a link is not the program behind it', () => {
    const linked = hostFileFact('runc', { path: '/usr/bin/runc', type: 'file' }).value;
    const elsewhere = { ...linked, target: { ...linked.target, value: '/opt/runc-1.2' } };
    assert.equal(says('-w /usr/bin/runc -p x', elsewhere, 'x'), false);
    assert.equal(says('-w /opt/runc-1.2 -p x', elsewhere, 'x'), true);
  });
});
