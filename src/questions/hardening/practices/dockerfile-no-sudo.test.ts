import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileNoSudo } from './dockerfile-no-sudo.ts';

checkTable(dockerfileNoSudo, [
  { name: 'none', facts: dockerfile('FROM a\nRUN apt-get install -y sudo'), verdicts: ['pass'] },
  { name: 'first', facts: dockerfile('FROM a\nRUN sudo apt-get update'), verdicts: ['fail'], saw: /sudo/ },
  { name: 'later, with a path', facts: dockerfile('FROM a\nRUN a && /usr/bin/sudo -u b c'), verdicts: ['fail'] },
  { name: 'exec form', facts: dockerfile('FROM a\nRUN ["sudo", "a"]'), verdicts: ['fail'] },
  { name: 'each RUN speaks', facts: dockerfile('FROM a\nRUN sudo a\nRUN b\nRUN sudo c'), verdicts: ['fail', 'fail'] },
  { name: 'not understood', facts: dockerfile('FROM a\nRUN echo "a'), verdicts: ['unknown'], saw: /quote/ },
]);
