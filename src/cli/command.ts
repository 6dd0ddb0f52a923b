import type { Arguments, Option } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** One command: what help and completion show, and what it does. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** How it is called: `ask [TARGET…]`. */
  readonly usage: string;
  /** Paragraphs of help below the usage. */
  readonly about: readonly string[];
  readonly options: readonly Option[];
  /** Lines a reader can copy, each with what it does. */
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** @returns the exit code */
  run(given: Arguments, terminal: Terminal): Promise<number>;
}
