import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileHealthcheck } from './dockerfile-healthcheck.ts';

checkTable(dockerfileHealthcheck, [
  { name: 'there', facts: dockerfile('FROM a\nHEALTHCHECK --interval=5s CMD ["b"]'), verdicts: ['pass'] },
  { name: 'in the stage below', facts: dockerfile('FROM a AS b\nHEALTHCHECK CMD c\nFROM b'), verdicts: ['pass'] },
  { name: 'in another stage', facts: dockerfile('FROM a AS b\nHEALTHCHECK CMD c\nFROM d'), verdicts: ['fail'] },
  {
    name: 'turned off',
    facts: dockerfile('FROM a\nHEALTHCHECK CMD b\nHEALTHCHECK NONE'),
    verdicts: ['fail'],
    saw: /NONE/,
  },
  { name: 'none', facts: dockerfile('FROM a'), verdicts: ['fail'], saw: /no HEALTHCHECK/ },
  { name: 'a base that is not known', facts: dockerfile('FROM $X'), verdicts: ['unknown'] },
]);
