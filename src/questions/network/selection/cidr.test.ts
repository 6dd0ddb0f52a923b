import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isEverywhere, parseBlock } from './cidr.ts';

// blocks | everywhere, or invalid
const vectors = `
0.0.0.0/0                          | yes
::/0                               | yes
2000::/3                           | yes
2000::/4                           | yes
0.0.0.0/1 128.0.0.0/1              | yes
128.0.0.0/1                        | yes
0.0.0.0/2 64.0.0.0/2               | yes
0.0.0.0/2 0.0.0.0/2                | no
0.0.0.0/2                          | no
10.0.0.0/8 172.16.0.0/12           | no
10.1.2.3/8                         | no
fc00::/7                           | no
::ffff:10.0.0.0/104                | no
2001:db8::/32                      | no
1.2.3.4/32                         | no
1.2.3.4                            | invalid
1.2.3.4/33                         | invalid
::/129                             | invalid
fe80::1%eth0/64                    | invalid
1.2.3/8                            | invalid
10.0.0.0/8/8                       | invalid
10.0.0.0/                          | invalid
10.0.0.0/-1                        | invalid
everywhere                         | invalid
`;

describe('address blocks', () => {
  for (const line of vectors.trim().split('\n')) {
    const [texts, expected] = line.split('|').map((part) => part.trim()) as [string, string];
    it(texts, () => {
      const blocks = texts.split(' ').map((text) => parseBlock(text));
      if (expected === 'invalid') assert.deepEqual(blocks, [null]);
      else assert.equal(isEverywhere(blocks.filter((block) => block !== null)), expected === 'yes');
    });
  }
  it('knows where a block begins and ends', () => {
    assert.deepEqual(parseBlock('10.1.2.3/8'), { family: 4, first: 0x0a000000n, last: 0x0affffffn });
    assert.equal(parseBlock('::1.2.3.4/128')?.first, 0x01020304n);
    assert.equal(parseBlock('1::/16')?.first, 1n << 112n);
    assert.equal(parseBlock('::1/128')?.last, 1n);
  });
  it('reads anything without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()), fc.nat(200), (text, prefix) => {
        parseBlock(text);
        const block = parseBlock(`${text}/${prefix}`);
        if (block !== null) assert.ok(block.first <= block.last);
      }),
    );
  });
});
