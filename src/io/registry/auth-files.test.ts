import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAuthFile, serverName } from './auth-files.ts';

const auth = (user: string, password = 'secret'): { auth: string } => ({
  auth: Buffer.from(`${user}:${password}`).toString('base64'),
});

/** Who the entry makes of the reader, or the helper that knows. */
function who(file: object, name: string): string | null {
  const slash = name.indexOf('/');
  const entry = readAuthFile(JSON.stringify(file), name.slice(0, slash), name.slice(slash + 1));
  assert.notEqual(typeof entry, 'string');
  if (entry === null || typeof entry === 'string') return null;
  const { helper, credentials } = entry;
  if (helper !== undefined) return `helper ${helper}`;
  return credentials?.kind === 'password' ? credentials.user : `${credentials?.kind} ${credentials?.token}`;
}

describe('readAuthFile', () => {
  it('finds Docker Hub by all its names', () => {
    for (const key of ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io']) {
      assert.equal(who({ auths: { [key]: auth('me') } }, 'docker.io/library/nginx'), 'me', key);
    }
    assert.equal(serverName('docker.io'), 'https://index.docker.io/v1/');
    assert.equal(serverName('ghcr.io'), 'ghcr.io');
  });
  it('finds a registry with scheme, port and path', () => {
    const auths = { 'https://a.example:5000/v2/': auth('a'), 'http://b.example': auth('b') };
    assert.equal(who({ auths }, 'a.example:5000/x'), 'a');
    assert.equal(who({ auths }, 'b.example/x/y'), 'b');
    assert.equal(who({ auths }, 'a.example/x'), null);
    assert.equal(who({ auths }, 'evil-a.example:5000/x'), null);
  });
  it('takes the most specific entry', () => {
    const auths = { 'q.example': auth('all'), 'q.example/team': auth('team'), 'q.example/team/app': auth('app') };
    assert.equal(who({ auths }, 'q.example/team/app'), 'app');
    assert.equal(who({ auths }, 'q.example/team/application'), 'team');
    assert.equal(who({ auths }, 'q.example/other'), 'all');
  });
  it('reads tokens, separate fields and padded passwords', () => {
    assert.equal(who({ auths: { 'a.b': { ...auth('x'), identitytoken: 't' } } }, 'a.b/c'), 'identity t');
    assert.equal(who({ auths: { 'a.b': { registrytoken: 't' } } }, 'a.b/c'), 'bearer t');
    assert.equal(who({ auths: { 'a.b': { username: 'u', password: 'p' } } }, 'a.b/c'), 'u');
    const entry = readAuthFile(JSON.stringify({ auths: { 'a.b': auth('u', 'p:q\0\0') } }), 'a.b', 'c');
    assert.deepEqual(entry, { credentials: { kind: 'password', user: 'u', password: 'p:q' } });
  });
  it('names the helper: of the registry before that of all', () => {
    const file = { auths: { 'a.b': auth('x') }, credHelpers: { 'a.b': 'one' }, credsStore: 'all' };
    assert.equal(who(file, 'a.b/c'), 'helper one');
    assert.equal(who(file, 'c.d/c'), 'helper all');
    assert.equal(who({ auths: { 'a.b': {} } }, 'a.b/c'), null);
  });
  it('says what is wrong without what it holds', () => {
    assert.equal(readAuthFile('{"auths": hunter2', 'a.b', 'c'), 'is not JSON');
    assert.equal(readAuthFile('[]', 'a.b', 'c'), 'is not a mapping');
  });
  it('never throws on JSON of another shape', () => {
    const shape = fc.letrec((tie) => ({
      any: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(tie('any'), { maxLength: 2 }), tie('map')),
      map: fc.dictionary(fc.constantFrom('auths', 'a.b', 'auth', 'credHelpers', '__proto__'), tie('any'), {
        maxKeys: 3,
      }),
    })).any;
    fc.assert(fc.property(shape, (value) => void readAuthFile(JSON.stringify(value), 'a.b', 'c')));
  });
});
