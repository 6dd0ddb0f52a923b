import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '../../model/outcome.ts';
import { Refusal } from '../refusal.ts';
import { copied, endingAs, withoutFlags } from './dockerfile.ts';

function at(line: number): Outcome {
  return { evidence: [{ source: 'test', line }] } as never;
}
function changes(plan: typeof copied, text: string, line = 2): unknown {
  try {
    return plan({ outcome: at(line), text });
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('COPY in the place of ADD', () => {
  const cases: readonly [string, string][] = [
    ['ADD a b /x/', 'rename'],
    ['ADD --chown=1:1 ["a", "/x"]', 'rename'],
    ['ADD src/*.py /x/', 'rename'],
    ['ADD <<EOF /x\na\nEOF', 'rename'],
    ['ADD https://example.org/a b /x/', 'NO_ANSWER'],
    ['ADD a.tar.gz b /x/', 'NO_ANSWER'],
    ['ADD app* /x/', 'NO_ANSWER'],
    ['ADD app-[0-9] /x/', 'NO_ANSWER'],
    ['ADD --checksum=sha256:0 a /x', 'NO_ANSWER'],
    ['ADD $A /x', 'VARIABLE'],
    ['ADD a $B', 'rename'],
  ];
  for (const [instruction, wanted] of cases) {
    it(instruction.split('\n')[0], () => {
      const found = changes(copied, `FROM a\n${instruction}\n`);
      assert.equal(Array.isArray(found) ? (found as { kind: string }[])[0]!.kind : found, wanted);
    });
  }
});

describe('a user at the end', () => {
  const before = (text: string): unknown => (changes(endingAs('1:1'), text) as { before: unknown }[])[0]!.before;
  it('stands behind all that is built, before what is run', () => {
    assert.equal(before('FROM a\nRUN b\nEXPOSE 1\nCMD c\n'), 3);
    assert.equal(before('FROM a\nCMD c\nRUN b\n'), null);
    assert.equal(before('FROM a\nRUN b\nCMD c\nFROM d\nENTRYPOINT e\n'), 5);
    assert.equal(before('FROM a\nUSER root\nCMD c\n'), 3);
    assert.equal(before('FROM a\n'), null);
  });
});

it('flags of RUN are named as they are written', () => {
  const flags = withoutFlags(['--security=insecure', '--network=host']);
  assert.deepEqual(changes(flags, 'FROM a\nRUN --network=host --mount=type=tmpfs,target=/a b\n'), [
    { kind: 'unflag', line: 2, flag: '--network=host' },
  ]);
  assert.equal(changes(flags, 'FROM a\nRUN b\n'), 'SHAPE');
});
