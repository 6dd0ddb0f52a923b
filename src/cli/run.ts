import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';
import { findCommand, verbsOf } from './commands.ts';

/** The standard streams that were used, and so made. */
const met = new Set<NodeJS.WriteStream>();

/** Bytes that a standard stream has yet to write. */
export function unwritten(): number {
  return [...met].reduce((sum, stream) => sum + stream.writableLength, 0);
}

/** Runs one command line; never throws. @returns the exit code (design: exit codes) */
export async function main(given: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => {
    // A second one ends the process at once, as a user who presses twice expects.
    process.once(signal, () => process.exit(130));
    abort.abort(signal);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const guarded = (stream: NodeJS.WriteStream): NodeJS.WriteStream => {
    // `plimsoll ask | head`: the reader has left, which is no fault of the command.
    if (!met.has(stream)) {
      met.add(stream);
      stream.on('error', (error: NodeJS.ErrnoException) => {
        process.exit(error.code === 'EPIPE' ? Number(process.exitCode) || 0 : 3);
      });
    }
    return stream;
  };
  const terminal: Terminal = {
    environment: process.env,
    signal: abort.signal,
    // Made when first used: a pipe loads the whole of Node's networking, and `--output FILE` needs neither.
    get out() {
      return guarded(process.stdout);
    },
    get err() {
      return guarded(process.stderr);
    },
  };
  try {
    return await dispatch(given, terminal);
  } catch (error) {
    return await report(error, terminal);
  }
}

async function dispatch(given: readonly string[], terminal: Terminal): Promise<number> {
  const [name = 'help', ...rest] = given;
  const help = rest.includes('--help') || rest.includes('-h');
  if (name === '--version' || name === '-V' || (name === 'version' && !help)) {
    return (await import('./version.ts')).version(terminal);
  }
  if (name === '--help' || name === '-h') return dispatch(['help', ...rest], terminal);
  const found = findCommand([name, ...rest]);
  if (found === null) {
    // A noun alone shows its verbs, as a person who types it wants.
    const isNoun = verbsOf(name).length > 0;
    if (isNoun && (help || rest.length === 0)) {
      return (await import('./help.ts')).helpCommand.run(wordsOnly([name]), terminal);
    }
    return (await import('./unknown-command.ts')).unknownCommand(isNoun ? `${name} ${rest[0]}` : name);
  }
  const command: Command = await found.load();
  if (help) return (await import('./help.ts')).helpCommand.run(wordsOnly(found.name.split(' ')), terminal);
  const { parseArguments } = await import('./arguments.ts');
  return command.run(parseArguments(found.rest, command.options, found.name), terminal);
}

function wordsOnly(words: readonly string[]): Arguments {
  return { words, text: () => undefined, all: () => [], on: () => false };
}

async function report(error: unknown, terminal: Terminal): Promise<number> {
  const { Failure } = await import('../model/failure.ts');
  const interrupted = terminal.signal.aborted;
  const failure = interrupted
    ? new Failure('INTERRUPTED', 'Stopped before it could answer.')
    : error instanceof Failure
      ? error
      : new Failure(
          'INTERNAL',
          `Plimsoll met a fault of its own: ${error instanceof Error ? error.stack : String(error)}`,
        );
  terminal.err.write(`plimsoll: ${failure.code}: ${failure.message}\n`);
  // 128 + SIGINT: what shells expect of a program that was interrupted.
  return interrupted ? 130 : 3;
}
