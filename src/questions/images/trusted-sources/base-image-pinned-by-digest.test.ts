import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { baseImagePinnedByDigest } from './base-image-pinned-by-digest.ts';

checkTable(baseImagePinnedByDigest, [
  { name: 'a digest', facts: dockerfile(`FROM node:24@sha256:${'0'.repeat(64)} AS a\nFROM a`), verdicts: ['pass'] },
  { name: 'a tag', facts: dockerfile('FROM node:24'), verdicts: ['fail'], saw: /node:24 has no digest/ },
  { name: 'no value', facts: dockerfile('FROM $X'), verdicts: ['unknown'] },
]);
