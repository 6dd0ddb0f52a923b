import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseXml, type XmlElement } from './parse-xml.ts';

const limits = { depth: 16, elements: 1000 };

/** Document → the elements as text, or what is wrong. */
const vectors: readonly (readonly [string, string])[] = [
  ['<a/>', 'a'],
  ['<?xml version="1.0" encoding="UTF-8"?>\n<!-- x --><a>b</a>\n', 'a"b"'],
  ['\ufeff<a b="1" c=\'2\'/>', 'a{b=1,c=2}'],
  ['<n:a xmlns:n="urn:x"><n:b>1</n:b><b/></n:a>', 'a{xmlns:n=urn:x}[b"1",b]'],
  ['<a>&lt;&amp;&#65;&#x42;&quot;&apos;&gt;</a>', 'a"<&AB"\'>"'],
  ['<a><![CDATA[<b>&x;]]>y</a>', 'a"<b>&x;y"'],
  ['<a b="&lt;x"></a >', 'a{b=<x}'],
  ['<a __proto__="1"/>', 'a{__proto__=1}'],
  ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'line 1 has a document type, which is not read'],
  ['<a>\n&b;</a>', 'line 1 has an entity &b; that XML does not define'],
  ['<a>a & b</a>', 'line 1 has an & that begins no entity'],
  ['<a>&#xd800;</a>', 'line 1 has a character that is none'],
  ['<a><b></a>', 'line 1 has </a> closes nothing'],
  ['<a>', 'line 1 has <a> is not closed'],
  ['<a/><a/>', 'line 1 has a second root element'],
  ['x<a/>', 'line 1 has text outside the root element'],
  ['<a b="1" b="2"/>', 'line 1 has attribute b twice'],
  ['<a b=1/>', 'line 1 has a malformed tag'],
  ['<!-- x', 'line 1 has <!-- is not closed'],
  ['', 'line 1 has no element'],
  ['<a>'.repeat(20), 'line 1 has elements deeper than 16'],
  [`<a>${'<b/>'.repeat(1000)}</a>`, 'line 1 has more than 1000 elements'],
];

describe('parseXml', () => {
  for (const [text, wanted] of vectors) {
    it(text.slice(0, 60), () => {
      const read = parseXml(text, limits);
      assert.equal(typeof read === 'string' ? read : shown(read), wanted);
    });
  }
  it('reads back what was written, whatever it holds', () => {
    const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed());
    fc.assert(
      fc.property(text, text, (value, body) => {
        const read = parseXml(`<a b="${escaped(value)}">${escaped(body)}</a>`, limits) as XmlElement;
        assert.deepEqual([read.attributes.b, read.text], [value, body]);
      }),
    );
  });
  it('answers for any text', () => {
    const part = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      'a',
      ' b="',
      '"',
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
    );
    fc.assert(fc.property(fc.array(part), (parts) => void parseXml(parts.join(''), limits)));
    fc.assert(fc.property(fc.string(), (text) => void parseXml(`<${text}`, limits)));
  });
});

function shown({ name, attributes, children, text }: XmlElement): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return [
    name,
    pairs.length === 0 ? '' : `{${pairs.join(',')}}`,
    text === '' ? '' : `"${text}"`,
    children.length === 0 ? '' : `[${children.map(shown).join(',')}]`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'\p{Cc}]/gu, (char) => `&#${char.codePointAt(0)};`);
}
