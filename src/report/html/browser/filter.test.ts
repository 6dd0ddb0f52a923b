import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, PageCheck } from '../page-data.ts';
import { groupFindings, matches, type Wanted } from './filter.ts';
import { pageScript } from './script.ts';

const check: PageCheck = {
  name: 'no-privileged-container',
  aspect: 'hardening/practices',
  title: 'Containers do not run privileged',
  remedy: 'Remove it.',
  references: 'cis-docker 1.8.0 5.5',
};
const finding: Finding = {
  check: 'HRD-101',
  verdict: 'fail',
  severity: 'critical',
  stage: 'declared',
  whom: 'Deployment shop/web (nginx)',
  saw: 'container "nginx" runs privileged',
  at: [['k8s/web.yaml:21:13', 'spec.containers[0]']],
  fingerprint: '98b52dd486505971',
  toKnow: '',
  waiver: null,
  excerpt: null,
};
const waived: Finding = {
  ...finding,
  waiver: { reason: 'Known.', approver: 'Ada Park', expires: '2027-01-01', at: 'x' },
};
const all: Wanted = {
  words: [],
  where: '',
  check: '',
  waived: 'any',
  verdicts: ['fail', 'unknown', 'pass'],
  severities: ['critical', 'high', 'medium', 'low', 'info'],
};

describe('filters of the page', () => {
  const rows: readonly (readonly [string, Finding, Partial<Wanted>, boolean])[] = [
    ['nothing asked', finding, {}, true],
    ['its question', finding, { where: 'hardening' }, true],
    ['its aspect', finding, { where: 'hardening/practices' }, true],
    ['another aspect', finding, { where: 'hardening/defaults' }, false],
    ['a question that begins alike', finding, { where: 'hard' }, false],
    ['its check', finding, { check: 'HRD-101' }, true],
    ['another check', finding, { check: 'HRD-102' }, false],
    ['another verdict', finding, { verdicts: ['pass', 'unknown'] }, false],
    ['another severity', finding, { severities: ['high'] }, false],
    ['words, all of which occur', finding, { words: ['nginx', 'web.yaml', '98b52d', '5.5'] }, true],
    ['words, one of which does not', finding, { words: ['nginx', 'redis'] }, false],
    ['the name of who waived', waived, { words: ['ada'] }, true],
    ['only waived, but it is not', finding, { waived: 'only' }, false],
    ['only waived', waived, { waived: 'only' }, true],
    ['waived hidden', waived, { waived: 'hide' }, false],
    ['waived hidden, and it is not', finding, { waived: 'hide' }, true],
  ];
  for (const [name, one, wanted, expected] of rows) {
    it(name, () => assert.equal(matches(one, check, { ...all, ...wanted }), expected));
  }

  it('groups by check and verdict in the order given', () => {
    const other: Finding = { ...finding, verdict: 'unknown', severity: 'high' };
    const groups = groupFindings([finding, other, waived]);
    assert.deepEqual(
      groups.map(({ verdict, findings }) => [verdict, findings.length]),
      [
        ['fail', 2],
        ['unknown', 1],
      ],
    );
  });
});

describe('script of the page', () => {
  it('cannot end its own element, and defines every function it calls', () => {
    assert.doesNotMatch(pageScript, /<\/|<!--|<script/i);
    const defined = new Set([...pageScript.matchAll(/function (\w+)\(/g)].map(([, name]) => name));
    for (const name of ['make', 'proseNodes', 'groupElement', 'findingElement', 'fillFinding', 'matches', 'start']) {
      assert.ok(defined.has(name), name);
    }
    assert.doesNotMatch(pageScript, /\b(import|export)\b/);
  });
});
