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

/** First words in order: commands of one word with their summary, nouns with their verbs. `checks` is both. */
function firstWords(all: readonly Command[]): Map<string, { readonly summary: string; readonly verbs: Command[] }> {
  const found = new Map<string, { summary: string; verbs: Command[] }>();
  for (const command of all) {
    const [first = '', verb] = command.name.split(' ');
    const entry = found.get(first) ?? { summary: '', verbs: [] };
    if (verb === undefined) entry.summary = command.summary;
    else entry.verbs.push(command);
    found.set(first, entry);
  }
  return new Map(
    [...found].map(([first, { summary, verbs }]) => {
      const list = verbs.map((command) => verbOf(command)).join(', ');
      return [first, { summary: summary === '' ? `${first}: ${list}` : summary, verbs }];
    }),
  );
}

function verbOf({ name }: Command): string {
  return name.split(' ')[1] ?? name;
}

function bash(all: readonly Command[]): string {
  const words = firstWords(all);
  const names = [...words.keys()].join(' ');
  const nouns = [...words].filter(([, { verbs }]) => verbs.length > 0);
  const perNoun = nouns.map(([noun, { verbs }]) => `    ${noun}) verbs="${verbs.map(verbOf).join(' ')}" ;;`);
  const perCommand = all.map((command) => `    "${command.name}") words="${optionsOf(command)}" ;;`);
  const perOption = choicesOf(all).map(
    ([name, choices]) => `    --${name}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$value")); return ;;`,
  );
  return `_plimsoll() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" option="" value="" words="" verbs=""
  local -i first=1
  COMPREPLY=()
  [ "$COMP_CWORD" -gt 1 ] && [ "\${COMP_WORDS[1]}" = help ] && first=2
  if [ "$COMP_CWORD" -eq "$first" ]; then COMPREPLY=($(compgen -W "${names}" -- "$current")); return; fi
  local command="\${COMP_WORDS[first]}"
  case "$command" in
${perNoun.join('\n')}
  esac
  if [ -n "$verbs" ]; then
    if [ "$COMP_CWORD" -eq $((first + 1)) ] && [[ "$current" != -* ]]; then COMPREPLY=($(compgen -W "$verbs" -- "$current")); return; fi
    case " $verbs " in *" \${COMP_WORDS[first+1]} "*) command="$command \${COMP_WORDS[first+1]}" ;; esac
  fi
  [ "$first" -eq 2 ] && return
  case "$current" in --*=*) option="\${current%%=*}"; value="\${current#*=}" ;; esac
  if [ "$current" = "=" ]; then option="$previous"; value=""; fi
  if [ "$previous" = "=" ]; then option="\${COMP_WORDS[COMP_CWORD-2]}"; value="$current"; fi
  case "$option" in
${perOption.join('\n')}
  esac
  case "$command" in
${perCommand.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")); [[ "\${COMPREPLY[0]}" == *= ]] && compopt -o nospace ;;
    *) COMPREPLY=($(compgen -f -- "$current") $(compgen -W "docker: host: kube:" -- "$current")) ;;
  esac
}
complete -o filenames -F _plimsoll plimsoll
`;
}

function zsh(all: readonly Command[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, '\\$&');
  const described = (name: string, summary: string): string => `'${name}:${quote(summary)}'`;
  const words = [...firstWords(all)];
  const names = words.map(([name, { summary }]) => `    ${described(name, summary)}`);
  const perNoun = words
    .filter(([, { verbs }]) => verbs.length > 0)
    .map(
      ([noun, { verbs }]) =>
        `    ${noun}) verbs=(${verbs.map((one) => described(verbOf(one), one.summary)).join(' ')}) ;;`,
    );
  const perCommand = all.map(({ name, options }) => {
    const specs = options.map((option) => {
      const value =
        option.value === undefined
          ? ''
          : `:${option.value.toLowerCase().replaceAll('=', ' ')}:${option.choices === undefined ? '_files' : `(${option.choices.join(' ')})`}`;
      return `'--${option.name}${option.value === undefined ? '' : '='}[${quote(option.help)}]${value}'`;
    });
    return `    "${name}") _arguments ${[...specs, "'*:target:_files'"].join(' ')} ;;`;
  });
  return `#compdef plimsoll
_plimsoll() {
  local -a names verbs
  names=(
${names.join('\n')}
  )
  if (( CURRENT > 2 )) && [[ $words[2] == help ]]; then shift words; (( CURRENT-- )); fi
  if (( CURRENT == 2 )); then _describe command names; return; fi
  local command=$words[2]
  case $command in
${perNoun.join('\n')}
  esac
  if (( $#verbs )); then
    if (( CURRENT == 3 )) && [[ $words[3] != -* ]]; then _describe command verbs; return; fi
    if (( \${verbs[(I)$words[3]:*]} )); then
      command="$words[2] $words[3]"
      shift words; (( CURRENT-- ))
    fi
  fi
  shift words; (( CURRENT-- ))
  case $command in
${perCommand.join('\n')}
  esac
}
compdef _plimsoll plimsoll
`;
}

/** What stands between the program and the word that is being typed. */
const fishFunctions = `function __plimsoll_is
  set -l words (commandline -opc)
  test "$words[2..-1]" = "$argv[1]"
end
function __plimsoll_begins
  set -l words (commandline -opc)
  set -l last (math 1 + (count (string split ' ' -- $argv[1])))
  test (count $words) -ge $last; and test "$words[2..$last]" = "$argv[1]"
end`;

function fish(all: readonly Command[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const offer = (condition: string, word: string, summary: string): string =>
    `complete -c plimsoll -n ${quote(condition)} -f -a ${word} -d ${quote(summary)}`;
  const lines = [fishFunctions];
  for (const [name, { summary, verbs }] of firstWords(all)) {
    lines.push(offer('__plimsoll_is ""', name, summary), offer('__plimsoll_is help', name, summary));
    for (const one of verbs) {
      lines.push(offer(`__plimsoll_is ${name}`, verbOf(one), one.summary));
      lines.push(offer(`__plimsoll_is "help ${name}"`, verbOf(one), one.summary));
    }
  }
  for (const { name, options } of all) {
    for (const { name: option, short, value, choices, help } of options) {
      const parts = [`complete -c plimsoll -n ${quote(`__plimsoll_begins "${name}"`)} -l ${option}`];
      if (short !== undefined) parts.push(`-s ${short}`);
      if (value !== undefined) parts.push(choices === undefined ? '-r' : `-x -a ${quote(choices.join(' '))}`);
      lines.push(`${parts.join(' ')} -d ${quote(help)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
