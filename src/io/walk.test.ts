import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { walk, type WalkLimits } from './walk.ts';

/** Makes the files (text), folders (null) and links (`-> target`) and lists what the walk meets but folders. */
function walked(
  entries: Readonly<Record<string, string | null>>,
  limits: Partial<WalkLimits> = {},
  ignore: string[] = [],
): string[] {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-walk-'));
  try {
    for (const [name, content] of Object.entries(entries)) {
      const path = join(root, 'top', name);
      mkdirSync(content === null ? path : dirname(path), { recursive: true });
      if (content === 'pipe') execFileSync('mkfifo', [path]);
      else if (content?.startsWith('-> ') === true) symlinkSync(content.slice(3), path);
      else if (content !== null) writeFileSync(path, content);
    }
    const wanted = (name: string): boolean => name.endsWith('.yaml');
    const options = { wanted, ignore, limits: { entries: 1000, depth: 20, ...limits } };
    return [...walk(join(root, 'top'), options)]
      .filter(({ kind }) => kind !== 'folder')
      .map((met) => {
        if (met.kind === 'problem') return `${met.code} ${met.relative}: ${met.because}`;
        return met.kind === 'ignored' ? `ignored ${met.relative}` : met.relative;
      });
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('walk', () => {
  it('lists wanted files in the order of their names', () => {
    assert.deepEqual(walked({ 'b.yaml': '', 'a/z.yaml': '', 'a/.x.yaml': '', 'a.txt': '', empty: null }), [
      'a/.x.yaml',
      'a/z.yaml',
      'b.yaml',
    ]);
  });
  it('does not enter what versions and packages hold', () => {
    assert.deepEqual(walked({ '.git/a.yaml': '', 'x/node_modules/a.yaml': '', '.github/a.yaml': '' }), [
      '.github/a.yaml',
    ]);
  });
  it('honours ignore files of every level, and the user', () => {
    const files = {
      '.gitignore': 'out/\n*.gen.yaml\n',
      'out/a.yaml': '',
      'b.gen.yaml': '',
      'sub/.plimsollignore': '/c.yaml\n!d.gen.yaml\n',
    };
    assert.deepEqual(
      walked({ ...files, 'sub/c.yaml': '', 'sub/d.gen.yaml': '', 'sub/e.yaml': '', 'c.yaml': '' }, {}, ['e.yaml']),
      ['ignored b.gen.yaml', 'c.yaml', 'ignored out', 'ignored sub/c.yaml', 'sub/d.gen.yaml', 'ignored sub/e.yaml'],
    );
  });
  it('follows links inside the folder once, and none out of it', () => {
    assert.deepEqual(
      walked({
        'a/real.yaml': '',
        'a/loop': '-> ..',
        'b/file.yaml': '-> ../a/real.yaml',
        'named.yaml': '-> data.txt',
        'data.txt': '',
        'out.yaml': '-> /etc/passwd',
        'out.txt': '-> /etc/passwd',
        outside: '-> ../..',
        'gone.yaml': '-> nowhere',
        'self.yaml': '-> self.yaml',
        '.gitignore': 'hidden\n',
        'hidden/h.yaml': '',
        shown: '-> hidden',
        again: '-> hidden',
        modules: '-> node_modules',
        'node_modules/x.yaml': '',
      }),
      [
        'a/real.yaml',
        'ignored hidden',
        'again/h.yaml',
        'FILE_UNREADABLE gone.yaml: is a symbolic link to "nowhere", which does not exist',
        'named.yaml',
        'LINK_OUTSIDE out.yaml: is a symbolic link that leads out of the folder',
        'LINK_OUTSIDE outside: is a symbolic link that leads out of the folder',
        'FILE_UNREADABLE self.yaml: is a symbolic link that leads back to itself',
      ],
    );
  });
  it('opens no special files', () => {
    assert.deepEqual(walked({ 'a.yaml': 'pipe', b: 'pipe', 'c.yaml': '-> a.yaml' }), [
      'FILE_UNREADABLE a.yaml: is a named pipe, not a file',
      'FILE_UNREADABLE c.yaml: is a symbolic link to what is not a file',
    ]);
  });
  it('stops at its limits and says so once', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`d${i}/a.yaml`, '']));
    assert.deepEqual(walked(many, { entries: 5 }), [
      'd0/a.yaml',
      'd1/a.yaml',
      'WALK_LIMIT d2: more than 5 files and folders; the rest was not walked',
    ]);
    assert.deepEqual(walked({ 'a/b/c/d.yaml': '', 'a/e.yaml': '' }, { depth: 1 }), [
      'WALK_LIMIT a/b: lies deeper than 1 folders',
      'a/e.yaml',
    ]);
  });
  it('says why a folder cannot be listed', () => {
    const met = [...walk('/nowhere/at/all', { wanted: () => true, ignore: [], limits: { entries: 9, depth: 9 } })];
    assert.deepEqual(met, [{ kind: 'problem', relative: '', code: 'FOLDER_UNREADABLE', because: 'does not exist' }]);
  });
});
