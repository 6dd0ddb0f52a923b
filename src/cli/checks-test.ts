import { questions } from '../main.ts';
import { describeEvidence } from '../model/evidence.ts';
import { Failure } from '../model/failure.ts';
import type { Command } from './command.ts';

export const checksTestCommand: Command = {
  name: 'checks test',
  summary: 'Run the tests beside your own checks',
  usage: 'checks test DIR',
  about: [
    'DIR is a folder of your own checks, as for `ask --checks`. Each NAME.test.yaml in it says which objects\npass, fail or are unknown. A check without a test is named.',
  ],
  options: [],
  examples: [['plimsoll checks test checks/', 'all tests of the folder']],
  async run(given, { out }) {
    const [folder] = given.words;
    if (folder === undefined || given.words.length > 1)
      throw new Failure('BAD_ARGUMENT', 'Name one folder of checks: `plimsoll checks test DIR`.');
    const [{ loadChecks }, { runCheckTest }] = await Promise.all([
      import('./custom-checks.ts'),
      import('../readers/admission/check-tests.ts'),
    ]);
    const { checks, tests, objects } = loadChecks(folder, questions);
    let failed = 0;
    for (const test of tests) {
      const wrong = runCheckTest(test, objects);
      if (wrong !== null) failed++;
      out.write(`${wrong === null ? 'ok  ' : 'FAIL'} ${test.check.id}: ${test.name}\n`);
      if (wrong !== null) out.write(`     ${describeEvidence(test.at.at)}: ${wrong}\n`);
    }
    const untested = checks.filter((check) => !tests.some((test) => test.check.id === check.id));
    for (const { id } of untested) out.write(`none ${id} has no test\n`);
    out.write(`${checks.length} checks, ${tests.length} tests, ${failed} failed\n`);
    return failed > 0 ? 1 : untested.length > 0 ? 2 : 0;
  },
};
