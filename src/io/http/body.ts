import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Answer } from './exchange.ts';
import { HttpError } from './http-error.ts';

/** @throws HttpError `too-large` */
export async function whole(body: AsyncIterable<Buffer>, limit: number, shown: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > limit) throw new HttpError('too-large', `${shown}: the answer has more than ${limit} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The body without its Content-Encoding, which must be one that was asked for. A bomb stops at the reader's limit. */
export async function* decoded({ headers, body }: Answer, shown: string): AsyncGenerator<Buffer> {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') {
    yield* body;
    return;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip' && encoding !== 'br') {
    throw new HttpError(
      'encoding',
      `${shown}: answered in the encoding ${encoding.slice(0, 40)}, which was not asked for`,
    );
  }
  const inflater = encoding === 'br' ? createBrotliDecompress() : createGunzip();
  // The failure of either end reaches the reader through the last stream.
  const stream = pipeline(Readable.from(body), inflater, () => {});
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    if (error instanceof HttpError || !String((error as NodeJS.ErrnoException).code).match(/^(Z_|ERR_BR|ERR__ERROR)/))
      throw error;
    throw new HttpError('encoding', `${shown}: the answer is not the ${encoding} it says`, { cause: error });
  }
}
