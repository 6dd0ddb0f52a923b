import { tarLimits, type TarProblem } from '../../formats/tar/assemble.ts';
import type { TarHeader } from '../../formats/tar/header.ts';
import { TarParser, type TarEvent } from '../../formats/tar/parser.ts';
import type { BlobFile } from '../../io/image/file.ts';
import { inflate, InflateError } from '../../io/image/inflate.ts';
import { limited, LimitReached } from './layer.ts';
import type { ImageLimits } from './limits.ts';
import { archiveFault, type StoreFault } from './store.ts';

/** The tar inside a compressed archive, within limits. */
export function inflated(
  file: BlobFile,
  format: 'gzip' | 'zstd',
  limits: ImageLimits,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let stored = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of file.stream(0, file.size, signal)) {
      stored += chunk.length;
      yield chunk;
    }
  };
  return limited(inflate(counted(), format), () => stored, limits);
}

interface StreamEntry {
  readonly header: TarHeader;
  /** May be left unread, and is over when the next entry is asked for. */
  readonly body: () => AsyncIterable<Buffer>;
}

/** Entries of a tar that comes as a stream, bodies included. */
export async function* entriesOf(
  chunks: AsyncIterable<Buffer>,
  limits: ImageLimits,
): AsyncGenerator<StreamEntry | { readonly fault: StoreFault }> {
  const parser = new TarParser(({ type }) => type === 'file', { ...tarLimits, entries: limits.archiveEntries });
  const events = eventsOf(parser, chunks);
  let problem: TarEvent | null = null;
  const body = async function* (): AsyncGenerator<Buffer> {
    for (;;) {
      const { done, value } = await events.next();
      if (done === true || value.type === 'end') return;
      if (value.type !== 'data') {
        problem = value;
        return;
      }
      yield value.bytes;
    }
  };
  for (;;) {
    const { done, value } = await events.next();
    const event: TarEvent | undefined = problem ?? (done === true ? undefined : value);
    problem = null;
    if (event === undefined) return;
    if (event.type === 'entry') yield { header: event.header, body };
    else if (event.type === 'problem') {
      yield { fault: archiveFault(event.problem) };
      return;
    }
  }
}

/** A stream that fails is a tar with a problem: whoever reads a body then sees it end, not the failure. */
async function* eventsOf(parser: TarParser, chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEvent> {
  let problem: TarProblem | null;
  try {
    for await (const chunk of chunks) yield* parser.push(chunk);
    const unmarked: TarProblem = { code: 'truncated', because: 'has no end marker', offset: parser.offset };
    problem = parser.end() ?? (parser.ended || parser.failed ? null : unmarked);
  } catch (error) {
    problem = { ...streamProblem(error), offset: parser.offset };
  }
  if (problem !== null) yield { type: 'problem', problem };
}

function streamProblem(error: unknown): Omit<TarProblem, 'offset'> {
  if (error instanceof LimitReached) return { code: 'limit', because: error.message };
  if (error instanceof InflateError) return { code: error.truncated ? 'truncated' : 'invalid', because: error.message };
  throw error;
}
