import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileNoWorldWritableOrSetuid } from './dockerfile-no-world-writable-or-setuid.ts';

checkTable(dockerfileNoWorldWritableOrSetuid, [
  { name: '755', facts: dockerfile('FROM a\nRUN chmod -R 755 /b'), verdicts: ['pass'] },
  { name: '777', facts: dockerfile('FROM a\nRUN x && chmod -R 777 /b'), verdicts: ['fail'], saw: /chmod 777/ },
  { name: 'setuid', facts: dockerfile('FROM a\nRUN chmod u+s /b'), verdicts: ['fail'], saw: /setuid/ },
  {
    name: 'setuid taken away',
    facts: dockerfile('FROM a\nRUN find / -perm /6000 -exec chmod a-s {} +'),
    verdicts: ['pass'],
  },
  { name: 'through find', facts: dockerfile('FROM a\nRUN find /b -type d -exec chmod 777 {} \\;'), verdicts: ['fail'] },
  { name: 'a temporary folder', facts: dockerfile('FROM a\nRUN mkdir -m 1777 /b'), verdicts: ['pass'] },
  { name: 'install', facts: dockerfile('FROM a\nRUN install -m4755 b /c'), verdicts: ['fail'] },
  { name: 'COPY', facts: dockerfile('FROM a\nCOPY --chmod=0777 b /c'), verdicts: ['fail'], saw: /--chmod=0777/ },
  { name: 'COPY that is fine', facts: dockerfile('FROM a\nCOPY --chmod=755 b /c'), verdicts: ['pass'] },
  { name: 'a variable', facts: dockerfile('FROM a\nRUN chmod $M /b'), verdicts: ['unknown'] },
  { name: 'COPY with a variable', facts: dockerfile('FROM a\nARG M\nCOPY --chmod=$M b /c'), verdicts: ['unknown'] },
]);
