import { checkTable } from '../../../../test/checks/table.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { imageHasHealthCheck } from './image-has-health-check.ts';

checkTable(imageHasHealthCheck, [
  { name: 'has one', facts: [imageFact({ healthCheck: true })], verdicts: ['pass'] },
  { name: 'has none', facts: [imageFact({ healthCheck: false })], verdicts: ['fail'] },
  { name: 'not said', facts: [imageFact({})], verdicts: ['unknown'] },
]);
