import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePurl } from './parse-purl.ts';
import { formatPurl } from './purl.ts';

/** purl → type | namespace | name | version | qualifiers, or null. */
const vectors = `
pkg:deb/debian/openssl@3.0.1-1+deb12u1?arch=amd64&distro=debian-12 deb|debian|openssl|3.0.1-1+deb12u1|arch=amd64,distro=debian-12
pkg:deb/debian/openssl@1:3.0.1 deb|debian|openssl|1:3.0.1|
pkg:npm/%40angular/core@16.0.0 npm|@angular|core|16.0.0|
pkg:npm/@angular/core npm|@angular|core||
pkg:npm/@angular/core@1.0.0 npm|@angular|core|1.0.0|
pkg:golang/github.com/acme/a@v1.2.3#sub/folder golang|github.com/acme|a|v1.2.3|
pkg:oci/web@sha256%3Aabc?repository_url=ghcr.io/acme/web oci||web|sha256:abc|repository_url=ghcr.io/acme/web
pkg://PyPI/django pypi||django||
pkg:npm/a@%zz null
pkg:npm null
pkg:/a null
npm/a@1 null
`;

describe('parsePurl', () => {
  for (const line of vectors.trim().split('\n')) {
    it(line, () => {
      const [text, expected] = line.split(' ');
      const parts = parsePurl(text!);
      const { type, namespace = '', name, version = '', qualifiers = {} } = parts ?? { type: '', name: '' };
      const pairs = Object.entries(qualifiers).map(([key, value]) => `${key}=${value}`);
      assert.equal(parts === null ? 'null' : [type, namespace, name, version, pairs.join(',')].join('|'), expected);
    });
  }
  it('reads back what was written', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !text.includes('/') && text.isWellFormed());
    fc.assert(
      fc.property(word, word, word, word, (namespace, name, version, value) => {
        const parts = { type: 'generic', namespace, name, version, qualifiers: { key: value } };
        assert.deepEqual(parsePurl(formatPurl(parts)), parts);
      }),
    );
  });
  it('throws nothing', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePurl(`pkg:${text}`)));
  });
});
