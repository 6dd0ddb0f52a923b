import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareReleases, parseRelease } from './release.ts';

describe('parseRelease', () => {
  const vectors = `
    29.5.1              29.5.1  ""
    v1.7.22             1.7.22  ""
    1.1.12              1.1.12  ""
    v1.1.12-0-g51d5e946 1.1.12  ""
    18.09.0-ce          18.9.0  ""
    6.8                 6.8.0   ""
    20.10.24+dfsg1      20.10.24 "+dfsg1"
    24.0.7-0ubuntu2     24.0.7  "-0ubuntu2"
    6.1.0-18-amd64      6.1.0   "-18-amd64"
    1.6.20~ds1          1.6.20  "~ds1"
    v1.1.12-3-gabcdef01 1.1.12  "-3-gabcdef01"
  `;
  for (const line of vectors.trim().split('\n')) {
    const [text = '', numbers = '', build = ''] = line.trim().split(/\s+/);
    it(text, () => {
      const { major, minor, patch, build: found } = parseRelease(text) ?? assert.fail('not read');
      assert.equal([major, minor, patch].join('.'), numbers);
      assert.equal(JSON.stringify(found), build);
    });
  }
  for (const text of ['', '51d5e94601ceffbbd85688df1c928ecccbfa4685', 'dev', 'N/A', 'v2', '1.2.3.4x', 'latest']) {
    it(`unknown: ${text}`, () => {
      const read = parseRelease(text);
      assert.ok(read === null || read.build !== '');
    });
  }
  it('orders', () => {
    const order = ['1.0.0-alpha1', '1.0.0-beta.2', '1.0.0-rc3', '1.0.0-rc95', '1.0.0', '1.1.0-rc.1', '1.1.12', '1.2.0'];
    for (const [index, text] of order.entries()) {
      const next = order[index + 1];
      if (next !== undefined)
        assert.ok(compareReleases(parseRelease(text)!, parseRelease(next)!) < 0, `${text} ${next}`);
    }
  });
  it('survives any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseRelease(text)));
  });
});
