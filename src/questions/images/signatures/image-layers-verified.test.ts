import { imageFact, layer } from '../../../../test/checks/image.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { imageLayersVerified } from './image-layers-verified.ts';

checkTable(imageLayersVerified, [
  { name: 'all right', facts: [imageFact({ layers: [layer(true), layer(true)] })], verdicts: ['pass'] },
  {
    name: 'one wrong',
    facts: [imageFact({ layers: [layer(true), layer(false), layer()] })],
    verdicts: ['fail'],
    saw: /sha256:1+/,
  },
  { name: 'one not read', facts: [imageFact({ layers: [layer(true), layer()] })], verdicts: ['unknown'] },
  { name: 'none seen', facts: [imageFact()], verdicts: ['unknown'] },
]);
