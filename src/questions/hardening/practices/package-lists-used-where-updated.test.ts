import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfile } from '../../../../test/checks/build.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { here } from '../../../../test/checks/table.ts';

const of = (...steps: string[]) =>
  imageFact({ history: steps.map((createdBy) => ({ createdBy, emptyLayer: false, at: here })) });
import { packageListsUsedWhereUpdated } from './package-lists-used-where-updated.ts';

checkTable(packageListsUsedWhereUpdated, [
  {
    name: 'together',
    facts: [of('RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit')],
    verdicts: ['pass'],
  },
  { name: 'alone', facts: [of('/bin/sh -c apt-get -q update')], verdicts: ['fail'], saw: /apt-get update/ },
  { name: 'alone, with arguments of the build', facts: [of('|1 A=b /bin/sh -c apk update')], verdicts: ['fail'] },
  {
    name: 'no package manager',
    facts: [of('/bin/sh -c #(nop)  CMD ["apt-get" "update"]', 'COPY a b')],
    verdicts: ['pass'],
  },
  { name: 'no history', facts: [of()], verdicts: ['unknown'] },
  {
    name: 'a Dockerfile',
    facts: dockerfile('FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n'),
    verdicts: ['fail'],
  },
  {
    name: 'a good Dockerfile',
    facts: dockerfile('FROM debian:12\nRUN apt-get update && apt-get install -y curl\n'),
    verdicts: ['pass'],
  },
]);
