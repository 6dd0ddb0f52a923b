import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { everyday, large, nothing, samples } from '../../test/report/sample.ts';
import { severities } from '../model/severity.ts';
import { renderText, type TextOptions } from './text.ts';
import { widthOf } from './text/width.ts';

const plain: TextOptions = { width: 100, color: false, unicode: true, all: false, quiet: false };
const widths = [1, 40, 41, 59, 80, 93, 100, 120, 200, 1000];

describe('text report', () => {
  for (const [name, report] of Object.entries(samples)) {
    for (const all of [false, true]) {
      it(`${name}${all ? ' with --all' : ''}: no line is wider than the terminal`, () => {
        for (const width of widths) {
          const limit = Math.min(200, Math.max(40, width));
          for (const line of renderText(report, { ...plain, width, all }).split('\n')) {
            assert.ok(widthOf(line) <= limit, `${widthOf(line)} > ${limit}: ${line}`);
          }
        }
      });
      it(`${name}${all ? ' with --all' : ''}: emits nothing but text and colours`, () => {
        const uncolored = renderText(report, { ...plain, all });
        assert.doesNotMatch(uncolored.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        const colored = renderText(report, { ...plain, all, color: true });
        // eslint-disable-next-line no-control-regex
        assert.equal(colored.replaceAll(/\u001b\[[0-9;]+m/g, ''), uncolored);
        assert.equal(stripVTControlCharacters(colored), uncolored);
        assert.match(renderText(report, { ...plain, all, unicode: false }), /^[\x20-\x7e\n]*$/);
      });
    }
    it(`${name}: every unknown aspect is named, with what would answer it`, () => {
      const words = squeezed(renderText(report, { ...plain, width: 200 }));
      for (const { question, aspects } of report.answers) {
        for (const { aspect, answer, toKnow } of aspects) {
          if (answer !== 'unknown') continue;
          assert.ok(words.includes(`${question}/${aspect}`));
          if (name !== 'unfriendly') assert.ok(words.includes(squeezed(toKnow ?? '')), toKnow ?? '');
        }
      }
    });
    it(`${name}: every gap is told with --all, and every outcome`, () => {
      const text = renderText(report, { ...plain, all: true });
      for (const { code } of report.gaps) assert.ok(text.includes(code));
      for (const { fingerprint } of report.outcomes) assert.ok(text.includes(fingerprint.slice(0, 8)));
    });
  }

  it('shows the card as a grid where it fits, and each aspect with its mark at any width', () => {
    const grid = renderText(everyday, { ...plain, width: 120 });
    assert.match(grid, /^ {2}✗ hardening +✗ defaults +\? management +✗ practices +\? audits +\? guides$/m);
    assert.match(grid, /^ {2}\? network .*– mesh$/m);
    const narrow = renderText(everyday, { ...plain, width: 40 });
    assert.match(narrow, /^ {2}✗ hardening$/m);
    assert.match(narrow, /^ {4}– mesh$/m);
    assert.match(renderText(everyday, { ...plain, unicode: false }), /x hardening +x defaults/);
  });

  it('names the settings that decided, even when quiet', () => {
    const settings =
      /Settings of plimsoll\.yaml: fails at or above \w+ make a no, 1 waived, 1 stated as not applicable/;
    assert.match(renderText(everyday, { ...plain, width: 200 }), settings);
    assert.match(renderText(everyday, { ...plain, width: 200, quiet: true }), settings);
  });

  it('counts', () => {
    assert.match(renderText(everyday, plain), /^ {2}yes 6 · no 2 · unknown 16 · n\/a 1$/m);
    assert.match(renderText(everyday, plain), /8 pass, 8 fail, 2 unknown/);
    assert.match(renderText(nothing, plain), /0 subjects · 13 checks · 0 outcomes/);
  });

  it('lists worst first, one line each with what, whom and where, and the remedy once', () => {
    const text = renderText(everyday, { ...plain, width: 140 });
    const order = [...text.matchAll(/^ {4}(info|low|medium|high|critical) /gm)].map(([, severity]) =>
      severities.findIndex((one) => one === severity),
    );
    const standing = everyday.outcomes.filter(({ verdict, waiver }) => verdict === 'fail' && waiver === null);
    const found = order.slice(0, standing.length);
    assert.deepEqual(
      found,
      found.toSorted((a, b) => b - a),
    );
    assert.match(
      text,
      /critical {2}container "nginx" runs privileged {2}Deployment shop\/web \(nginx\) {2}k8s\/web\.yaml:21:13 {2}98b52dd4/,
    );
    assert.match(
      text,
      /critical {2}container "cache" runs privileged {2}Container cache {2}GET \/containers\/cache\/json {2}/,
    );
    assert.equal(text.split('grant only the capability or device').length, 2);
  });

  it('tells what is waived, by whom and until when, apart from what stands', () => {
    const text = renderText(everyday, plain);
    assert.match(text.slice(text.indexOf('\nWaived')), /Ada Park, until 2027-03-31: The cache must watch/);
    const found = text.slice(text.indexOf('\nFound'), text.indexOf('\nWaived'));
    assert.doesNotMatch(found, /docker\.sock/);
  });

  it('cuts long lists, and says how much and how to see it', () => {
    const report = large(2000);
    assert.match(renderText(report, plain), /and \d+ more \(--all shows them\)/);
    assert.ok(renderText(report, plain).split('\n').length < 400);
    assert.doesNotMatch(renderText(report, { ...plain, all: true }), /--all shows them/);
  });

  it('does not forget what is unknown in an aspect that is no anyway', () => {
    assert.match(renderText(everyday, plain), /and 1 unknown outcome in aspects that have an answer/);
    const all = renderText(everyday, { ...plain, all: true });
    assert.match(all.slice(all.indexOf('\nUndecided')), /the image decides the user, and it was not seen/);
  });

  it('prints the card only when quiet, and says when unknown counts as yes', () => {
    const quiet = renderText(everyday, { ...plain, quiet: true });
    assert.match(quiet, /hardening/);
    assert.doesNotMatch(quiet, /Found|Coverage/);
    const lenient = { ...everyday, asked: { ...everyday.asked, unknownPasses: true } };
    assert.match(renderText(lenient, { ...plain, quiet: true }), /--unknown=pass/);
  });
});

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
