import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IgnoreRules } from './ignore-rules.ts';

describe('ignore rules', () => {
  it('tells folders from files', () => {
    const rules = IgnoreRules.of(['out/', '*.tmp', '/top.yaml']);
    assert.deepEqual(
      [rules.ignores('a/out', true), rules.ignores('a/out', false), rules.ignores('a/b.tmp', false)],
      [true, false, true],
    );
    assert.deepEqual([rules.ignores('top.yaml', false), rules.ignores('a/top.yaml', false)], [true, false]);
  });
  it('lets deeper folders win over higher ones, later files over earlier ones, and the user over all', () => {
    const outer = IgnoreRules.of(['never.yaml', '!kept.yaml']).within('', ['*.yaml\n', '!b.yaml\n']);
    const inner = outer.within('sub', ['!c.yaml\nb.yaml\nnever.yaml\n/here\n']);
    const paths = [
      'a.yaml',
      'b.yaml',
      'sub/a.yaml',
      'sub/b.yaml',
      'sub/c.yaml',
      'sub/never.yaml',
      'sub/kept.yaml',
      'sub/here',
    ];
    assert.deepEqual(
      paths.filter((path) => inner.ignores(path, false)),
      ['a.yaml', 'sub/a.yaml', 'sub/b.yaml', 'sub/never.yaml', 'sub/here'],
    );
    assert.deepEqual(
      paths.filter((path) => outer.ignores(path, false)),
      ['a.yaml', 'sub/a.yaml', 'sub/c.yaml', 'sub/never.yaml'],
    );
  });
  it('takes comments and odd names as they are, and leaves out patterns that could take minutes', () => {
    const rules = IgnoreRules.of([]).within('', ['# a\r\n\r\n  \n!..x\n*a*a*a*a*a*a*a*a*a*b\n']);
    assert.equal(rules.ignores('..x', false), false);
    assert.equal(rules.ignores('a'.repeat(255), false), false);
  });
});
