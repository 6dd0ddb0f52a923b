import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ratingOf, scoreCvss } from './score.ts';
import { cvssVersionOf } from './vector.ts';

/** Vectors with the base score, the score of all that is given, and the rating: the NVD's and FIRST's examples. */
const vectors = `
AV:N/AC:L/Au:N/C:N/I:N/A:C 7.8 7.8 high
AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C 7.8 6.4 medium
AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H 7.8 9.2 high
AV:N/AC:L/Au:N/C:C/I:C/A:C 10 10 high
AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C 6.2 4.9 medium
AV:L/AC:H/Au:M/C:P/I:N/A:N/CR:L 0.8 0 low
AV:N/AC:L/Au:N/C:N/I:N/A:N 0 0 low
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H 7.5 7.5 high
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H 10 10 critical
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 9.8 9.8 critical
CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:H 6.6 6.6 medium
CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:N/A:N 4.7 4.7 medium
CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N 6.1 6.1 medium
CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N 0 0 info
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P/RL:O 7.5 6.7 medium
CVSS:3.1/A:H/I:N/C:N/S:U/UI:N/PR:N/AC:L/AV:N 7.5 7.5 high
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/MAV:P 7.5 4.6 medium
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/MAV:X/CR:X 7.5 7.5 high
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H 10 10 critical
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N 9.3 9.3 critical
CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N 7.3 7.3 high
CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N 7.7 7.7 high
CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U 7.7 5.2 medium
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N 0 0 info
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:S 0 8.9 high
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:Red 9.3 9.3 critical
`;

/** Vectors that have no score, and why. */
const invalid = `
 | is no vector of CVSS 2.0, 3.0, 3.1 or 4.0
9.8 | is no vector of CVSS 2.0, 3.0, 3.1 or 4.0
CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | is no vector of CVSS 2.0, 3.0, 3.1 or 4.0
CVSS:3.1 | is no vector of CVSS 2.0, 3.0, 3.1 or 4.0
AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | CVSS 2.0 has no metric PR
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N | the metric A is missing
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:X | the metric A has no value "X"
CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | the metric AV is given twice
CVSS:3.1/AV:constructor/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | the metric AV has no value "constructor"
CVSS:3.1/constructor:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | CVSS 3.1 has no metric constructor
CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/ | "" is no metric with its value
CVSS:3.1/AV:N:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H | "AV:N:N" is no metric with its value
CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N | the metric AV is out of the order of CVSS 4.0
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H | the metric SC, SI, SA is missing
CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:S/SA:N | the metric SI has no value "S"
AV:N/Au:N/AC:L/C:P/I:P/A:P | the metric AC is out of the order of CVSS 2.0
AV:N/AC:L/Au:N/C:P/I:P | the metric A is missing
`;

describe('scoreCvss', () => {
  for (const line of vectors.trim().split('\n')) {
    it(line, () => {
      const [vector, base, score, rating] = line.split(' ');
      const version = cvssVersionOf(vector!);
      assert.deepEqual(scoreCvss(vector!), { version, base: Number(base), score: Number(score), rating });
    });
  }
  for (const line of invalid.slice(1, -1).split('\n')) {
    it(`none of ${line}`, () => {
      const [vector, because] = line.split(' | ');
      assert.equal(scoreCvss(vector!.trim()), because);
    });
  }
  it('has the bounds of the qualitative scales', () => {
    const scores = [0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9];
    const upper = ['medium', 'medium', 'high', 'high'];
    for (const version of ['3.0', '3.1', '4.0'] as const)
      assert.deepEqual(
        scores.map((score) => ratingOf(score, version)),
        ['info', 'low', 'low', ...upper, 'critical'],
      );
    assert.deepEqual(
      scores.map((score) => ratingOf(score, '2.0')),
      ['low', 'low', 'low', ...upper, 'high'],
    );
  });
  it('never throws, whatever is given', () => {
    const part = fc.constantFrom('CVSS:4.0', 'CVSS:3.1', 'AV:N', 'AC:L', ':', '/', '__proto__:N', 'MSI:S', 'é', '');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 20 }).map((parts) => parts.join('/')),
        ),
        (text) => {
          const scored = scoreCvss(text);
          assert.ok(typeof scored === 'string' ? scored !== '' : scored.score >= 0 && scored.score <= 10);
        },
      ),
    );
    assert.equal(scoreCvss(`AV:N/${'x'.repeat(1000)}`), 'is longer than 400 characters');
  });
});
