import { once } from 'node:events';
import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { Failure } from '../model/failure.ts';

/** The outside of a command: streams, environment, interruption. Data goes to `out`, talk to `err`. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

/** Columns to lay text out in: those of the terminal, or 100 where there is none. */
export function widthOf(terminal: Terminal): number {
  const stated = Number(terminal.environment.COLUMNS);
  if (mayBeTerminal(1) && terminal.out.isTTY) return terminal.out.columns;
  return Number.isInteger(stated) && stated > 0 ? stated : 100;
}

/** https://no-color.org and FORCE_COLOR; without them, colour only on a terminal. */
export function colored({ environment }: Terminal, stream: NodeJS.WriteStream, noColor: boolean): boolean {
  if (noColor) return false;
  if (environment.FORCE_COLOR !== undefined)
    return environment.FORCE_COLOR !== '0' && environment.FORCE_COLOR !== 'false';
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  return stream.isTTY && environment.TERM !== 'dumb';
}

/** Whether the terminal shows more than ASCII: from the locale, as other programs do. */
export function showsUnicode({ environment }: Terminal): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return environment.TERM !== 'linux' && !/^(C|POSIX)$/i.test(locale) && (locale === '' || /utf-?8/i.test(locale));
}

/** Pieces are written when they are this long together. */
const batchLength = 64 * 1024;

/** Writes the result to the file named by --output, or to standard output as fast as its reader takes it. */
export async function writeResult(
  result: string | Iterable<string>,
  output: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const batches = typeof result === 'string' ? [result] : inBatches(result);
  if (output === undefined || output === '-') {
    for (const batch of batches) if (!terminal.out.write(batch)) await once(terminal.out, 'drain');
    return;
  }
  let file: number | undefined;
  try {
    file = openSync(output, 'w', 0o644);
    for (const batch of batches) writeFileSync(file, batch);
  } catch (error) {
    throw new Failure('OUTPUT_UNWRITABLE', `Cannot write ${output}: ${(error as Error).message}.`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function* inBatches(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < batchLength) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

/** False for a file or pipe; tells without making the stream. */
function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** One line on standard error that tells what is being looked at; on a terminal only. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #shown: boolean;
  #last = 0;
  #dirty = false;
  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal;
    this.#shown = !quiet && mayBeTerminal(2) && terminal.err.isTTY;
  }
  say(message: string): void {
    // Ten times a second is all that an eye can follow.
    if (!this.#shown || performance.now() - this.#last < 100) return;
    this.#last = performance.now();
    this.#dirty = true;
    const width = Math.max(20, this.#terminal.err.columns - 1);
    this.#terminal.err.write(`\r\x1b[K${message.replace(/\p{Cc}/gu, '?').slice(0, width)}`);
  }
  done(): void {
    if (this.#dirty) this.#terminal.err.write('\r\x1b[K');
    this.#dirty = false;
  }
}
