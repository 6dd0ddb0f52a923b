import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { visible } from '../visible.ts';
import { clip, headOf, widthOf, wrap } from './width.ts';

const harmless = fc.string({ unit: 'grapheme', maxLength: 80 }).map((text) => visible(text));

describe('width of text in a terminal', () => {
  const widths: readonly (readonly [string, number])[] = [
    ['', 0],
    ['plain', 5],
    ['\u6f22\u5b57', 4],
    ['\ud55c\uae00', 4],
    ['\u30ab\u30ca', 4],
    ['\uff21', 2],
    ['e\u0301', 1],
    ['\u{1f6a2}', 2],
    ['\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', 2],
    ['\u2713 ok', 4],
    ['\u041f\u0440\u0438', 3],
  ];
  for (const [text, cells] of widths) it(`${text} takes ${cells}`, () => assert.equal(widthOf(text), cells));

  it('cuts a beginning to size', () => {
    assert.equal(headOf('\u6f22\u5b57\u30ab', 5), '\u6f22\u5b57');
    assert.equal(headOf('plain', 3), 'pla');
  });

  it('clips in the middle, so that both ends of a path show', () => {
    assert.equal(clip('a/very/long/path/to/web.yaml:21:13', 20, '\u2026'), 'a/very/long/p\u2026:21:13');
    fc.assert(
      fc.property(harmless, fc.integer({ min: 8, max: 60 }), (text, cells) => {
        const cut = clip(text, cells, '\u2026');
        assert.ok(widthOf(cut) <= cells, `${widthOf(cut)} > ${cells}`);
        if (widthOf(text) <= cells) assert.equal(cut, text);
      }),
    );
  });

  it('wraps at spaces, breaks only what is too long, and loses nothing', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
    assert.deepEqual(wrap('abcdefgh ij', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap('', 4), ['']);
    fc.assert(
      fc.property(harmless, fc.integer({ min: 4, max: 40 }), (text, cells) => {
        const lines = wrap(text, cells);
        for (const line of lines) assert.ok(widthOf(line) <= cells);
        assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
      }),
    );
  });
});
