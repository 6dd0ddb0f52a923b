import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PathListWriter, type PathKind } from './path-list.ts';
import { squash, type Held, type SquashLayer } from './squash.ts';

/**
 * A layer in words: `x=value` held, `x` a file that is not, `x->` a link, `x/` a folder, `x=>target` a
 * hard link, `-x` removed, `!x` opaque.
 */
function layer(...words: string[]): SquashLayer<string> {
  const writer = new PathListWriter(1 << 20);
  const links = new PathListWriter(1 << 20);
  const held = new Map<string, Held<string>>();
  for (const word of words) {
    const [, path, sign, rest] = /^[-!]?(.*?)(->|=>|=|\/$|$)(.*)$/.exec(word)!;
    const kind: PathKind = word.startsWith('-')
      ? 'whiteout'
      : word.startsWith('!')
        ? 'opaque'
        : sign === '->'
          ? 'symlink'
          : sign === '/'
            ? 'directory'
            : 'file';
    writer.add(kind, path!);
    if (kind === 'symlink') links.add(kind, path!);
    if (sign === '=') held.set(path!, { value: rest! });
    if (sign === '=>') held.set(path!, { hardlink: rest! });
  }
  return { paths: writer.bytes(), links: links.bytes(), held };
}

function told(layers: readonly SquashLayer<string>[]): string[] {
  const { visible, unheld } = squash(layers);
  return [
    ...visible.map(({ path, value, layer: index, before }) => `${path}=${value}@${index}${before === null ? '' : '+'}`),
    ...unheld.map(({ path, target }) => `${path}=>${target}`),
  ].toSorted();
}

/** Layers, bottom first, and what is to be seen: `path=value@layer`, `+` when something stood there before. */
const table: [string, SquashLayer<string>[], string[]][] = [
  ['nothing', [layer('a'), layer('-a')], []],
  ['one', [layer('a/b=1')], ['a/b=1@0']],
  ['an upper layer wins', [layer('a=1'), layer('a=2')], ['a=2@1+']],
  ['overwritten by what is not held', [layer('a=1'), layer('a')], []],
  ['overwritten by a link', [layer('a=1'), layer('a->')], []],
  ['overwritten by a folder', [layer('a=1'), layer('a/')], []],
  ['removed', [layer('a/b=1', 'a/c=2'), layer('-a/b')], ['a/c=2@0']],
  ['a removal speaks of lower layers only', [layer('a=1'), layer('a=2', '-a')], ['a=2@1+']],
  ['the folder removed', [layer('a/b/c=1', 'ab=2'), layer('-a')], ['ab=2@0']],
  ['the folder opaque', [layer('a/b=1'), layer('!a', 'a/c=2')], ['a/c=2@1']],
  ['all opaque', [layer('a/b=1', 'c=2'), layer('!')], []],
  ['the folder made a file', [layer('a/b=1'), layer('a')], []],
  ['the folder made a link', [layer('a/b=1'), layer('a->')], []],
  ['the folder again', [layer('a/', 'a/b=1'), layer('a/')], ['a/b=1@0']],
  ['gone and back', [layer('a=1'), layer('-a'), layer('a=1')], ['a=1@2']],
  ['below a link', [layer('lib->'), layer('lib/a=1'), layer('lib->')], ['lib/a=1@1']],
  ['below a link, removed by name', [layer('lib->'), layer('lib/a=1'), layer('-lib/a')], []],
  ['below a link of the same layer', [layer('lib->', 'lib/a=1')], ['lib/a=1@0']],
  ['a hard link', [layer('a=1', 'b=>a')], ['a=1@0', 'b=1@0']],
  ['a hard link outlives what it links to', [layer('a=1', 'b=>a'), layer('-a')], ['b=1@0']],
  ['a hard link to a lower layer', [layer('a=1'), layer('b=>a')], ['a=1@0', 'b=1@1']],
  ['a hard link to what its layer replaces', [layer('a=1'), layer('a=2', 'b=>a')], ['a=2@1+', 'b=2@1']],
  ['a hard link to what is not held', [layer('a', 'b=>a')], ['b=>a']],
  ['the same, removed', [layer('a', 'b=>a'), layer('-b')], []],
];

describe('layers on one another', () => {
  for (const [name, layers, wanted] of table) it(name, () => assert.deepEqual(told(layers), wanted));

  it('leave what a plain walk over all files leaves', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
    const word = fc.tuple(fc.constantFrom('=', '', '/', '-', '!'), path);
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 6 }), { maxLength: 4 }), (drawn) => {
        // Of one path a layer has one entry, and nothing below a file: what a tar of a folder holds.
        const layers = drawn.map((words) => {
          const kept = new Map<string, string>();
          for (const [sign, at] of words) {
            const blocked = [...kept].some(
              ([other, as]) => (at.startsWith(`${other}/`) && as !== '/' && as !== '!' && as !== '-') || other === at,
            );
            const covers =
              (sign === '=' || sign === '') && [...kept.keys()].some((other) => other.startsWith(`${at}/`));
            if (!blocked && !covers) kept.set(at, sign);
          }
          return [...kept];
        });
        const files = new Map<string, number | null>();
        const remove = (at: string, itself: boolean): void => {
          for (const one of files.keys()) {
            if ((itself && one === at) || one.startsWith(`${at}/`)) files.delete(one);
          }
        };
        for (const [index, words] of layers.entries()) {
          for (const [at, sign] of words) if (sign === '-' || sign === '!') remove(at, sign === '-');
          for (const [at, sign] of words) {
            if (sign === '=' || sign === '') {
              remove(at, true);
              files.set(at, sign === '=' ? index : null);
            } else if (sign === '/') files.delete(at);
            // Folders on the way are made, and a file there is none any more.
            if (sign !== '-' && sign !== '!') {
              for (let up = at; up.includes('/');) {
                up = up.slice(0, up.lastIndexOf('/'));
                files.delete(up);
              }
            }
          }
        }
        const words = layers.map((all) =>
          layer(
            ...all.flatMap(([at, sign]) => {
              const folders = at
                .split('/')
                .slice(0, -1)
                .map((_, index, parts) => `${parts.slice(0, index + 1).join('/')}/`);
              if (sign === '-' || sign === '!') return [`${sign}${at}`];
              return [...folders, sign === '=' ? `${at}=x` : `${at}${sign}`];
            }),
          ),
        );
        const wanted = [...files].filter(([, index]) => index !== null).map(([at, index]) => `${at}=x@${index}`);
        assert.deepEqual(
          told(words).map((one) => one.replace('+', '')),
          wanted.toSorted(),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
