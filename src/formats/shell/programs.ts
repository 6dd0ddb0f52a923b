import { splitShell, type ShellCommand, type ShellScript, type ShellWord } from './split-shell.ts';

/** Shells that take POSIX text. */
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'mksh']);

export function isShell(name: string): boolean {
  return shells.has(baseName(name));
}

/** Programs that run the program named after them, with those of their options that take a value. */
const wrappers: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugphCcRrT]$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$/,
  exec: /^-a$/,
  nohup: /^$/,
  command: /^$/,
  builtin: /^$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  timeout: /^-[ks]$/,
  stdbuf: /^-[ioe]$/,
  xargs: /^-[aEILnPsd]$/,
  gosu: /^$/,
  'su-exec': /^$/,
  setpriv: /^$/,
  busybox: /^$/,
};
/** Wrappers whose first plain word is theirs: `timeout 5 curl`, `gosu app curl`. */
const takesWord = new Set(['timeout', 'gosu', 'su-exec']);

export interface Program {
  /** Name without its folder: `curl`. */
  readonly name: string;
  readonly arguments: readonly ShellWord[];
  /** Programs it is run through: `sudo`, `env`. */
  readonly through: readonly string[];
}

/** The program a simple command runs, seen through `sudo`, `env`, `xargs` and their like; null when it is no literal. */
export function programOf({ words }: ShellCommand): Program | null {
  const through: string[] = [];
  let at = 0;
  for (;;) {
    const first = words[at];
    if (first === undefined || (!first.literal && first.text === '')) {
      // `sudo` alone is a program; nothing at all is none.
      const last = through.pop();
      return last === undefined ? null : { name: last, arguments: [], through };
    }
    const name = baseName(first.text);
    const valued = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (valued === undefined) return { name, arguments: words.slice(at + 1), through };
    through.push(name);
    for (at++; at < words.length; at++) {
      const { text } = words[at]!;
      if (text.startsWith('-')) at += valued.test(text) ? 1 : 0;
      else if (!/^[A-Za-z_]\w*=/.test(text)) break;
    }
    if (takesWord.has(name)) at++;
  }
}

const maxDepth = 5;

/**
 * Every simple command of a script, those in substitutions, in the text of `sh -c '…'` and
 * `eval '…'`, and behind `find -exec` included. The sentence says what of it was not understood.
 */
export function allCommands(script: ShellScript): { commands: ShellCommand[]; incomplete?: string } {
  const commands: ShellCommand[] = [];
  let incomplete = script.incomplete;
  const walk = (list: readonly ShellCommand[], depth: number): void => {
    for (const command of list) {
      commands.push(command);
      const words = [...command.assignments, ...command.words, ...command.redirections.map(({ target }) => target)];
      for (const word of words) walk(word.commands, depth);
      commands.push(...foundCommands(command));
      const text = scriptOf(command);
      if (text === null) continue;
      if (depth === maxDepth) {
        incomplete ??= `shells stand deeper than ${maxDepth} within each other`;
        continue;
      }
      const inner = splitShell(text);
      incomplete ??= inner.incomplete;
      walk(inner.commands, depth + 1);
    }
  };
  walk(script.commands, 0);
  return incomplete === undefined ? { commands } : { commands, incomplete };
}

/** The text that `sh -c TEXT`, `eval TEXT` or `sh <<END` runs. */
function scriptOf(command: ShellCommand): string | null {
  const program = programOf(command);
  if (program === null) return null;
  if (program.name === 'eval') return program.arguments.map(({ text }) => text).join(' ');
  if (!isShell(program.name)) return null;
  const option = program.arguments.findIndex(({ text }) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(text));
  if (option !== -1) return program.arguments[option + 1]?.text ?? null;
  return command.redirections.find(({ body }) => body !== undefined)?.body ?? null;
}

/** The commands that `find … -exec COMMAND ;` runs. */
function foundCommands(command: ShellCommand): ShellCommand[] {
  const program = programOf(command);
  if (program?.name !== 'find') return [];
  const found: ShellCommand[] = [];
  let words: ShellWord[] | null = null;
  for (const word of program.arguments) {
    if (/^-(?:exec|execdir|ok|okdir)$/.test(word.text)) {
      words = [];
      found.push({ assignments: [], words, redirections: [], pipelines: command.pipelines });
    } else if (word.text === ';' || word.text === '+') words = null;
    else words?.push(word);
  }
  return found;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
