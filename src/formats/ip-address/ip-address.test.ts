import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { familyOf } from './ip-address.ts';

describe('the family of an address', () => {
  const agrees = (text: string): void => assert.equal(familyOf(text) ?? 0, isIP(text), JSON.stringify(text));
  for (const text of [
    '',
    '1.2.3.4',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '::',
    ':::',
    ':',
    '1::',
    '::1',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3.4',
    '1.2.3.4::',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:1.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::1.2.3.4:5',
    '12345::',
    'g::',
    '1::2::3',
    'fe80::1%eth0',
    'fe80::1%',
    'fe80::1%a%b',
    '%eth0',
    '::%0',
    '::1.2.3.256',
    '0:0:0:0:0:0:0:0',
    'FE80::ABCD',
  ]) {
    it(JSON.stringify(text), () => agrees(text));
  }
  it('is what Node says of any text', () => {
    const piece = fc.constantFrom(...'0 1 9 25 255 256 01 a ff FFFF 12345 : :: . % eth0 ~ \n'.split(/ /));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          fc.array(piece, { maxLength: 18 }).map((all) => all.join('')),
        ),
        agrees,
      ),
      { numRuns: 20_000 },
    );
  });
});
