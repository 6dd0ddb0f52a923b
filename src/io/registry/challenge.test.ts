import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readChallenges } from './challenge.ts';

describe('readChallenges', () => {
  it('reads what registries write', () => {
    assert.deepEqual(
      readChallenges(
        'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
      ),
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull',
          },
        },
      ],
    );
    assert.deepEqual(readChallenges('Basic realm="a \\"b\\", c", charset=UTF-8, BEARER Realm = "x"'), [
      { scheme: 'basic', parameters: { realm: 'a "b", c', charset: 'UTF-8' } },
      { scheme: 'bearer', parameters: { realm: 'x' } },
    ]);
    assert.deepEqual(
      readChallenges('Negotiate, Basic realm="x"').map(({ scheme }) => scheme),
      ['negotiate', 'basic'],
    );
    assert.deepEqual(readChallenges(''), []);
    assert.deepEqual(readChallenges('Bearer realm="x'), [{ scheme: 'bearer', parameters: { realm: 'x' } }]);
  });
  it('takes the first of two parameters of one name', () => {
    assert.equal(readChallenges('Bearer realm="a",realm="b"')[0]!.parameters['realm'], 'a');
  });
  it('never throws and always ends', () => {
    const piece = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'realm', 'x', '\t', '\u00e9', '__proto__', '==');
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (parts) => void readChallenges(parts.join(''))));
  });
});
