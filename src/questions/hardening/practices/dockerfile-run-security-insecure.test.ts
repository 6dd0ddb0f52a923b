import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileRunSecurityInsecure } from './dockerfile-run-security-insecure.ts';

checkTable(dockerfileRunSecurityInsecure, [
  { name: 'plain', facts: dockerfile('FROM a\nRUN b\nRUN --security=sandbox --network=none c'), verdicts: ['pass'] },
  { name: 'insecure', facts: dockerfile('FROM a\nRUN --security=insecure b'), verdicts: ['fail'], saw: /insecure/ },
  { name: 'host network', facts: dockerfile('FROM a\nRUN --network=host b'), verdicts: ['fail'], saw: /network/ },
  { name: 'a variable', facts: dockerfile('FROM a\nRUN --security=$S b'), verdicts: ['unknown'] },
]);
