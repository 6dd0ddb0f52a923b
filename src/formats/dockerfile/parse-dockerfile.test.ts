import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseDockerfile } from './parse-dockerfile.ts';

/** One line for each instruction: line, name, flags, form and words. */
function drawn(text: string): string[] {
  return parseDockerfile(text).instructions.map(({ name, onBuild, flags, form, words, heredocs, line }) =>
    [
      `${line} ${onBuild ? 'ONBUILD ' : ''}${name}`,
      ...flags.map((flag) => `--${flag.name}=${flag.value}`),
      form,
      ...words.map((word) => JSON.stringify(word)),
      ...heredocs.map((doc) => `<<${doc.name}${doc.expand ? '' : ' kept'} ${JSON.stringify(doc.body)}`),
    ].join(' '),
  );
}

function problems(text: string): string[] {
  return parseDockerfile(text).problems.map(({ because, line, column }) => `${line}:${column} ${because}`);
}

/** Text of the file after `FROM a`, and how its first instruction is read. */
const vectors: readonly (readonly [string, string])[] = [
  ['run echo a', '2 RUN shell "echo a"'],
  ['RUN echo \\\n  # a comment\n\n  b', '2 RUN shell "echo   b"'],
  ['RUN echo a \\  \n b', '2 RUN shell "echo a  b"'],
  ['RUN echo a\\\\\nRUN b', '2 RUN shell "echo a\\\\\\\\"'],
  ['RUN ["a", "b c"]', '2 RUN exec "a" "b c"'],
  ["RUN ['a', 'b']", "2 RUN shell \"['a', 'b']\""],
  ['CMD []', '2 CMD exec'],
  ['CMD', '2 CMD shell'],
  ['RUN --mount=type=secret,id=x --network=none a -b', '2 RUN --mount=type=secret,id=x --network=none shell "a -b"'],
  ['RUN --mount="type=bind,source=a b" x', '2 RUN --mount=type=bind,source=a b shell "x"'],
  ['COPY --from=build --chown=a:b x y /z/', '2 COPY --from=build --chown=a:b words "x" "y" "/z/"'],
  ['COPY ["a b", "/c"]', '2 COPY exec "a b" "/c"'],
  ['ADD --checksum=sha256:00 https://a/b /c', '2 ADD --checksum=sha256:00 words "https://a/b" "/c"'],
  ['ENV A=1 B="x y" C=a\\ b', '2 ENV words "A=1" "B=\\"x y\\"" "C=a\\\\ b"'],
  ['ENV A  some "value"', '2 ENV words "A=some \\"value\\""'],
  ['LABEL "a b"=c', '2 LABEL words "\\"a b\\"=c"'],
  ['ARG A B=c', '2 ARG words "A" "B=c"'],
  ['USER app:app', '2 USER words "app:app"'],
  ['HEALTHCHECK none', '2 HEALTHCHECK words "NONE"'],
  ['HEALTHCHECK --interval=5s CMD curl -f a', '2 HEALTHCHECK --interval=5s shell "CMD" "curl -f a"'],
  ['HEALTHCHECK CMD ["a","b"]', '2 HEALTHCHECK exec "CMD" "a" "b"'],
  ['ONBUILD copy a b', '2 ONBUILD COPY words "a" "b"'],
  ['SHELL ["sh", "-c"]', '2 SHELL exec "sh" "-c"'],
  ['RUN <<EOF\necho $a\nEOF', '2 RUN shell "<<EOF" <<EOF "echo $a\\n"'],
  ['RUN <<-"E F" cat\n\ta\n\tE F', '2 RUN shell "<<-\\"E F\\" cat" <<E F kept "a\\n"'],
  ['COPY <<A <<B /x/\n1\nA\n2\nB', '2 COPY words "<<A" "<<B" "/x/" <<A "1\\n" <<B "2\\n"'],
  ['ONBUILD RUN <<EOF\n1\nEOF', '2 ONBUILD RUN shell "<<EOF" <<EOF "1\\n"'],
  ['RUN echo "<<EOF"', '2 RUN shell "echo \\"<<EOF\\""'],
  ['RUN ["cat", "<<EOF"]', '2 RUN exec "cat" "<<EOF"'],
];

const invalid: readonly (readonly [string, string])[] = [
  ['', '1:1 has no FROM'],
  ['ARG A=1\n', '1:1 has no FROM'],
  ['RUN a\nFROM b', '1:1 RUN stands before the first FROM; only ARG may'],
  ['FROM a\n  RUM b', '2:3 "RUM" is no instruction'],
  ['FROM a\nRUN <<EOF\necho', '2:1 the here-document "EOF" does not end'],
  ['FROM a AS', '1:1 FROM takes an image and, after AS, a name'],
  ['FROM a AS 1b', '1:1 "1b" is no name for a stage'],
  ['FROM a\nRUN', '2:1 RUN has no arguments'],
  ['FROM a\nCOPY b', '2:1 needs a source and a target'],
  ['FROM a\nENV B', '2:1 "B" has no value'],
  ['FROM a\nENV B=1 C', '2:1 "C" has no value'],
  ['FROM a\nCMD ["a", 1]', '2:1 the JSON array holds something that is not a string'],
  ['FROM a\nSHELL sh -c', '2:1 SHELL takes a JSON array'],
  ['FROM a\nONBUILD ONBUILD RUN b', '2:1 ONBUILD stands inside ONBUILD'],
  ['FROM a\nONBUILD FROM b', '2:1 FROM may not stand inside ONBUILD'],
  ['FROM a\nHEALTHCHECK curl a', '2:1 HEALTHCHECK takes NONE or CMD, not "CURL"'],
  ['# escape=x\nFROM a', '1:1 the escape character is "x", not \\ or `'],
  ['# syntax=a\n# syntax=b\nFROM a', '2:1 the directive syntax stands twice'],
  [`FROM a\nRUN ${'x'.repeat(70_000)}`, '2:1 a line is longer than 65535 characters'],
];

describe('parseDockerfile', () => {
  for (const [text, wanted] of vectors) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(drawn(`FROM a\n${text}\n`).slice(1, 2), [wanted]);
      assert.deepEqual(problems(`FROM a\n${text}\n`), []);
    });
  }
  for (const [text, wanted] of invalid) {
    it(`refuses ${JSON.stringify(text.slice(0, 60))}`, () => assert.deepEqual(problems(text), [wanted]));
  }
  it('reads the rest after a fault', () => {
    assert.deepEqual(drawn('FROM a\nRUM b\nUSER c'), ['1 FROM words "a"', '3 USER words "c"']);
  });
  it('a wrong FROM still ends the stage before it', () => {
    assert.deepEqual(drawn('FROM a\nFROM b c\nUSER d'), ['1 FROM words "a"', '2 FROM words', '3 USER words "d"']);
  });
  it('byte order mark, CRLF and directives', () => {
    const file = parseDockerfile(
      '\uFEFF# syntax = docker/dockerfile:1\r\n#ESCAPE=`\r\nFROM a\r\nRUN dir C:\\ `\r\n  b\r\n',
    );
    assert.deepEqual(file.directives, [
      { name: 'syntax', value: 'docker/dockerfile:1', line: 1 },
      { name: 'escape', value: '`', line: 2 },
    ]);
    assert.deepEqual(
      file.instructions.map(({ words, line }) => [line, ...words]),
      [
        [3, 'a'],
        [4, 'dir C:\\   b'],
      ],
    );
  });
  it('directives end at the first other line', () => {
    assert.deepEqual(parseDockerfile('# about\n# escape=`\nFROM a').directives, []);
    assert.deepEqual(parseDockerfile('\n# escape=`\nFROM a').directives, []);
    assert.deepEqual(parseDockerfile('# other=1\n# escape=`\nFROM a').directives, []);
    assert.equal(parseDockerfile('#!/usr/bin/env x\n# syntax=a\nFROM a').directives[0]?.value, 'a');
  });
  it('stops at ten thousand instructions', () => {
    const file = parseDockerfile(`FROM a\n${'USER b\n'.repeat(10_001)}`);
    assert.equal(file.instructions.length, 10_000);
    assert.match(file.problems[0]?.because ?? '', /more than 10000/);
  });
  it('stops at five hundred stages', () => {
    const file = parseDockerfile('FROM a\n'.repeat(501));
    assert.equal(file.instructions.length, 500);
    assert.match(file.problems[0]?.because ?? '', /more than 500 stages/);
  });
  it('never throws, and every position is in the file', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'FROM a AS b',
        'RUN',
        '<<EOF',
        'EOF',
        '\\',
        '\n',
        '\r\n',
        '"',
        "'",
        '$',
        '${',
        '}',
        ' ',
        '#',
        '[',
        ']',
      ),
      fc.constantFrom('ENV', 'COPY', 'ONBUILD', 'HEALTHCHECK', '--x=', '`', '\t', '\u0000', '# escape=`', '=', ','),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const { instructions, problems: found } = parseDockerfile(text);
        const lines = text.split('\n');
        for (const { line, column } of [...instructions, ...found]) {
          assert.ok(line >= 1 && line <= lines.length && column >= 1);
          assert.ok(column <= (lines[line - 1] ?? '').length + 2);
        }
        if (instructions.every(({ name }) => name !== 'FROM')) assert.ok(found.length > 0);
      }),
    );
  });
});
