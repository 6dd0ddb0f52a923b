import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { HttpClient } from '../http/client.ts';
import type { Reply } from '../http/exchange.ts';
import { HttpError } from '../http/http-error.ts';
import { httpLimits, type HttpLimits } from '../http/limits.ts';
import { Patience } from '../http/patience.ts';
import { shownAddress } from '../http/url.ts';

/** What an earlier answer said of itself, to ask whether it is still the same. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface FetchedFile extends Validators {
  /** A file that is the caller's to move or remove. */
  readonly path: string;
  readonly bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** ISO 8601: when a file on disk was written; null for what a server gave just now. */
  readonly written: string | null;
}

export interface FetchOptions {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  /** Where what came so far is kept, so that the next call goes on with it. */
  readonly folder: string;
  readonly maxBytes: number;
  /** Null: it is wanted whatever it was before. */
  readonly known: Validators | null;
  /** How often and how long is waited for more; the usual when absent. */
  readonly limits?: HttpLimits;
}

/**
 * Brings a file from an http, https or file URL. What was cut, by the server or by the end of this
 * process, is gone on with by Range while it is still the same (RFC 9110 §13.1.5).
 *
 * @returns `same` when it is what is known already, `absent` when there is none (404, 410)
 * @throws HttpError; the reason of `signal`; the system's error
 */
export async function fetchFile(address: string, options: FetchOptions): Promise<FetchedFile | 'same' | 'absent'> {
  mkdirSync(options.folder, { recursive: true });
  const partial = join(options.folder, `${createHash('sha256').update(address).digest('hex').slice(0, 32)}.part`);
  if (address.startsWith('file:')) return copyFile(address, partial, options);
  const { client, signal } = options;
  const patience = new Patience(options.limits ?? httpLimits, signal);
  for (;;) {
    const had = keptOf(partial);
    const headers =
      had === null ? conditional(options.known) : { range: `bytes=${had.bytes}-`, 'if-range': had.validator };
    const reply = await client.send(address, { headers, expects: [304, 404, 410, 416] });
    if (reply.status !== 200 && reply.status !== 206) {
      reply.discard();
      if (reply.status === 304) return 'same';
      rmSync(partial, { force: true });
      if (reply.status !== 416) return 'absent';
      if (had === null) throw new HttpError('status', `${shownAddress(address)}: HTTP 416 where nothing was left out`);
      continue;
    }
    const start = reply.status === 206 ? (had?.bytes ?? 0) : 0;
    if (reply.status === 206 && !continues(reply, start, had?.validator)) {
      reply.discard();
      rmSync(partial, { force: true });
      if (had === null) throw new HttpError('not-http', `${shownAddress(address)}: gave a part that was not asked for`);
      continue;
    }
    try {
      await write(reply, partial, start, address, options.maxBytes);
    } catch (error) {
      const progressed = sizeOf(partial) > start;
      if (error instanceof HttpError && error.kind === 'too-large') rmSync(partial, { force: true });
      await patience.after(error, progressed);
      continue;
    }
    const { etag = null, 'last-modified': lastModified = null } = reply.headers;
    rmSync(markOf(partial), { force: true });
    return { path: partial, ...(await digestOf(partial)), etag, lastModified, written: null };
  }
}

/** A file beside the project's own: of a mirror on disk. Its size and time tell whether it is the same. */
async function copyFile(
  address: string,
  partial: string,
  { known, maxBytes, signal }: FetchOptions,
): Promise<FetchedFile | 'same' | 'absent'> {
  const path = fileURLToPath(address);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'absent';
  if (!status.isFile()) throw new Error(`${address} is no file`);
  if (status.size > maxBytes) throw tooLarge(address, maxBytes);
  const etag = `"${status.size}-${Math.floor(status.mtimeMs)}"`;
  if (known?.etag === etag) return 'same';
  await pipeline(createReadStream(path), createWriteStream(partial), { signal });
  return {
    path: partial,
    ...(await digestOf(partial)),
    etag,
    lastModified: null,
    written: status.mtime.toISOString(),
  };
}

function conditional(known: Validators | null): Record<string, string> {
  return {
    ...(known === null || known.etag === null ? {} : { 'if-none-match': known.etag }),
    ...(known === null || known.lastModified === null ? {} : { 'if-modified-since': known.lastModified }),
  };
}

/** A server that does not know If-Range may give the rest of another file: of that its ETag tells. */
function continues({ headers }: Reply, start: number, validator: string | undefined): boolean {
  if (validator?.startsWith('"') === true && headers.etag !== undefined && headers.etag !== validator) return false;
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? Number.NaN) === start;
}

async function write(reply: Reply, partial: string, start: number, address: string, maxBytes: number): Promise<void> {
  const { etag, 'last-modified': modified } = reply.headers;
  // A weak ETag does not promise the same bytes.
  const validator = etag === undefined ? modified : etag.startsWith('"') ? etag : undefined;
  if (start === 0) {
    rmSync(partial, { force: true });
    // First the mark, so that no part is ever taken for that of another answer.
    if (validator === undefined) rmSync(markOf(partial), { force: true });
    else writeFileSync(markOf(partial), validator);
  }
  const bounded = async function* (): AsyncGenerator<Buffer> {
    let length = start;
    for await (const piece of reply.body) {
      length += piece.length;
      if (length > maxBytes) throw tooLarge(address, maxBytes);
      yield piece;
    }
  };
  await pipeline(Readable.from(bounded()), createWriteStream(partial, { flags: start === 0 ? 'w' : 'a' }));
}

function tooLarge(address: string, maxBytes: number): HttpError {
  return new HttpError('too-large', `${shownAddress(address)}: has more than ${maxBytes} bytes`);
}

const markOf = (partial: string): string => `${partial}.validator`;

/** A part of which it can be asked whether it is still one of the same whole. */
function keptOf(partial: string): { readonly bytes: number; readonly validator: string } | null {
  const bytes = sizeOf(partial);
  if (bytes === 0) return null;
  try {
    return { bytes, validator: readFileSync(markOf(partial), 'utf8') };
  } catch {
    return null;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function digestOf(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  // An empty answer makes no file where nothing was written.
  mkdirSync(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/**
 * A small file as bytes, from an http, https or file URL.
 *
 * @returns `same` when it is what is known already, `absent` when there is none
 * @throws HttpError; the system's error
 */
export async function fetchBytes(
  address: string,
  client: HttpClient,
  limit: number,
  etag: string | null,
): Promise<{ readonly bytes: Buffer; readonly etag: string | null } | 'same' | 'absent'> {
  if (address.startsWith('file:')) {
    const path = fileURLToPath(address);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile() !== true) return 'absent';
    if (status.size > limit) throw tooLarge(address, limit);
    return { bytes: readFileSync(path), etag: null };
  }
  // Who asks for a record that changed just now wants no copy from before.
  const headers = { 'cache-control': 'no-cache', ...conditional({ etag, lastModified: null }) };
  const reply = await client.bytes(address, { limit, decode: true, headers, expects: [304, 404, 410] });
  if (reply.status === 304) return 'same';
  if (reply.status !== 200) return 'absent';
  return { bytes: reply.bytes, etag: reply.headers.etag ?? null };
}
