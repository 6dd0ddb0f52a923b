import { resolve } from 'node:path';
import { readText } from '../io/files.ts';
import { Failure } from '../model/failure.ts';
import type { ExpectReport } from '../model/network-report.ts';
import type { Command } from './command.ts';
import {
  askable,
  lookAtNetwork,
  networkOptions,
  pluginOf,
  reachOf,
  targetHelp,
  textOptionsOf,
} from './network-looking.ts';
import { formatOption, outputOption } from './report-options.ts';
import { shownPath } from './targets.ts';
import { writeResult } from './terminal.ts';

/** A larger one is a mistake, not a list of assertions. */
const maxBytes = 4 * 1024 * 1024;

export const networkExpectCommand: Command = {
  name: 'network expect',
  summary: 'Hold a target against a file of what must and must not pass',
  usage: 'network expect FILE [TARGET…] [OPTIONS]',
  about: [
    'FILE is YAML with a list `expectations`; each has a name and one of `must-allow`, `must-deny` and\n`must-be-encrypted`, with `from`, `to` and `ports`. docs/network.md tells all that can stand there.',
    targetHelp,
    'What does not hold is shown by a connection that breaks it, with its proof. Unknown is not a pass, and\nneither is a name that nobody has. Exit code: 0 all hold, 1 one does not, 2 one is not known.',
  ],
  options: [formatOption(['text', 'json', 'junit']), outputOption, ...networkOptions],
  examples: [
    ['plimsoll network expect network.yaml k8s/', 'in CI, without a cluster'],
    ['plimsoll network expect network.yaml kube:', 'the same file, held against what the cluster admitted'],
    ['plimsoll network expect network.yaml k8s/ -f junit -o network.xml', 'for the test report of a CI server'],
  ],
  async run(given, terminal) {
    const [file, ...words] = given.words;
    if (file === undefined)
      throw new Failure('BAD_ARGUMENT', 'Name the file of assertions. See `plimsoll network expect --help`.');
    const path = resolve(file);
    const shown = shownPath(file, path);
    const read = readText(path, maxBytes);
    if (!('text' in read)) throw new Failure('EXPECTATIONS_UNREADABLE', `Cannot read ${shown}: it ${read.because}.`);
    const [{ readExpectations }, { judgeExpectations }] = await Promise.all([
      import('../questions/network/expectations/read.ts'),
      import('../questions/network/expectations/judge.ts'),
    ]);
    // A mistake in it must not cost a look first.
    const expectations = readExpectations(read.text, shown);
    const looked = await lookAtNetwork(words, given, terminal);
    const reach = await reachOf(looked);
    const { facts: _facts, ...told } = looked;
    const peers = {
      ...(await askable(reach)),
      find: (text: string) => reach.find(text).map(({ peer }) => peer),
    };
    const report: ExpectReport = {
      schema: 'plimsoll.expect/1',
      ...told,
      plugin: pluginOf(reach),
      file: shown,
      expectations: judgeExpectations(expectations, peers, told.gaps),
    };
    await writeResult(await render(), given.text('output'), terminal);
    const verdicts = new Set(report.expectations.map(({ verdict }) => verdict));
    return verdicts.has('fail') ? 1 : verdicts.has('unknown') ? 2 : 0;

    async function render(): Promise<string | Iterable<string>> {
      switch (given.text('format') ?? 'text') {
        case 'json':
          return (await import('../report/connections/json.ts')).renderExpectJson(report);
        case 'junit':
          return (await import('../report/connections/expect-junit.ts')).renderExpectJunit(report);
        default: {
          const { renderExpectText } = await import('../report/connections/expect-text.ts');
          return renderExpectText(report, textOptionsOf(given, terminal));
        }
      }
    }
  },
};
