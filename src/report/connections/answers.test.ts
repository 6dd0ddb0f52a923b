import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { canReport, diffReport, expectReport, proofReport, unread } from '../../../test/report/connections-sample.ts';
import type { TextOptions } from '../text/style.ts';
import { widthOf } from '../text/width.ts';
import { renderDiffText } from './diff-text.ts';
import { renderExpectJunit } from './expect-junit.ts';
import { renderExpectText } from './expect-text.ts';
import { renderCanText, renderProofText } from './proof-text.ts';

const plain: TextOptions = { width: 80, color: false, unicode: true, all: false, quiet: false };
const texts: Readonly<Record<string, (options: TextOptions) => string>> = {
  can: (options) => renderCanText(canReport, options),
  explain: (options) => renderProofText(proofReport, options),
  diff: (options) => renderDiffText({ ...diffReport, gaps: [unread] }, options),
  expect: (options) => renderExpectText({ ...expectReport, gaps: [unread] }, options),
};

describe('texts of answers about connections', () => {
  for (const [name, render] of Object.entries(texts)) {
    it(`${name}: fits the terminal and emits nothing but text and colours`, () => {
      for (const all of [false, true]) {
        for (const width of [40, 80, 120])
          for (const line of render({ ...plain, width, all }).split('\n'))
            assert.ok(widthOf(line) <= width, `${widthOf(line)} > ${width}: ${line}`);
        const uncolored = render({ ...plain, all });
        assert.doesNotMatch(uncolored.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(stripVTControlCharacters(render({ ...plain, all, color: true })), uncolored);
        assert.match(render({ ...plain, all, unicode: false }), /^[\x20-\x7e\n]*$/);
      }
    });
    it(`${name}: names what could not be read`, () => {
      assert.match(render(plain), /k8s\/broken\.yaml/);
    });
  }
});

describe('text of a diff', () => {
  const text = renderDiffText(diffReport, plain);
  it('says in a sentence what opens and what closes, and which objects did it', () => {
    assert.match(
      text,
      /Opened\n {2}\+ shop\/web, batch\/jobs and 1 more \(new\) can now reach shop\/db on TCP 9187\n {6}NetworkPolicy shop\/metrics was added {2}k8s\/metrics\.yaml:1:1/,
    );
    assert.match(text, /Closed\n {2}- shop\/db can no longer reach shop\/web on TCP 9187/);
    assert.match(
      text,
      /Not known\n {2}\? shop\/api can now perhaps reach shop\/db on TCP 9187\n {6}not known: what "pg" names/,
    );
    assert.ok(text.indexOf('Not known') < text.indexOf('Opened'));
    assert.match(text, /Added: batch\/jobs and 1 more\n/);
    assert.match(text, /Encryption\n {2}\+ shop\/api can now send plain text to shop\/web on TCP 9187\n/);
    assert.match(text, /6 changes; 2 pairs are not known on both sides\.\n$/);
  });
  it('says that nothing differs only where all is known', () => {
    const none = { ...diffReport, peers: [], changes: [] };
    assert.match(renderDiffText({ ...none, unknown: 0 }, plain), /\nNo connection differs\.\n$/);
    assert.match(renderDiffText(none, plain), /\nNo known connection differs; 2 pairs are not known/);
  });
});

describe('assertions told', () => {
  it('as text: what is not kept with its counterexample and proof, unknown first', () => {
    const text = renderExpectText(expectReport, plain);
    assert.match(
      text,
      /✗ broken {2}must-deny {2}network\.yaml:2:5\n {4}1 of 3 pairs do not keep it: it is allowed\n {4}Deployment\/shop\/web to StatefulSet\/shop\/db on TCP 9187 is allowed\n {6}· policy: NetworkPolicy broken, ingress rule 1: allows/,
    );
    assert.ok(text.indexOf('✗ broken') < text.indexOf('✓ kept'));
    assert.match(text, /pass 1 · fail 1 · unknown 1\n$/);
  });
  it('as JUnit: a failure for what is broken, an error for what is not known', () => {
    const xml = renderExpectJunit(expectReport);
    assert.match(xml, /tests="3" failures="1" errors="1" skipped="0"/);
    assert.match(xml, /<testcase classname="network\.expect" name="kept">\n {6}<system-out>/);
    assert.match(xml, /<failure type="must-deny" message="[^"<>]*TCP 9187 is allowed">/);
    assert.match(xml, /<error type="must-deny"/);
    assert.doesNotMatch(xml, /<img|\u202e|\p{Cc}(?<!\n)/u);
  });
});
