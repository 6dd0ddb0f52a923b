import type { Option } from './arguments.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
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
    const [name] = words;
    if (name === undefined) return overview(terminal);
    const load = commands[name];
    if (load === undefined) return unknownCommand(name);
    terminal.out.write(describe(await load()));
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
    ...all.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`),
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
