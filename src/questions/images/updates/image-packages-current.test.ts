import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { notWhole, packageOf, scanFact, vulnerabilityFact } from '../../../../test/checks/scan.ts';
import { checkTable, factOf } from '../../../../test/checks/table.ts';
import { imageScan } from '../../../facts/vulnerability.ts';
import { imagePackagesCurrent } from './image-packages-current.ts';

const other = vulnerabilityFact({ id: 'DEBIAN-CVE-2024-0002', cves: ['CVE-2024-0002'] });
const low = vulnerabilityFact({ severity: 'low' });
const digest = `sha256:${'a'.repeat(64)}`;
const pinned = factOf(imageScan, { ...scanFact().value, digest });
const zlib = vulnerabilityFact({ package: packageOf({ name: 'zlib1g' }) });

checkTable(
  imagePackagesCurrent,
  [
    { name: 'a base', facts: dockerfile('FROM scratch AS a\nFROM node:24'), verdicts: ['unknown'], saw: /node:24/ },
    { name: 'an image', facts: [imageFact()], verdicts: ['unknown'], saw: /registry\.example/ },
    { name: 'nothing that is built on', facts: dockerfile('FROM scratch'), verdicts: [] },
    { name: 'no fix pending', facts: [imageFact(), scanFact()], verdicts: ['pass'] },
    { name: 'no fix pending, but not all was seen', facts: [imageFact(), notWhole], verdicts: ['unknown'] },
    {
      name: 'fixes pending',
      facts: [imageFact(), scanFact(), vulnerabilityFact(), other, zlib],
      verdicts: ['fail', 'fail'],
      saw: /lacks the fixes of CVE-2024-0001, CVE-2024-0002 \(3\.0\.2-1\)/,
    },
    {
      name: 'a fix pending that may count for nothing, and not all was seen',
      facts: [imageFact(), notWhole, low],
      verdicts: ['fail', 'unknown'],
    },
    {
      name: 'a base by its digest',
      facts: [...dockerfile(`FROM web@${digest}`), pinned],
      verdicts: ['pass'],
    },
    {
      name: 'a base by its digest, which lacks a fix',
      facts: [...dockerfile(`FROM web@${digest}`), pinned, low],
      verdicts: ['fail'],
    },
    {
      name: 'a hole without a fix',
      facts: [imageFact(), scanFact(), vulnerabilityFact({ fixed: [] })],
      verdicts: ['pass'],
    },
  ],
  { unshown: 'a scan takes a database of advisories, which no example holds' },
);
