import type { Option } from './arguments.ts';
import type { Command } from './command.ts';
import { commands, findCommand, verbsOf } from './commands.ts';
import type { Terminal } from './terminal.ts';
import { unknownCommand } from './unknown-command.ts';
import { version } from './version.ts';

const exitCodes = [
  'Exit codes: 0 every question is yes; 1 at least one is no; 2 none is no, but something is unknown;',
  '3 the command failed; 130 it was interrupted.',
];

export const helpCommand: Command = {
  name: 'help',
  summary: 'Show how Plimsoll or one of its commands is used',
  usage: 'help [COMMAND]',
  about: [],
  options: [],
  examples: [],
  async run({ words }, terminal) {
    if (words.length === 0) return overview(terminal);
    const found = findCommand(words);
    if (found !== null) {
      terminal.out.write(describe(await found.load()));
      return 0;
    }
    const verbs = verbsOf(words[0]!);
    if (verbs.length === 0) return unknownCommand(words.join(' '));
    const all = await Promise.all(verbs.map((name) => commands[name]!()));
    const usage = `Usage: plimsoll ${words[0]} COMMAND [OPTIONS]`;
    terminal.out.write([usage, '', ...listed(all), '', ...exitCodes, ''].join('\n'));
    return 0;
  },
};

export const versionCommand: Command = {
  name: 'version',
  summary: 'Print the version',
  usage: 'version',
  about: [],
  options: [],
  examples: [],
  run: async (_given, terminal) => version(terminal),
};

async function overview({ out }: Terminal): Promise<number> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const lines = [
    'Plimsoll answers five questions about your containers: images, runtime, network, hardening and',
    'monitoring. Each has five aspects, each answered yes, no or unknown, with evidence.',
    '',
    'Usage: plimsoll COMMAND [OPTIONS]',
    '',
    ...listed(all),
    '',
    'Start with:',
    '  plimsoll ask              this folder, and the Docker engine when its socket answers',
    '  plimsoll ask k8s/         a folder of manifests, Compose files and Dockerfiles',
    '  plimsoll help ask         all that `ask` can do',
    '',
    ...exitCodes,
    '',
  ];
  out.write(lines.join('\n'));
  return 0;
}

function listed(all: readonly Command[]): string[] {
  const width = Math.max(12, ...all.map(({ name }) => name.length + 2));
  return all.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
}

function describe({ usage, summary, about, options, examples }: Command): string {
  const lines = [`${summary}.`, '', `Usage: plimsoll ${usage}`, ''];
  for (const paragraph of about) lines.push(paragraph, '');
  if (options.length > 0) lines.push('Options:', ...options.map(describeOption), '');
  if (examples.length > 0) {
    const width = Math.max(...examples.map(([line]) => line.length));
    lines.push('Examples:', ...examples.map(([line, what]) => `  ${line.padEnd(width)}   ${what}`), '');
  }
  return [...lines, ...exitCodes, ''].join('\n');
}

function describeOption({ name, short, value, choices, help }: Option): string {
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : `=${value}`}`;
  return `  ${flag.padEnd(24)} ${help}${choices === undefined ? '' : ` (${choices.join(', ')})`}`;
}
