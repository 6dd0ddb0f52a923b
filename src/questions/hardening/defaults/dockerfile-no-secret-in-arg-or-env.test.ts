import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dockerfile } from '../../../../test/checks/build.ts';
import { checkTable, evaluate } from '../../../../test/checks/table.ts';
import { dockerfileNoSecretInArgOrEnv } from './dockerfile-no-secret-in-arg-or-env.ts';

const github = `ghp_${'a1B2'.repeat(9)}`;

checkTable(
  dockerfileNoSecretInArgOrEnv,
  [
    {
      name: 'none',
      facts: dockerfile('ARG V=1\nFROM a\nENV PATH=/b:$PATH TOKEN_TTL=60 PASSWORD_FILE=/run/secrets/b'),
      verdicts: ['pass'],
    },
    {
      name: 'a password',
      facts: dockerfile('FROM a\nENV DB_PASSWORD=hunter2'),
      verdicts: ['fail'],
      saw: /ENV DB_PASSWORD/,
    },
    { name: 'in the old form', facts: dockerfile('FROM a\nENV DB_PASSWORD hunter2'), verdicts: ['fail'] },
    { name: 'an argument for one', facts: dockerfile('FROM a\nARG NPM_TOKEN'), verdicts: ['fail'], saw: /NPM_TOKEN/ },
    { name: 'kept from an argument', facts: dockerfile('FROM a\nARG V\nENV API_KEY=$V'), verdicts: ['fail'] },
    { name: 'before FROM', facts: dockerfile('ARG SECRET_KEY=abc\nFROM a'), verdicts: ['fail'] },
    { name: 'two in one', facts: dockerfile('FROM a\nENV A_SECRET=x B=y C_TOKEN=z'), verdicts: ['fail', 'fail'] },
    { name: 'by its form', facts: dockerfile(`FROM a\nENV GREETING=${github}`), verdicts: ['fail'], saw: /GitHub/ },
    { name: 'an address', facts: dockerfile('FROM a\nENV DATABASE_URL=postgres://u:p4ss@db/x'), verdicts: ['fail'] },
    {
      name: 'an address without',
      facts: dockerfile('FROM a\nENV DATABASE_URL=postgres://u:$P@db/x'),
      verdicts: ['pass'],
    },
    {
      name: 'empty or a switch',
      facts: dockerfile('FROM a\nENV A_PASSWORD="" ALLOW_EMPTY_PASSWORD=yes'),
      verdicts: ['pass'],
    },
    { name: 'the working folder', facts: dockerfile('FROM a\nENV PWD=/app'), verdicts: ['pass'] },
  ],
  { never: ['unknown'], because: 'names and literal values stand in the file; what cannot be parsed is a gap' },
);

it('never repeats a secret', () => {
  const said = evaluate(dockerfileNoSecretInArgOrEnv, dockerfile(`FROM a\nENV A_PASSWORD=hunter2 B=${github}`));
  assert.equal(said.length, 2);
  assert.doesNotMatch(JSON.stringify(said), /hunter2|ghp_/);
});
