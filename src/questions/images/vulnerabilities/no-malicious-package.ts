import { imageScan, vulnerability } from '../../../facts/vulnerability.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeFindings } from '../findings/judge-findings.ts';

export const noMaliciousPackage = defineCheck({
  id: 'IMG-152',
  name: 'no-malicious-package',
  aspect: 'images/vulnerabilities',
  title: 'Images hold no package that is known to be malicious',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'image-scanning' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.3' },
  ],
  remedy: 'Remove the package, and treat all that it could reach as taken.',
  toKnow: 'Run `plimsoll advisories update`, and ask the image itself.',
  needs: { scans: imageScan, vulnerabilities: vulnerability },
  evaluate: (facts) => judgeFindings(facts, 'malicious'),
});
