import { readFileSync } from 'node:fs';
import { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import { answer, askingOptions } from './answer.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { excerptsOf } from './excerpts.ts';
import { colored, showsUnicode, widthOf, type Terminal } from './terminal.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Tell all about one finding',
  usage: 'explain FINGERPRINT [TARGET…] [OPTIONS]',
  about: [
    'The FINGERPRINT stands behind each finding of a report; its first characters are enough. The targets\nare asked again, or the report is read from a file with --report.',
  ],
  options: [
    { name: 'report', value: 'FILE', help: 'look it up in this JSON report instead of asking again' },
    ...askingOptions,
    { name: 'no-color', help: 'no colour' },
  ],
  examples: [
    ['plimsoll explain 3f9a2c k8s/', 'ask k8s/ again and explain the finding'],
    ['plimsoll explain 3f9a2c --report report.json', 'from a report made before'],
  ],
  async run(given, terminal) {
    const [fingerprint, ...targets] = given.words;
    if (fingerprint === undefined)
      throw new Failure('BAD_ARGUMENT', 'Name the fingerprint of a finding: `plimsoll explain FINGERPRINT [TARGET…]`.');
    const outcome = pick(await outcomesFor(targets, given, terminal), fingerprint);
    const { renderExplanation } = await import('../report/explain.ts');
    const excerpt = excerptsOf([outcome]).get(outcome.fingerprint) ?? null;
    const style = {
      width: widthOf(terminal),
      color: colored(terminal, terminal.out, given.on('no-color')),
      unicode: showsUnicode(terminal),
    };
    terminal.out.write(renderExplanation(outcome, excerpt, style));
    return 0;
  },
};

async function outcomesFor(
  targets: readonly string[],
  given: Arguments,
  terminal: Terminal,
): Promise<readonly Outcome[]> {
  const file = given.text('report');
  if (file === undefined) return (await answer(targets, given, terminal, true)).outcomes;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
    if (report.schema !== 'plimsoll.report/1' || !Array.isArray(report.outcomes))
      throw new Error('it is not a plimsoll.report/1');
    return report.outcomes;
  } catch (error) {
    throw new Failure('NO_SUCH_TARGET', `Cannot read the report ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function pick(outcomes: readonly Outcome[], fingerprint: string): Outcome {
  const matching = outcomes.filter((outcome) => outcome.fingerprint.startsWith(fingerprint.toLowerCase()));
  const faults = matching.filter(({ verdict }) => verdict !== 'pass');
  const found = faults.length > 0 ? faults : matching;
  const [first] = found;
  if (first === undefined)
    throw new Failure(
      'UNKNOWN_FINDING',
      `No outcome has a fingerprint that starts with ${JSON.stringify(fingerprint)}.`,
    );
  if (found.length > 1)
    throw new Failure(
      'UNKNOWN_FINDING',
      `${found.length} outcomes have fingerprints that start with ${JSON.stringify(fingerprint)}; name more of it.`,
    );
  return first;
}
