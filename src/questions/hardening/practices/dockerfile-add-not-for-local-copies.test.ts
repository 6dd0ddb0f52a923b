import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { dockerfileAddNotForLocalCopies } from './dockerfile-add-not-for-local-copies.ts';

checkTable(dockerfileAddNotForLocalCopies, [
  { name: 'COPY', facts: dockerfile('FROM a\nCOPY b /'), verdicts: ['pass'] },
  { name: 'ADD of a file', facts: dockerfile('FROM a\nADD b.jar /app.jar'), verdicts: ['fail'], saw: /b\.jar/ },
  { name: 'ADD of an archive', facts: dockerfile('FROM a\nADD b.tar.gz /'), verdicts: ['pass'] },
  { name: 'ADD of an address', facts: dockerfile('FROM a\nADD https://b/c /'), verdicts: ['pass'] },
  { name: 'one of two', facts: dockerfile('FROM a\nADD b.tgz c.txt /d/'), verdicts: ['fail'], saw: /c\.txt/ },
  { name: 'JSON', facts: dockerfile('FROM a\nADD ["b c", "/d"]'), verdicts: ['fail'] },
  { name: 'a value by default', facts: dockerfile('FROM a\nARG J=b.jar\nADD $J /'), verdicts: ['fail'] },
  { name: 'no value', facts: dockerfile('FROM a\nARG J\nADD $J /'), verdicts: ['unknown'] },
]);
