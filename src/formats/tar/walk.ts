import { HeaderAssembler, padded, tarLimits, type TarLimits, type TarProblem } from './assemble.ts';
import { blockSize, type TarHeader } from './header.ts';

/** Bytes at any place, for a tar that is not compressed. */
export interface Seekable {
  readonly size: number;
  /** May give fewer bytes than asked for at the end only. */
  readAt(position: number, length: number): Promise<Buffer>;
}

export type Found =
  | { readonly header: TarHeader; /** Where the body starts. */ readonly start: number }
  | { readonly problem: TarProblem; /** The entry that it cuts, if it is that. */ readonly cut?: TarHeader };

/**
 * The entries of a tar by seeking past their bodies. A problem comes last; an archive without the
 * blocks of zeros that POSIX asks for at the end is `truncated`, because a cut between two entries
 * looks just so.
 */
export async function* walkTar(source: Seekable, limits: TarLimits = tarLimits): AsyncGenerator<Found> {
  const assembler = new HeaderAssembler(limits);
  let at = 0;
  const problem = (code: TarProblem['code'], because: string): { problem: TarProblem } => ({
    problem: { code, because, offset: at },
  });
  for (;;) {
    const block = await source.readAt(at, blockSize);
    if (block.length < blockSize) {
      yield problem('truncated', block.length === 0 ? 'has no end marker' : 'ends in the middle of a header');
      return;
    }
    const step = assembler.take(block);
    at += blockSize;
    switch (step.kind) {
      case 'zero':
        return;
      case 'more':
        break;
      case 'fault':
        yield problem(step.code, step.because);
        return;
      case 'extension': {
        const body = await source.readAt(at, step.size);
        if (body.length < step.size) {
          yield problem('truncated', 'ends in the middle of a header');
          return;
        }
        const fault = assembler.extension(step.flag, body);
        if (fault !== null) {
          yield problem('invalid', fault);
          return;
        }
        at += padded(step.size);
        break;
      }
      case 'entry':
        if (at + step.header.stored > source.size) {
          yield { ...problem('truncated', 'ends in the middle of an entry'), cut: step.header };
          return;
        }
        yield { header: step.header, start: at };
        at += padded(step.header.stored);
    }
  }
}
