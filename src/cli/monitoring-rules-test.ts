import { existsSync } from 'node:fs';
import { readRuleTests } from '../formats/falco/rule-tests.ts';
import { Failure } from '../model/failure.ts';
import { runRuleTest } from '../watch/rules/run-rule-tests.ts';
import type { Arguments } from './arguments.ts';
import { loadSoundRules, problemLine, ruleText } from './rule-files.ts';
import { writeResult, type Terminal } from './terminal.ts';

export async function testRules(files: readonly string[], given: Arguments, terminal: Terminal): Promise<number> {
  if (files.length === 0)
    throw new Failure('BAD_ARGUMENT', 'Name the rule files: `plimsoll monitoring rules test FILE`.');
  const { rules } = loadSoundRules(files);
  const lines: string[] = [];
  let [passed, failed, without] = [0, 0, 0];
  const used = new Set<string>();
  for (const file of files) {
    const beside = file.replace(/(?:\.ya?ml)?$/, '.test.yaml');
    if (!existsSync(beside)) {
      without++;
      lines.push(`none ${file} has no ${beside}`);
      continue;
    }
    const { tests, problems } = readRuleTests(ruleText(beside), beside);
    if (problems.length > 0) throw new Failure('RULES_INVALID', `${problemLine(problems[0]!)}.`);
    for (const test of tests) {
      for (const name of test.alerts) used.add(name);
      const wrong = runRuleTest(test, rules);
      if (wrong === undefined) passed++;
      else failed++;
      lines.push(
        wrong === undefined ? `ok   ${test.name}` : `FAIL ${test.name}\n     ${beside}:${test.at.line}: ${wrong}`,
      );
    }
  }
  const untested = rules.filter(({ name, enabled }) => enabled && !used.has(name));
  for (const { name } of untested) lines.push(`none ${name} is expected by no case`);
  lines.push(`${passed} passed, ${failed} failed, ${untested.length} of ${rules.length} rules without a case`);
  await writeResult(`${lines.join('\n')}\n`, given.text('output'), terminal);
  return failed > 0 ? 1 : without > 0 ? 2 : 0;
}
