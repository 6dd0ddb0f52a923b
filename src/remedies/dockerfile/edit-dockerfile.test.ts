import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refusal } from '../refusal.ts';
import type { DockerfileChange } from './change.ts';
import { editDockerfile } from './edit-dockerfile.ts';

const copy = (line: number): DockerfileChange => ({ kind: 'rename', line, from: 'ADD', to: 'COPY' });
const user = (before: number | null): DockerfileChange => ({ kind: 'insert', before, text: 'USER 10001:10001' });

const cases: readonly (readonly [string, string, readonly DockerfileChange[], string])[] = [
  ['a name', 'FROM a\nADD . /x # c\n', [copy(2)], 'FROM a\nCOPY . /x # c\n'],
  ['in lower case', 'from a\n  add x /x\n', [copy(2)], 'from a\n  copy x /x\n'],
  [
    'with continuations and flags',
    'FROM a\r\nADD --chown=1 \\\r\n  # c\r\n  x y /z/\r\nRUN b\r\n',
    [copy(2)],
    'FROM a\r\nCOPY --chown=1 \\\r\n  # c\r\n  x y /z/\r\nRUN b\r\n',
  ],
  ['a trigger', 'FROM a\nONBUILD ADD x /x\n', [copy(2)], 'STYLE'],
  [
    'before an instruction and its comments',
    'FROM a\nRUN b\n# run it\nCMD c\n',
    [user(4)],
    'FROM a\nRUN b\nUSER 10001:10001\n# run it\nCMD c\n',
  ],
  ['at the end', 'FROM a\r\nRUN b\r\n', [user(null)], 'FROM a\r\nRUN b\r\nUSER 10001:10001\r\n'],
  ['at the end of an unfinished line', 'FROM a\nRUN b', [user(null)], 'FROM a\nRUN b\nUSER 10001:10001'],
  ['behind a continuation that goes on', 'FROM a\nRUN b \\', [user(null)], 'NOT_PROVEN'],
  [
    'a flag',
    'FROM a\nRUN --security=insecure --mount=type=cache,target=/c b\n',
    [{ kind: 'unflag', line: 2, flag: '--security=insecure' }],
    'FROM a\nRUN --mount=type=cache,target=/c b\n',
  ],
  ['a flag that is not there', 'FROM a\nRUN b\n', [{ kind: 'unflag', line: 2, flag: '--security=insecure' }], 'STYLE'],
  ['a file that does not parse', 'FROM a\nFOO b\nADD x /x\n', [copy(3)], 'NOT_PARSED'],
];

describe('edits of Dockerfiles', () => {
  for (const [name, text, changes, after] of cases) {
    it(name, () => {
      const edit = (): string => {
        try {
          return editDockerfile(text, changes);
        } catch (error) {
          if (error instanceof Refusal) return error.code;
          throw error;
        }
      };
      assert.equal(edit(), after);
    });
  }
});
