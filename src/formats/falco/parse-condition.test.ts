import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conditionText } from './condition.ts';
import { FalcoSyntaxError } from './lexer.ts';
import { parseCondition } from './parse-condition.ts';

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', '\\': '\\' };
const vectors = readFileSync(new URL('vectors/conditions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, sign, text, meaning] = /^([-+]) ?(.*?)(?: => (.*))?$/.exec(line)!;
    return {
      accepted: sign === '+',
      text: text!.replaceAll(/\\([ntrb\\])/g, (_all, letter: string) => escapes[letter]!),
      meaning,
    };
  });

function read(text: string): string | FalcoSyntaxError {
  try {
    return conditionText(parseCondition(text));
  } catch (error) {
    if (error instanceof FalcoSyntaxError) return error;
    throw error;
  }
}

describe('conditions', () => {
  it('are read or refused as the vectors say', () => {
    assert.ok(vectors.length >= 300, `only ${vectors.length} vectors`);
    const wrong = vectors.flatMap(({ accepted, text, meaning }) => {
      const found = read(text);
      if (!accepted) return found instanceof FalcoSyntaxError ? [] : [`read, but is to be refused: ${text}`];
      if (found instanceof FalcoSyntaxError) return [`refused: ${text}: ${found.message}`];
      return meaning === undefined || meaning === found ? [] : [`${text}: read as ${found}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('read back as themselves', () => {
    for (const { accepted, text } of vectors) {
      if (
        !accepted ||
        text.includes('[""]') ||
        text.includes('/a b/') ||
        text.includes('/a]b') ||
        text.includes('not(not')
      )
        continue;
      const once = read(text) as string;
      assert.equal(read(once), once);
    }
  });

  it('say where a fault is', () => {
    const at = (text: string): number => (read(text) as FalcoSyntaxError).at;
    assert.equal(at('proc.name = a and'), 14);
    assert.equal(at('proc.name in (a b)'), 16);
    assert.equal(at('proc.name ~ a'), 10);
    assert.equal(at('a and (b'), 8);
    assert.equal(at('proc.name = "a'), 12);
  });

  it('are never nested without bound', () => {
    for (const text of ['('.repeat(100_000), 'not('.repeat(100_000), 'tolower('.repeat(100_000)])
      assert.match((read(text) as FalcoSyntaxError).message, /deeper|expected/);
    assert.equal(read(`${'not '.repeat(50_000)}a`), 'a');
    assert.equal(read(`${'('.repeat(900)}a${')'.repeat(900)}`), 'a');
    assert.ok(read('a'.repeat(2_000_000)) instanceof FalcoSyntaxError);
  });

  it('any text is read or refused, never worse', () => {
    const word = fc.constantFrom(
      ...'and |or |not |( |) |proc.name |fd.num |= |!= |in |pmatch |exists |"|\'|\\|[|]|,|a |1 |0x|anyof |val(|tolower(|join(|getopt(|regex |glob |\n|\u0000|é|\ud800'.split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 40 }), (words) => {
        const found = read(words.join(''));
        if (typeof found === 'string') assert.equal(typeof read(found), 'string');
      }),
      { numRuns: 3000 },
    );
  });
});
