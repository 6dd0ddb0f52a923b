import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseEnvironmentFile, readUnit, type EnvironmentFiles } from './units.ts';
import { shellWords } from './words.ts';

const at = { source: 'host', file: 'unit' };
const file = (text: string, path = '/lib/systemd/system/docker.service') => ({
  path,
  text,
  at: { source: 'host', file: path },
});
const none: EnvironmentFiles = () => ({ text: null });
const command = (own: string, dropIns: string[] = [], environment = none) =>
  readUnit(
    'docker.service',
    file(own),
    dropIns.map((text, index) => file(text, `/etc/systemd/system/docker.service.d/${index}.conf`)),
    false,
    environment,
    at,
  ).command;

describe('units of systemd', () => {
  it('reads the command with its prefix taken off', () => {
    assert.deepEqual(command('[Service]\nExecStart=-/usr/sbin/dockerd -H fd:// "a b"').value, [
      '/usr/sbin/dockerd',
      '-H',
      'fd://',
      'a b',
    ]);
    assert.deepEqual(command('[Service]\nExecStart=@/bin/d name --x').value, ['/bin/d', '--x']);
  });
  it('goes on in the next line after a backslash, over comments', () => {
    assert.deepEqual(command('[Service]\nExecStart=/bin/d \\\n# not this\n  --a \\\n  --b\n').value, [
      '/bin/d',
      '--a',
      '--b',
    ]);
  });
  it('takes the command of the last file; an empty one takes those before away', () => {
    const { command: last, settings } = readUnit(
      'x',
      file('[Service]\nExecStart=/bin/old'),
      [file('[Service]\nExecStart=\nExecStart=/bin/new --tls', '/d/1.conf')],
      false,
      none,
      at,
    );
    assert.deepEqual(last.value, ['/bin/new', '--tls']);
    assert.deepEqual(
      settings['Service.ExecStart']?.map(({ value, at: where }) => [value, where.file, where.line]),
      [['/bin/new --tls', '/d/1.conf', 3]],
    );
  });
  it('does not take a key of another section, or outside of any', () => {
    assert.equal(command('ExecStart=/bin/a\n[Unit]\nExecStart=/bin/b').why, 'the unit has no ExecStart');
  });
  it('puts variables in: a word alone is split, braces are not, files count over Environment', () => {
    const own =
      '[Service]\nEnvironment="A=1 2" B=3\nEnvironmentFile=-/etc/default/docker\nExecStart=/bin/d $A x${A}y $B $NONE';
    const environment: EnvironmentFiles = (path) => ({ text: path === '/etc/default/docker' ? 'B="--x --y"\n' : null });
    assert.deepEqual(command(own, [], environment).value, ['/bin/d', '1', '2', 'x1 2y', '--x', '--y']);
  });
  it('says what it does not know in place of a guess', () => {
    const own = '[Service]\nEnvironmentFile=/secret\nExecStart=/bin/d $OPTS';
    assert.match(
      command(own, [], () => ({ text: undefined, why: 'permission denied' })).why ?? '',
      /\$OPTS.*\/secret permission denied/,
    );
    assert.match(command('[Service]\nExecStart=/bin/d --name %H').why ?? '', /%H/);
    assert.match(command('[Service]\nExecStart=/bin/d "open').why ?? '', /quote/);
  });
  it('needs no variables where the command names none', () => {
    const own = '[Service]\nEnvironmentFile=/secret\nExecStart=/bin/d --x';
    assert.deepEqual(command(own, [], () => ({ text: undefined })).value, ['/bin/d', '--x']);
  });
  it('a masked unit starts nothing', () => {
    assert.equal(readUnit('x', null, [file('[Service]\nExecStart=/bin/d')], true, none, at).command.value, undefined);
  });
  it('never throws and never invents words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = command(`[Service]\nExecStart=${text}`).value ?? [];
        // Quotes, backslashes and variables go, and what stood around them joins: nothing else changes.
        let from = 0;
        for (const character of words.join('')) {
          from = text.indexOf(character, from) + 1;
          assert.notEqual(from, 0, JSON.stringify([text, words]));
        }
      }),
    );
  });
});

it('environment files: quotes come off, lines go on, comments stay out', () => {
  const values = parseEnvironmentFile('# x\nA="a b"\nexport B=c\\\nd\nC=\'e\'\nnonsense\n');
  assert.deepEqual(
    [...values],
    [
      ['A', 'a b'],
      ['B', 'cd'],
      ['C', 'e'],
    ],
  );
});

it('words that are quoted come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      const line = words.map((word) => `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(' ');
      assert.deepEqual(shellWords(line), words);
    }),
  );
});
