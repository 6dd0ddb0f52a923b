import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { otherSources, parseGroup, parsePasswd } from './identities.ts';

const at = { source: 'host', file: '/etc/group' };
const passwd = 'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\nbo:x:1001:999::/home/bo:/bin/sh\n';

describe('accounts and groups', () => {
  it('members are those named and those whose own group it is', () => {
    const { accounts, whole } = parsePasswd(passwd);
    assert.ok(whole);
    const { groups } = parseGroup('root:x:0:\ndocker:x:999:ann,,ann\nempty:x:5:\n', accounts, at);
    assert.deepEqual(
      groups.map(({ name, id, members, at: where }) => [name, id, members, where.line]),
      [
        ['root', 0, ['root'], 1],
        ['docker', 999, ['ann', 'bo'], 2],
        ['empty', 5, [], 3],
        ['1000', 1000, ['ann'], undefined],
      ],
    );
  });
  it('a group without a line has members too, and only a line is a comment', () => {
    const { accounts } = parsePasswd(`${passwd}# no one\ncy:x:1002:7:Cy #2:/home/cy:/bin/sh\n`);
    const { groups, whole } = parseGroup('docker:x:999:ann,#b,dan\n', accounts, at);
    assert.ok(whole);
    assert.deepEqual(
      groups.map(({ id, members }) => [id, members]),
      [
        [999, ['ann', '#b', 'dan', 'bo']],
        [0, ['root']],
        [1000, ['ann']],
        [7, ['cy']],
      ],
    );
  });
  for (const odd of ['+', '+@group::', 'docker:x:none:', ':x:1:', 'docker', 'docker:x:99999999999:']) {
    it(`is not whole with ${odd}`, () => assert.equal(parseGroup(`${odd}\n`, [], at).whole, false));
  }
  it('is not whole with an account that is no account', () => assert.equal(parsePasswd('+::::::\n').whole, false));
  it('reads which other sources there are', () => {
    assert.deepEqual(otherSources('group: files systemd\npasswd: files sss', 'group'), []);
    assert.deepEqual(otherSources('group:  files [SUCCESS=merge] sss # x\n', 'group'), ['sss']);
    assert.deepEqual(otherSources('', 'group'), []);
  });
  it('never throws, and never takes a broken line for whole', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { groups, whole } = parseGroup(text, [], at);
        const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
        assert.ok(!whole || groups.length === lines.length);
      }),
    );
  });
});
