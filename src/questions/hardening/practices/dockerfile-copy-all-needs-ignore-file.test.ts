import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileCopyAllNeedsIgnoreFile } from './dockerfile-copy-all-needs-ignore-file.ts';

checkTable(dockerfileCopyAllNeedsIgnoreFile, [
  { name: 'with a .dockerignore', facts: dockerfile('FROM a\nCOPY . .', true), verdicts: ['pass'] },
  { name: 'without', facts: dockerfile('FROM a\nCOPY . /app'), verdicts: ['fail'], saw: /\.dockerignore/ },
  {
    name: 'other spellings',
    facts: dockerfile('FROM a\nCOPY ./ /b\nADD * /c\nCOPY ["./*", "/d"]'),
    verdicts: ['fail', 'fail', 'fail'],
  },
  { name: 'named files', facts: dockerfile('FROM a\nCOPY ./src package.json /b/'), verdicts: ['pass'] },
  { name: 'from another stage', facts: dockerfile('FROM a AS b\nFROM c\nCOPY --from=b . /d'), verdicts: ['pass'] },
  { name: 'a path without value', facts: dockerfile('FROM a\nARG P\nCOPY $P /b'), verdicts: ['unknown'] },
]);
