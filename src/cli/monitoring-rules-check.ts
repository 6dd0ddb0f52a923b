import { fields } from '../formats/falco/fields.ts';
import { Failure } from '../model/failure.ts';
import type { Arguments } from './arguments.ts';
import { loadRules, problemLine } from './rule-files.ts';
import { writeResult, type Terminal } from './terminal.ts';

export async function checkRules(files: readonly string[], given: Arguments, terminal: Terminal): Promise<number> {
  if (files.length === 0)
    throw new Failure('BAD_ARGUMENT', 'Name the rule files: `plimsoll monitoring rules check FILE`.');
  const { rules, problems, macros, lists } = loadRules(files);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const shown = given.on('quiet') ? problems.filter(({ severity }) => severity === 'error') : problems;
  const summary = `${rules.length} rules, ${macros} macros, ${lists} lists; ${errors} errors, ${problems.length - errors} warnings`;
  await writeResult(`${[...shown.map(problemLine), summary].join('\n')}\n`, given.text('output'), terminal);
  return errors > 0 ? 1 : 0;
}

export async function listFields(files: readonly string[], given: Arguments, terminal: Terminal): Promise<number> {
  if (files.length > 0) throw new Failure('BAD_ARGUMENT', 'fields takes no file.');
  const lines = fields.map(({ name, type, holds, argument, filledBy, why }) => {
    const bracket = argument === 'none' ? '' : argument === 'required' ? '[…]' : '[[…]]';
    const kind = holds === 'one' ? type : holds === 'list' ? `list of ${type}` : `any ${type}`;
    return `${`${name}${bracket}`.padEnd(56)} ${kind.padEnd(16)} ${why === undefined ? filledBy.join(', ') : `not available: ${why}`}`;
  });
  await writeResult(`${lines.join('\n')}\n`, given.text('output'), terminal);
  return 0;
}
