import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { checkTable, containers } from '../../../../test/checks/table.ts';
import { imageScannedForVulnerabilities } from './image-scanned-for-vulnerabilities.ts';

checkTable(
  imageScannedForVulnerabilities,
  [
    { name: 'a container', facts: containers({ image: 'nginx:1' }), verdicts: ['unknown'], saw: /nginx:1/ },
    { name: 'a base', facts: dockerfile('FROM scratch AS a\nFROM node:24'), verdicts: ['unknown'], saw: /node:24/ },
    { name: 'an image', facts: [imageFact()], verdicts: ['unknown'], saw: /registry\.example/ },
    { name: 'no image named', facts: containers({}), verdicts: ['unknown'] },
  ],
  { never: ['pass', 'fail'], because: 'this version asks no advisories' },
);
