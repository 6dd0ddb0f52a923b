import { checkTable, containers } from '../../../../test/checks/table.ts';
import { imageNotMutableTag } from './image-not-mutable-tag.ts';

const digest = `sha256:${'0'.repeat(64)}`;

checkTable(imageNotMutableTag, [
  { name: 'a version', facts: containers({ image: 'nginx:1.27' }), verdicts: ['pass'] },
  { name: 'a digest alone', facts: containers({ image: `nginx@${digest}` }), verdicts: ['pass'] },
  { name: 'latest with a digest', facts: containers({ image: `nginx:latest@${digest}` }), verdicts: ['pass'] },
  { name: 'no tag', facts: containers({ image: 'localhost:5000/nginx' }), verdicts: ['fail'], saw: /no tag/ },
  { name: 'latest', facts: containers({ image: 'nginx:latest' }), verdicts: ['fail'], saw: /latest/ },
  { name: 'nothing said', facts: containers({}), verdicts: ['unknown'] },
  { name: 'an id', facts: containers({ image: digest }), verdicts: ['unknown'] },
]);
