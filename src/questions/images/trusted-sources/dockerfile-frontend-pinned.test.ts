import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileFrontendPinned } from './dockerfile-frontend-pinned.ts';

checkTable(dockerfileFrontendPinned, [
  { name: 'no syntax line', facts: dockerfile('FROM a'), verdicts: ['pass'] },
  {
    name: 'a digest',
    facts: dockerfile(`# syntax=docker/dockerfile:1@sha256:${'0'.repeat(64)}\nFROM a`),
    verdicts: ['pass'],
  },
  {
    name: 'a tag',
    facts: dockerfile('# syntax=docker/dockerfile:1\nFROM a'),
    verdicts: ['fail'],
    saw: /docker\/dockerfile:1/,
  },
  { name: 'arguments after it', facts: dockerfile('# syntax=docker/dockerfile:1 x=y\nFROM a'), verdicts: ['fail'] },
  { name: 'no image', facts: dockerfile('# syntax=$X\nFROM a'), verdicts: ['unknown'] },
]);
