import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { imagePackagesCurrent } from './image-packages-current.ts';

checkTable(
  imagePackagesCurrent,
  [
    { name: 'a base', facts: dockerfile('FROM scratch AS a\nFROM node:24'), verdicts: ['unknown'], saw: /node:24/ },
    { name: 'an image', facts: [imageFact()], verdicts: ['unknown'], saw: /registry\.example/ },
    { name: 'nothing that is built on', facts: dockerfile('FROM scratch'), verdicts: [] },
  ],
  { never: ['pass', 'fail'], because: 'this version knows of no updates' },
);
