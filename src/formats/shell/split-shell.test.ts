import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allCommands, programOf } from './programs.ts';
import { splitShell } from './split-shell.ts';

/** Every command of a text as its words, with `pipeline.position` of its innermost pipeline. */
function drawn(text: string): string[] {
  const { commands, incomplete } = allCommands(splitShell(text));
  const lines = commands.map(({ words, assignments, redirections }) =>
    [
      ...assignments.map((word) => word.text),
      ...words.map(({ text: word, literal }) => (literal ? word : `<${word}>`)),
      ...redirections.map(({ operator, target }) => `${operator}${target.text}`),
    ].join(' '),
  );
  return incomplete === undefined ? lines : [...lines, `! ${incomplete}`];
}

const vectors: readonly (readonly [string, readonly string[]])[] = [
  ['a b && c || d; e & f', ['a b', 'c', 'd', 'e', 'f']],
  ['a | b |& c', ['a', 'b', 'c']],
  ['A=1 B="x y" cmd z', ['A=1 B=x y cmd z']],
  ["echo 'a b' \"c d\" e\\ f g'h'i", ['echo a b c d e f ghi']],
  ['echo a#b # c | d', ['echo a#b']],
  ['a > f 2>&1 < g >>h', ['a >f 2>&1 <g >>h']],
  ['(a; b) | c', ['a', 'b', 'c']],
  ['{ a; b; } | c', ['a', 'b', 'c']],
  ['if a; then b; else c; fi; d', ['a', 'b', 'c', 'd']],
  ['for x in a b; do c $x; done', ['for x in a b', 'c <$>'.replace('<$>', '<$x>')]],
  ['case $x in a|b) c ;; *) d ;; esac; e', ['case <$x>', 'c', 'd', 'e']],
  ['while read x; do a; done | b', ['read x', 'a', 'b']],
  ['f() { a; }; f', ['a', 'f']],
  ['echo $(a | b) `c`', ['echo <> <>', 'a', 'b', 'c']],
  ['sh -c "a | b"', ['sh -c a | b', 'a', 'b']],
  ['bash <(a b)', ['bash <>', 'a b']],
  ['eval "$(a)"', ['eval <>', 'a']],
  ['! a', ['a']],
  ['echo $((1 + 2)) b', ['echo <> b']],
  ['echo ${A:-b c} d', ['echo <${A:-b c}> d']],
  ['cat <<E > f\na | b\nE\nc', ['cat <<E >f', 'c']],
  ['sh <<-E\n\ta b\n\tE\nc', ['sh <<-E', 'a b', 'c']],
  ['a \\\n b', ['a b']],
  ['find . -exec chmod 1 {} \\;', ['find . -exec chmod 1 {} ;', 'chmod 1 {}']],
  ["a 'b", ['! a single quote does not close']],
  ['a; (b', ['a', 'b', '! a parenthesis does not close']],
  ['a $(b', ['! a parenthesis does not close']],
];

describe('splitShell', () => {
  for (const [text, wanted] of vectors) it(text, () => assert.deepEqual(drawn(text), wanted));

  it('knows who reads from whom', () => {
    const { commands } = splitShell('a | { b; c | d; } && e');
    assert.deepEqual(
      commands.map(({ pipelines }) => pipelines.map(({ position }) => position)),
      [[0], [1, 0], [1, 0], [1, 1], [0]],
    );
    assert.equal(commands[0]?.pipelines[0]?.pipeline, commands[1]?.pipelines[0]?.pipeline);
    assert.notEqual(commands[0]?.pipelines[0]?.pipeline, commands[4]?.pipelines[0]?.pipeline);
  });
  it('sees through wrappers', () => {
    const seenAs = (text: string): string => {
      const program = programOf(splitShell(text).commands[0]!);
      return program === null ? '-' : [...program.through, program.name].join('>');
    };
    assert.equal(seenAs('sudo -u root -E env A=1 /bin/bash -s'), 'sudo>env>bash');
    assert.equal(seenAs('timeout 5 curl a'), 'timeout>curl');
    assert.equal(seenAs('xargs -n 1 sh'), 'xargs>sh');
    assert.equal(seenAs('sudo'), 'sudo');
    assert.equal(seenAs('A=1'), '-');
  });
  it('bounds depth', () => {
    assert.match(splitShell('('.repeat(10_000)).incomplete ?? '', /deeper than/);
    assert.match(splitShell('if '.repeat(10_000)).incomplete ?? '', /deeper than/);
    assert.match(splitShell('$('.repeat(10_000)).incomplete ?? '', /deeper than/);
  });
  it('never throws and always ends', () => {
    const piece = fc.constantFrom(
      ...'a b\n;&|(){}<>$`"\'\\#=!'.split(''),
      '$(',
      '<<E\n',
      'E\n',
      'case x in',
      'esac',
      'if',
      'fi',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        allCommands(splitShell(parts.join('')));
      }),
    );
  });
});
