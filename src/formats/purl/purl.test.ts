import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { formatPurl, type PurlParts } from './purl.ts';

/** Parts and their canonical form; most are examples of the specification. */
const table: [PurlParts, string][] = [
  [{ type: 'npm', name: 'foobar', version: '12.3.1' }, 'pkg:npm/foobar@12.3.1'],
  [{ type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' }, 'pkg:npm/%40angular/animation@12.3.1'],
  [
    {
      type: 'deb',
      namespace: 'debian',
      name: 'curl',
      version: '7.50.3-1',
      qualifiers: { distro: 'jessie', arch: 'i386' },
    },
    'pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie',
  ],
  [
    { type: 'golang', namespace: 'google.golang.org', name: 'genproto', subpath: '/googleapis/api/annotations/' },
    'pkg:golang/google.golang.org/genproto#googleapis/api/annotations',
  ],
  [
    { type: 'deb', namespace: 'debian', name: 'libstdc++6', version: '1:12.2.0-14+b1' },
    'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bb1',
  ],
  [{ type: 'RPM', name: 'a', qualifiers: { epoch: '1', arch: undefined, b: '' } }, 'pkg:rpm/a?epoch=1'],
  [
    { type: 'apk', name: 'a', version: '1_p~2', qualifiers: { upstream: 'b@1/2 c' } },
    'pkg:apk/a@1_p~2?upstream=b%401%2F2%20c',
  ],
  [{ type: 'x', name: "a!'()*#?" }, 'pkg:x/a%21%27%28%29%2A%23%3F'],
];
for (const [parts, wanted] of table) it(wanted, () => assert.equal(formatPurl(parts), wanted));

it('never throws, and what was put in is read out again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (name, version) => {
      const [, path, after] = /^pkg:x\/([^@?#]*)(?:@([^?#]*))?$/.exec(formatPurl({ type: 'x', name, version }))!;
      assert.deepEqual([decodeURIComponent(path!), decodeURIComponent(after ?? '')], [name.toWellFormed(), version]);
    }),
  );
});
