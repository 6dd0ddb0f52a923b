import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './exchange.ts';
import { HttpError } from './http-error.ts';
import type { Patience } from './patience.ts';
import { shownUrl } from './url.ts';

/** A body that goes on when its connection is cut. */
export interface Download {
  /** 2xx, or one of the statuses that the caller expects. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of the last redirect. */
  readonly url: URL;
  /** Bytes as the server said at first; null when it did not. */
  readonly size: number | null;
  readonly body: AsyncIterable<Buffer>;
  /** For a body that is not read. */
  discard(): void;
}

/** One request for the whole (null) or for what is left, with headers and statuses of its own. */
export type Fetch = (
  rest: { readonly headers: Readonly<Record<string, string>>; readonly expects: readonly number[] } | null,
) => Promise<Reply>;

export async function download(fetch: Fetch, patience: Patience, immutable: boolean): Promise<Download> {
  const first = await patiently(() => fetch(null), patience);
  const { status, headers, url } = first;
  const size = status === 200 ? lengthOf(headers['content-length']) : null;
  const validator = validatorOf(headers);
  const resumable = status === 200 && (immutable || validator !== null);
  const body = async function* (): AsyncGenerator<Buffer> {
    let reply = first;
    let skip = 0;
    let at = 0;
    for (;;) {
      const before = at;
      try {
        for await (const piece of reply.body) {
          const rest = piece.subarray(Math.min(skip, piece.length));
          skip -= piece.length - rest.length;
          at += rest.length;
          if (rest.length > 0) yield rest;
        }
        if (skip > 0) throw changed(url, 'is shorter than before');
        return;
      } catch (error) {
        if (!resumable) throw error;
        await patience.after(error, at > before);
      }
      const range = { range: `bytes=${at}-`, ...(validator === null ? {} : { 'if-range': validator }) };
      reply = await patiently(() => fetch({ headers: range, expects: [416] }), patience);
      skip = placeOf(reply, { at, size, etag: immutable ? undefined : headers.etag });
      if (reply.status === 416) return;
    }
  };
  return { status, headers, url, size, body: body(), discard: () => first.discard() };
}

async function patiently(fetch: () => Promise<Reply>, patience: Patience): Promise<Reply> {
  for (;;) {
    try {
      return await fetch();
    } catch (error) {
      await patience.after(error);
    }
  }
}

/**
 * Bytes of a resumed answer that came before already.
 *
 * @throws HttpError `changed` when it is no continuation of what came
 */
function placeOf(
  reply: Reply,
  had: { readonly at: number; readonly size: number | null; readonly etag: string | undefined },
): number {
  const { status, headers, url } = reply;
  const refuse = (because: string): never => {
    reply.discard();
    throw changed(url, because);
  };
  if (had.etag !== undefined && headers.etag !== undefined && headers.etag !== had.etag) refuse('has another ETag');
  if (status === 200) return had.at;
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const whole = total === undefined || total === '*' ? null : Number(total);
  if (had.size !== null && whole !== null && whole !== had.size) refuse(`has ${whole} bytes now, ${had.size} before`);
  // RFC 9110 §15.5.17: nothing is left when the length is what came already.
  if (status === 416) {
    if (whole !== had.at) refuse('gives no more of it');
    reply.discard();
  } else if (status !== 206 || Number(start) !== had.at) refuse('does not go on where it was cut');
  return 0;
}

function changed(url: URL, because: string): HttpError {
  return new HttpError('changed', `${shownUrl(url)}: cannot be resumed: it ${because}`);
}

function lengthOf(text: string | undefined): number | null {
  return text === undefined || !/^\d{1,15}$/.test(text) ? null : Number(text);
}

/** What If-Range may hold (RFC 9110 §13.1.5, §8.8.2.2): a strong ETag, or a date that is surely old enough. */
function validatorOf(headers: IncomingHttpHeaders): string | null {
  const { etag, date } = headers;
  if (etag !== undefined) return etag.startsWith('"') ? etag : null;
  const modified = headers['last-modified'];
  if (modified === undefined || date === undefined) return null;
  return Date.parse(date) - Date.parse(modified) >= 60_000 ? modified : null;
}
