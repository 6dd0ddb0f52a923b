import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseImageReference } from './image-reference.ts';

const hex = '0123456789abcdef'.repeat(4);

/** Reference => domain | path | tag | digest, or `!` for one that engines refuse. HEX stands for 64 digits. */
const vectors = `
nginx => docker.io|library/nginx||
nginx:1.27 => docker.io|library/nginx|1.27|
acme/web => docker.io|acme/web||
docker.io/nginx => docker.io|library/nginx||
index.docker.io/nginx => docker.io|library/nginx||
docker.io/acme/web:a => docker.io|acme/web|a|
ghcr.io/acme/web/api:v1 => ghcr.io|acme/web/api|v1|
localhost/web => localhost|web||
localhost:5000/web => localhost:5000|web||
registry:5000/web:1 => registry:5000|web|1|
web:5000 => docker.io|library/web|5000|
Registry/web => Registry|web||
10.0.0.1:443/a/b => 10.0.0.1:443|a/b||
[2001:db8::1]:5000/a => [2001:db8::1]:5000|a||
nginx@sha256:HEX => docker.io|library/nginx||sha256:HEX
nginx:1@sha256:HEX => docker.io|library/nginx|1|sha256:HEX
a__b/c.d-e--f => docker.io|a__b/c.d-e--f||
k8s.gcr.io/pause:3.9 => k8s.gcr.io|pause|3.9|
scratch => docker.io|library/scratch||
=> !
HEX => !
Nginx => !
acme/Web => !
nginx: => !
nginx:-a => !
nginx@ => !
nginx@sha256:abc => !
nginx@sha512:HEX => !
nginx@md5:HEX => !
nginx@sha256:HEX@sha256:HEX => !
a//b => !
/a => !
a/ => !
-a/b => !
a_.b => !
a..b => !
a b => !
https://a/b => !
ghcr.io => docker.io|library/ghcr.io||
-x.io/b => !
x.io:a/b => !
`;

describe('parseImageReference', () => {
  for (const line of vectors
    .replaceAll('HEX', hex)
    .split('\n')
    .filter((text) => text !== '')) {
    const [text = '', wanted] = line.startsWith('=> ') ? ['', line.slice(3)] : line.split(' => ');
    it(line.replaceAll(hex, 'HEX'), () => {
      const got = parseImageReference(text);
      assert.equal(got === null ? '!' : [got.domain, got.path, got.tag ?? '', got.digest ?? ''].join('|'), wanted);
      if (got !== null) assert.equal(got.name, `${got.domain}/${got.path}`);
    });
  }
  it('bounds length', () => {
    assert.equal(parseImageReference('a'.repeat(256)), null);
    assert.equal(parseImageReference(`a:${'b'.repeat(129)}`), null);
    assert.equal(parseImageReference('a-'.repeat(100_000)), null);
  });
  it('never throws, and what it reads it reads again', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '1',
      '/',
      ':',
      '@',
      '.',
      '-',
      '_',
      'sha256:',
      hex,
      '[',
      ']',
      ' ',
      'localhost',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const got = parseImageReference(parts.join(''));
        if (got === null) return;
        const { name, tag, digest } = got;
        const whole = `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
        assert.deepEqual(parseImageReference(whole), got);
      }),
    );
  });
});
