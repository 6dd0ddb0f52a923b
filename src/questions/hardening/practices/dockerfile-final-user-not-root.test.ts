import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileFinalUserNotRoot } from './dockerfile-final-user-not-root.ts';

checkTable(dockerfileFinalUserNotRoot, [
  { name: 'a name', facts: dockerfile('FROM a\nUSER app'), verdicts: ['pass'] },
  { name: 'a number', facts: dockerfile('FROM a\nUSER 10001:0'), verdicts: ['pass'] },
  { name: 'root', facts: dockerfile('FROM a\nUSER root'), verdicts: ['fail'], saw: /root/ },
  { name: 'zero with a group', facts: dockerfile('FROM a\nUSER 0:0'), verdicts: ['fail'] },
  { name: 'zero with a sign', facts: dockerfile('FROM a\nUSER +0'), verdicts: ['fail'] },
  { name: 'an argument that is root', facts: dockerfile('FROM a\nARG U=0\nUSER ${U}'), verdicts: ['fail'] },
  { name: 'back to root', facts: dockerfile('FROM a\nUSER app\nUSER root'), verdicts: ['fail'] },
  { name: 'the last one counts', facts: dockerfile('FROM a\nUSER root\nUSER app'), verdicts: ['pass'] },
  { name: 'root in another stage', facts: dockerfile('FROM a AS b\nUSER root\nFROM c\nUSER app'), verdicts: ['pass'] },
  { name: 'from the stage below', facts: dockerfile('FROM a AS b\nUSER app\nFROM b\nRUN x'), verdicts: ['pass'] },
  {
    name: 'from a stage of the same name below',
    facts: dockerfile('FROM a AS b\nUSER app\nFROM b AS b\nFROM b'),
    verdicts: ['pass'],
  },
  { name: 'for a later build', facts: dockerfile('FROM scratch\nONBUILD USER app'), verdicts: ['fail'] },
  { name: 'scratch', facts: dockerfile('FROM a AS b\nUSER app\nFROM scratch'), verdicts: ['fail'], saw: /scratch/ },
  { name: 'the base decides', facts: dockerfile('FROM node:24'), verdicts: ['unknown'], saw: /node:24/ },
  { name: 'an argument without value', facts: dockerfile('FROM a\nARG U\nUSER $U'), verdicts: ['unknown'] },
  { name: 'no stage', facts: dockerfile('ARG A=1'), verdicts: ['unknown'] },
]);
