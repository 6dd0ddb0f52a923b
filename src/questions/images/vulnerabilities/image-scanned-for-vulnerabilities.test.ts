import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { notWhole, scanFact } from '../../../../test/checks/scan.ts';
import { checkTable, containers, factOf } from '../../../../test/checks/table.ts';
import { imageScan } from '../../../facts/vulnerability.ts';
import { imageScannedForVulnerabilities } from './image-scanned-for-vulnerabilities.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const pinned = factOf(imageScan, { ...scanFact().value, digest });

checkTable(
  imageScannedForVulnerabilities,
  [
    { name: 'a container', facts: containers({ image: 'nginx:1' }), verdicts: ['unknown'], saw: /nginx:1/ },
    { name: 'a base', facts: dockerfile('FROM scratch AS a\nFROM node:24'), verdicts: ['unknown'], saw: /node:24/ },
    { name: 'an image alone', facts: [imageFact()], verdicts: ['unknown'], saw: /registry\.example.* was not scanned/ },
    {
      name: 'an image that was scanned whole',
      facts: [imageFact(), scanFact()],
      verdicts: ['pass'],
      saw: /12 packages/,
    },
    {
      name: 'an image of which not all was seen',
      facts: [imageFact(), notWhole],
      verdicts: ['unknown'],
      saw: /9 days old/,
    },
    {
      name: 'a container by its digest',
      facts: [...containers({ image: `web@${digest}` }), pinned],
      verdicts: ['pass'],
    },
    { name: 'a container by its tag', facts: [...containers({ image: 'web:1' }), pinned], verdicts: ['unknown'] },
    { name: 'no image named', facts: containers({}), verdicts: ['unknown'] },
  ],
  {
    never: ['fail'],
    because: 'what was found is judged by other checks',
    unshown: 'a scan takes a database of advisories, which no example holds',
  },
);
