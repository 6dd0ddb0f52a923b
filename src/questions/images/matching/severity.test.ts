import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SeverityClaim } from '../../../formats/osv/record.ts';
import { ratingClaim, vectorClaim } from '../../../formats/osv/severity.ts';
import { severityOf } from './severity.ts';

const v2 = 'AV:N/AC:L/Au:N/C:C/I:C/A:C';
const v30 = 'CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:N/A:N';
const v31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
const v4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const broken = 'CVSS:4.0/AV:N';

function said(advisories: readonly SeverityClaim[], elsewhere: readonly SeverityClaim[] = []): unknown[] {
  const { severity, severityOrigin, severities } = severityOf(advisories, [], elsewhere, false);
  return [severity, severityOrigin, severities.map(({ text }) => text).join(' ')];
}

describe('severityOf', () => {
  it('takes the newest version of CVSS of one origin first', () => {
    const claims = [v2, v30, v31, v4].map((vector) => vectorClaim('advisory', vector));
    assert.deepEqual(said(claims), ['critical', 'advisory', `${v4} ${v31} ${v30} ${v2}`]);
  });
  it('keeps the order of origins, and puts words first', () => {
    const claims = [vectorClaim('Maker', v31), vectorClaim('B', v4), ratingClaim('C', 'low')];
    assert.deepEqual(said(claims), ['low', 'C', `low ${v31} ${v4}`]);
  });
  it('takes any vendor before the NVD, even with version 2', () => {
    assert.deepEqual(said([vectorClaim('advisory', v2)], [vectorClaim('NVD', v4)]), [
      'high',
      'advisory',
      `${v2} ${v4}`,
    ]);
  });
  it('takes a newer rating at the NVD before its own of version 2, which has no critical', () => {
    const nvd = [vectorClaim('NVD', v2), vectorClaim('cna at NVD', v4)];
    assert.deepEqual(said([], nvd), ['critical', 'cna at NVD', `${v4} ${v2}`]);
  });
  it('takes the worst word, and the worst vector, of several advisories of one vulnerability', () => {
    const words = [ratingClaim('RustSec', 'none'), ratingClaim('GitHub', 'critical')];
    assert.equal(said(words)[0], 'critical');
    assert.equal(said(words.toReversed())[0], 'critical');
    assert.equal(said([vectorClaim('A', v30), vectorClaim('B', v4)])[0], 'critical');
  });
  it('asks advisories that say it is no hole only when the others say nothing', () => {
    const { severity } = severityOf([vectorClaim('A', v4)], [ratingClaim('B', 'low')], [], false);
    assert.equal(severity, 'critical');
    assert.equal(severityOf([], [ratingClaim('B', 'low')], [vectorClaim('NVD', v4)], false).severity, 'low');
  });
  it('goes on to who can be understood, and is null where nobody can', () => {
    assert.deepEqual(said([vectorClaim('advisory', broken), vectorClaim('advisory', v2)]), [
      'high',
      'advisory',
      `${broken} ${v2}`,
    ]);
    assert.deepEqual(said([vectorClaim('advisory', broken), ratingClaim('Debian', 'not yet assigned')]), [
      null,
      null,
      `not yet assigned ${broken}`,
    ]);
  });
});
