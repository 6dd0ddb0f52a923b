import { Failure } from '../model/failure.ts';
import type { Command } from './command.ts';
import { outputOption } from './report-options.ts';

const actions = {
  check: async () => (await import('./monitoring-rules-check.ts')).checkRules,
  test: async () => (await import('./monitoring-rules-test.ts')).testRules,
  replay: async () => (await import('./monitoring-rules-replay.ts')).replayRules,
  fields: async () => (await import('./monitoring-rules-check.ts')).listFields,
} as const;

export const monitoringRulesCommand: Command = {
  name: 'monitoring rules',
  summary: 'Check, test and replay detection rules in the language of Falco',
  usage: 'monitoring rules check|test|replay|fields [FILE…] [OPTIONS]',
  about: [
    'check FILE…: loads rule files in their order and prints each error and warning with its place. Exit code: 0\nno error, 1 an error.',
    'test FILE…: loads rule files and runs the cases beside each: of NAME.yaml those in NAME.test.yaml. Exit code:\n0 all pass, 1 one fails, 2 a file has no cases.',
    'replay --rules FILE EVENTS…: runs rules over recorded events (JSON lines of Falco, Tetragon, Tracee, sysdig,\nDocker and Kubernetes audit; the log of auditd; `-` for standard input) and prints alerts as Falco does. Exit\ncode: 0 all was read, 1 with --fail-on an alert that is as urgent, 2 something could not be read.',
    'fields: all fields of the language with type, argument and what fills them.',
  ],
  options: [
    { name: 'rules', short: 'r', value: 'FILE', help: 'replay: a rule file; may be given several times' },
    {
      name: 'fail-on',
      value: 'PRIORITY',
      choices: ['debug', 'informational', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'],
      help: 'replay: exit with 1 when an alert has this priority or a more urgent one',
    },
    { name: 'explain', help: 'replay: add `because`, the comparisons that decided with their values' },
    outputOption,
    { name: 'quiet', short: 'q', help: 'check: no warnings; replay: no summary' },
  ],
  examples: [
    ['plimsoll monitoring rules check falco_rules.yaml local.yaml', 'as Falco would load them'],
    ['plimsoll monitoring rules test rules/shell.yaml', 'the cases of rules/shell.test.yaml'],
    ['plimsoll monitoring rules replay -r falco_rules.yaml audit.log', 'what would have been found'],
    ['plimsoll monitoring rules fields', 'what rules can ask'],
  ],
  async run(given, terminal) {
    const [action, ...files] = given.words;
    if (action === undefined || !Object.hasOwn(actions, action))
      throw new Failure(
        'BAD_ARGUMENT',
        `Say ${Object.keys(actions).join(', ')}: \`plimsoll monitoring rules check FILE\`. See \`plimsoll monitoring rules --help\`.`,
      );
    const run = await actions[action as keyof typeof actions]();
    return run(files, given, terminal);
  },
};
