import { checkTable, containers } from '../../../../test/checks/table.ts';
import { imagePinnedByDigest } from './image-pinned-by-digest.ts';

checkTable(imagePinnedByDigest, [
  { name: 'a digest', facts: containers({ image: `nginx:1@sha256:${'0'.repeat(64)}` }), verdicts: ['pass'] },
  { name: 'a tag', facts: containers({ image: 'nginx:1.27' }), verdicts: ['fail'], saw: /nginx:1\.27 has no digest/ },
  { name: 'a digest cut short', facts: containers({ image: 'nginx@sha256:0123' }), verdicts: ['unknown'] },
  { name: 'nothing said', facts: containers({}), verdicts: ['unknown'] },
]);
