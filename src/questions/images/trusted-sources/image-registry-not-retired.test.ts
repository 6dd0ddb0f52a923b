import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, containers } from '../../../../test/checks/table.ts';
import { imageRegistryNotRetired } from './image-registry-not-retired.ts';

checkTable(imageRegistryNotRetired, [
  { name: 'the new one', facts: containers({ image: 'registry.k8s.io/pause:3.10' }), verdicts: ['pass'] },
  {
    name: 'the old one',
    facts: containers({ image: 'k8s.gcr.io/pause:3.2' }),
    verdicts: ['fail'],
    saw: /registry\.k8s\.io/,
  },
  { name: 'the old one as a base', facts: dockerfile('FROM k8s.gcr.io/debian-base:v1.0.0'), verdicts: ['fail'] },
  { name: 'nothing said', facts: containers({}), verdicts: ['unknown'] },
]);
