import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyday, excerpts, unfriendly } from '../../test/report/sample.ts';
import type { Outcome, Verdict } from '../model/outcome.ts';
import { renderExplanation } from './explain.ts';
import { widthOf } from './text/width.ts';

const plain = { width: 90, color: false, unicode: true };

function first(verdict: Verdict, waived = false): Outcome {
  return everyday.outcomes.find((outcome) => outcome.verdict === verdict && (outcome.waiver !== null) === waived)!;
}
function explain(outcome: Outcome, options = plain): string {
  return renderExplanation(outcome, excerpts.get(outcome.fingerprint) ?? null, options);
}

describe('explanation of a finding', () => {
  it('tells of a fail what, whom, where, how to fix, and how to waive', () => {
    const text = explain(first('fail'));
    assert.match(text, /^✗ fail {2}Containers do not run privileged\n/);
    for (const part of [
      'HRD-101 no-privileged-container  hardening/practices',
      'Deployment shop/web (nginx)  declared',
      'container "nginx" runs privileged',
      'k8s/web.yaml:21:13',
      'spec.template.spec.containers[0].securityContext.privileged',
      'Remove `privileged: true`',
      'cis-docker 1.8.0 5.01',
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.match(text, /^ {2}> 21 │ {13}privileged: true$/m);
    assert.match(text, new RegExp(`- fingerprint: "${first('fail').fingerprint}" # HRD-101\\n`));
  });

  it('tells of an unknown what would answer it', () => {
    const text = explain(first('unknown'));
    assert.match(text, /why +the image decides the user/);
    assert.match(text, /to know +Ask the image as well/);
    assert.doesNotMatch(text, /waivers:/);
  });

  it('tells of a waived fail who answers for it, and of a pass no remedy', () => {
    assert.match(explain(first('fail', true)), /waived +by Ada Park until 2027-03-31: The cache must watch/);
    assert.doesNotMatch(explain(first('fail', true)), /^ *waivers:/m);
    assert.doesNotMatch(explain(first('pass')), /to fix/);
  });

  it('is harmless and fits, whatever a source wrote', () => {
    for (const outcome of unfriendly.outcomes) {
      for (const width of [40, 90, 200]) {
        const text = explain(outcome, { width, color: false, unicode: true });
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        for (const line of text.split('\n')) {
          if (!/fingerprint:|reason:|expires:|approver:/.test(line)) assert.ok(widthOf(line) <= width, line);
        }
      }
      assert.match(explain(outcome, { width: 90, color: false, unicode: false }), /^[\x20-\x7e\n]*$/);
    }
  });
});
