import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { baseImageNotMutableTag } from './base-image-not-mutable-tag.ts';

checkTable(baseImageNotMutableTag, [
  { name: 'a version', facts: dockerfile('FROM node:24'), verdicts: ['pass'] },
  { name: 'a version by default of an ARG', facts: dockerfile('ARG V=24\nFROM node:$V'), verdicts: ['pass'] },
  { name: 'no tag', facts: dockerfile('FROM node'), verdicts: ['fail'], saw: /no tag/ },
  { name: 'latest by default of an ARG', facts: dockerfile('ARG V=latest\nFROM node:$V'), verdicts: ['fail'] },
  { name: 'stages and scratch are no images', facts: dockerfile('FROM scratch AS a\nFROM a'), verdicts: [] },
  { name: 'copied from', facts: dockerfile('FROM scratch\nCOPY --from=busybox /bin/sh /'), verdicts: ['fail'] },
  {
    name: 'mounted from',
    facts: dockerfile('FROM scratch\nRUN --mount=type=bind,from=busybox,target=/x a'),
    verdicts: ['fail'],
  },
  {
    name: 'mounted from, in upper case or quotes',
    facts: dockerfile('FROM scratch\nRUN --mount=type=bind,FROM=busybox a\nRUN --mount=type=bind,"from=nginx" a'),
    verdicts: ['fail', 'fail'],
  },
  { name: 'no value', facts: dockerfile('ARG V\nFROM node:$V'), verdicts: ['unknown'], saw: /V has no value/ },
]);
