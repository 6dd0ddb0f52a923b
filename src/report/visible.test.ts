import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { visible, visibleAscii } from './visible.ts';

describe('visible', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain text', 'plain text'],
    ['\u001b[31mred', String.raw`\x1b[31mred`],
    ['\u009b31m', String.raw`\x9b31m`],
    ['a\nb\r\tc', String.raw`a\nb\r\tc`],
    ['a\0b\u007f', String.raw`a\x00b\x7f`],
    ['safe\u202Etxt.exe', String.raw`safe\u{202e}txt.exe`],
    ['zero\u200Bwidth\uFEFF', String.raw`zero\u{200b}width\u{feff}`],
    ['x\ud800y', String.raw`x\u{d800}y`],
    ['\u2028\uffff', String.raw`\u{2028}\u{ffff}`],
    ['\u6f22\u5b57 \u{1f468}\u200d\u{1f469} e\u0301', '\u6f22\u5b57 \u{1f468}\u200d\u{1f469} e\u0301'],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.equal(visible(text), expected));
  }

  it('leaves no control character, no line end and only whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        assert.ok(shown.isWellFormed());
      }),
    );
    assert.ok(visible('\udc00\ud800').isWellFormed());
  });

  it('keeps to ASCII where it must', () => {
    assert.equal(visibleAscii('can\u2019t \u2014 wait\u2026 \u{1f6a2}'), String.raw`can't - wait... \u{1f6a2}`);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.match(visibleAscii(text), /^[\x20-\x7e]*$/)));
  });
});
