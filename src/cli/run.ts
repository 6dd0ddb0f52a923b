import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';
import { commands } from './commands.ts';

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
  // `plimsoll ask | head`: the reader has left, which is no fault of the command.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? Number(process.exitCode) || 0 : 3);
    });
  }
  const terminal: Terminal = {
    environment: process.env,
    signal: abort.signal,
    out: process.stdout,
    err: process.stderr,
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
  const load = commands[name];
  if (load === undefined) return (await import('./unknown-command.ts')).unknownCommand(name);
  const command: Command = await load();
  if (help) return dispatch(['help', name], terminal);
  const { parseArguments } = await import('./arguments.ts');
  return command.run(parseArguments(rest, command.options, name), terminal);
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
