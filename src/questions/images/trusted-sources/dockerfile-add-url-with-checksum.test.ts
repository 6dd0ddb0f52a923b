import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, evaluate } from '../../../../test/checks/table.ts';
import { dockerfileAddUrlWithChecksum } from './dockerfile-add-url-with-checksum.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

checkTable(dockerfileAddUrlWithChecksum, [
  { name: 'nothing is added', facts: dockerfile('FROM a\nADD x.tar /'), verdicts: ['pass'] },
  {
    name: 'a checksum',
    facts: dockerfile(`FROM a\nADD --checksum=sha256:${'0'.repeat(64)} https://b/c /`),
    verdicts: ['pass'],
  },
  { name: 'none', facts: dockerfile('FROM a\nADD https://b/c /'), verdicts: ['fail'], saw: /https:\/\/b\/c/ },
  {
    name: 'none, from an ARG',
    facts: dockerfile('FROM a\nARG U=http://b\nADD ${U}/c /'),
    verdicts: ['fail'],
    saw: /http:\/\/b\/c/,
  },
  {
    name: 'a checksum that may be empty',
    facts: dockerfile('FROM a\nARG SUM\nADD --checksum=$SUM https://b/c /'),
    verdicts: ['unknown'],
    saw: /has a value/,
  },
  { name: 'a Git branch', facts: dockerfile('FROM a\nADD https://b/c.git#main /'), verdicts: ['fail'] },
  { name: 'a Git commit', facts: dockerfile(`FROM a\nADD git@b:c.git#${commit} /`), verdicts: ['pass'] },
  {
    name: 'a page that looks like a commit',
    facts: dockerfile(`FROM a\nADD https://b/c#${commit} /`),
    verdicts: ['fail'],
  },
  {
    name: 'an address without value',
    facts: dockerfile('FROM a\nARG U\nADD $U/c /'),
    verdicts: ['unknown'],
    saw: /U has no value/,
  },
  { name: 'half an address', facts: dockerfile('FROM a\nARG S\nADD http$S://b/c /'), verdicts: ['unknown'] },
]);

it('never repeats a password of an address', () => {
  const facts = dockerfile('FROM a\nADD https://me:open-sesame@files.example/a?token=open-sesame /');
  const [first] = evaluate(dockerfileAddUrlWithChecksum, facts);
  assert.match(first!.saw, /https:\/\/files\.example\/a\?…/);
  assert.doesNotMatch(JSON.stringify(first), /sesame/);
});
