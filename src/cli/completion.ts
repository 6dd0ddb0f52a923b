import { Failure } from '../model/failure.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';

export const completionCommand: Command = {
  name: 'completion',
  summary: 'Print completion for bash, zsh or fish',
  usage: 'completion SHELL',
  about: ['SHELL is bash, zsh or fish. Put the output where your shell looks, or evaluate it in its start file.'],
  options: [],
  examples: [
    ['source <(plimsoll completion bash)', 'in ~/.bashrc'],
    ['source <(plimsoll completion zsh)', 'in ~/.zshrc, after compinit'],
    ['plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish', 'once'],
  ],
  async run({ words: [shell] }, { out }) {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    const write = { bash, zsh, fish }[shell ?? ''];
    if (write === undefined) throw new Failure('BAD_ARGUMENT', 'Name the shell: bash, zsh or fish.');
    out.write(write(all));
    return 0;
  },
};

function optionsOf({ options }: Command): string {
  return options.map(({ name, value }) => `--${name}${value === undefined ? '' : '='}`).join(' ');
}

function choicesOf(all: readonly Command[]): [option: string, choices: readonly string[]][] {
  const found = new Map<string, readonly string[]>();
  for (const { options } of all)
    for (const { name, choices } of options) if (choices !== undefined && !found.has(name)) found.set(name, choices);
  return [...found];
}

function bash(all: readonly Command[]): string {
  const names = all.map(({ name }) => name).join(' ');
  const perCommand = all.map((command) => `    ${command.name}) words="${optionsOf(command)}" ;;`);
  const perOption = choicesOf(all).map(
    ([name, choices]) => `    --${name}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$value")); return ;;`,
  );
  return `_plimsoll() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" option="" value="" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${names}" -- "$current")); return; fi
  case "$current" in --*=*) option="\${current%%=*}"; value="\${current#*=}" ;; esac
  if [ "$current" = "=" ]; then option="$previous"; value=""; fi
  if [ "$previous" = "=" ]; then option="\${COMP_WORDS[COMP_CWORD-2]}"; value="$current"; fi
  case "$option" in
${perOption.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${perCommand.join('\n')}
    help) words="${names}" ;;
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")); [[ "\${COMPREPLY[0]}" == *= ]] && compopt -o nospace ;;
    *) COMPREPLY=($(compgen -f -- "$current") $(compgen -W "docker:" -- "$current")) ;;
  esac
}
complete -o filenames -F _plimsoll plimsoll
`;
}

function zsh(all: readonly Command[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');
  const names = all.map(({ name, summary }) => `    '${name}:${quote(summary)}'`);
  const perCommand = all.map(({ name, options }) => {
    const specs = options.map((option) => {
      const value =
        option.value === undefined
          ? ''
          : `=:${option.value.toLowerCase()}:${option.choices === undefined ? '_files' : `(${option.choices.join(' ')})`}`;
      return `'--${option.name}${option.value === undefined ? '' : '='}[${quote(option.help)}]${value.replace(/^=/, '')}'`;
    });
    return `    ${name}) _arguments ${[...specs, "'*:target:_files'"].join(' ')} ;;`;
  });
  return `#compdef plimsoll
_plimsoll() {
  local -a names
  names=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command names; return; fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${perCommand.join('\n')}
  esac
}
compdef _plimsoll plimsoll
`;
}

function fish(all: readonly Command[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = all.map(
    ({ name, summary }) => `complete -c plimsoll -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
  );
  for (const { name, options } of all) {
    for (const { name: option, short, value, choices, help } of options) {
      const parts = [`complete -c plimsoll -n '__fish_seen_subcommand_from ${name}' -l ${option}`];
      if (short !== undefined) parts.push(`-s ${short}`);
      if (value !== undefined) parts.push(choices === undefined ? '-r' : `-x -a ${quote(choices.join(' '))}`);
      lines.push(`${parts.join(' ')} -d ${quote(help)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
