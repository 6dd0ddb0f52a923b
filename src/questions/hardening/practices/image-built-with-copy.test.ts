import { checkTable } from '../../../../test/checks/table.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { here } from '../../../../test/checks/table.ts';

const of = (...steps: string[]) =>
  imageFact({ history: steps.map((createdBy) => ({ createdBy, emptyLayer: false, at: here })) });
import { imageBuiltWithCopy } from './image-built-with-copy.ts';

checkTable(imageBuiltWithCopy, [
  { name: 'copied', facts: [of('COPY a /b # buildkit', 'ENV ADD=1')], verdicts: ['pass'] },
  {
    name: 'the root file system',
    facts: [of('/bin/sh -c #(nop) ADD file:0123 in / ', 'COPY a /b')],
    verdicts: ['pass'],
  },
  {
    name: 'added',
    facts: [of('/bin/sh -c #(nop) ADD file:0123 in / ', '/bin/sh -c #(nop) ADD dir:4567 in /srv')],
    verdicts: ['fail'],
    saw: /srv/,
  },
  {
    name: 'added by BuildKit',
    facts: [of('RUN /bin/sh -c true # buildkit', 'ADD app.tar / # buildkit')],
    verdicts: ['fail'],
  },
  { name: 'no history', facts: [of()], verdicts: ['unknown'] },
]);
