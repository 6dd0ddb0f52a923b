import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noSudoInCommand } from './no-sudo-in-command.ts';

checkTable(noSudoInCommand, [
  { name: 'plain', facts: inContainer('command: [nginx], args: [-g, sudoers]'), verdicts: ['pass'] },
  { name: 'first', facts: inContainer('command: [sudo, nginx]'), verdicts: ['fail'], saw: /sudo/ },
  { name: 'in a shell', facts: inContainer('command: [sh, -c], args: ["cd / && sudo -E ./run"]'), verdicts: ['fail'] },
  { name: 'by its path', facts: inContainer('command: [/usr/bin/sudo]'), verdicts: ['fail'] },
  { name: 'the image decides', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'no list', facts: inContainer('command: sudo nginx'), verdicts: ['unknown'] },
]);
