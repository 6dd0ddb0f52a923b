import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageOf, vulnerabilityOf } from '../../test/checks/scan.ts';
import { isCountedElsewhere, type Vulnerability } from '../facts/vulnerability.ts';
import type { Finding, FindingState } from '../questions/images/matching/finding.ts';
import { decideByDistribution, type Told } from './distribution.ts';

const owner = packageOf({ name: 'python3-urllib3', version: '1.26.12-1+deb12u1' });
const own = { ...packageOf({ name: 'urllib3', version: '1.26.12', type: 'pypi' }), owner: owner.purl };

/** urllib3 of PyPI as an advisory of PyPI sees it, and the Debian package as the tracker sees it. */
function told(state: FindingState, changed: Partial<Vulnerability> = {}): readonly Told[] {
  const language = vulnerabilityOf({ id: 'GHSA-1', aliases: ['CVE-2024-0001'], package: own });
  const debian = vulnerabilityOf({ package: owner, because: 'of Debian', ...changed });
  const clean = state === 'fixed-by-version' || state === 'not-affected';
  return [
    { finding: findingOf(language, 'affected'), vulnerability: language },
    {
      finding: findingOf(debian, state),
      vulnerability: clean ? null : { ...debian, state: changed.state ?? state },
    },
  ];
}

function findingOf(from: Vulnerability, state: FindingState): Finding {
  return { ...from, package: from.package, state, severities: [], explanations: [] };
}

const language = (list: readonly Told[]): Vulnerability =>
  decideByDistribution(list).find((one) => one.package.name === 'urllib3')!;

describe('the word of the distribution', () => {
  it('decides about a language package that it brought', () => {
    const fixed = language(told('fixed-by-version'));
    assert.deepEqual([fixed.state, fixed.decidedBy?.kind, fixed.decidedBy?.by], ['fixed', 'distribution', owner.purl]);
    assert.match(fixed.because, /python3-urllib3 1\.26\.12-1\+deb12u1 of the distribution brought it.*of Debian/);
    assert.equal(language(told('not-affected')).state, 'not-affected');
  });
  it('counts a hole of both once, and shows both', () => {
    const all = decideByDistribution(told('affected'));
    assert.equal(all.length, 2);
    assert.deepEqual(
      all.map((one) => isCountedElsewhere(one)),
      [true, false],
    );
    assert.match(language(told('affected')).because, /it is counted there$/);
    assert.ok(isCountedElsewhere(language(told('unknown'))));
  });
  it('is what VEX made of it', () => {
    const vex = { kind: 'vex', by: 'Acme', file: 'a', because: 'x', instead: 'affected' } as const;
    const cleared = language(told('affected', { state: 'not-affected', decidedBy: vex }));
    assert.equal(cleared.state, 'not-affected');
  });
  it('is no word where the distribution does not speak of it, or of another vulnerability', () => {
    const [first] = told('fixed-by-version');
    assert.equal(decideByDistribution([first!])[0]?.decidedBy, null);
    const other = told('fixed-by-version', { id: 'DEBIAN-CVE-2024-0009', cves: ['CVE-2024-0009'] });
    assert.equal(language(other).state, 'affected');
  });
  it('of two records the worse counts', () => {
    const [one, fixed] = told('fixed-by-version');
    const [, hole] = told('will-not-fix');
    for (const order of [
      [one!, fixed!, hole!],
      [one!, hole!, fixed!],
    ])
      assert.equal(language(order).state, 'will-not-fix');
  });
});
