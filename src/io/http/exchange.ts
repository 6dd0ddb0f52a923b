import { request as requestHttp, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { HttpError, httpErrorOf } from './http-error.ts';
import type { HttpLimits } from './limits.ts';
import { shownUrl } from './url.ts';

export interface Sent {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: URL;
  /** A list is sent as one line for each value. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** An answer whose body is still to come. Either read it, or `discard` it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Throws HttpError `cut` when it ends too early, `silent` when it stalls. */
  readonly body: AsyncIterable<Buffer>;
  discard(): void;
}

/** An answer after all redirects. */
export interface Reply extends Answer {
  /** Of the last redirect. */
  readonly url: URL;
}

/**
 * One request and the head of its answer: no redirect, no second try.
 *
 * @throws HttpError; the reason of `signal` when it is aborted
 */
export function exchange(sent: Sent, agent: Agent, limits: HttpLimits, signal: AbortSignal): Promise<Answer> {
  const { url, method, headers, body } = sent;
  const shown = shownUrl(url);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // The only thing that ends the connection to a proxy that is silent; elsewhere it does nothing by itself.
    const options = { method, headers, agent, timeout: limits.connect };
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options);
    let timer: NodeJS.Timeout;
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      act();
    };
    const stop = (error: unknown): void => {
      settle(() => reject(error instanceof HttpError || signal.aborted ? error : httpErrorOf(error, shown)));
      request.destroy();
    };
    const cancelled = (): void => stop(signal.reason);
    const wait = (milliseconds: number, what: string): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => stop(new HttpError('silent', `${shown}: ${what} within ${milliseconds / 1000} s`)),
        milliseconds,
      );
    };
    wait(limits.connect, 'no connection');
    signal.addEventListener('abort', cancelled, { once: true });
    request.on('socket', (socket) => {
      const connected = (): void => wait(limits.firstByte, 'no answer');
      if (!socket.connecting) connected();
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    request.on('error', stop);
    request.on('response', (response) => settle(() => resolve(answerOf(response, shown, limits, signal))));
    request.end(body);
  });
}

function answerOf(response: IncomingMessage, shown: string, limits: HttpLimits, signal: AbortSignal): Answer {
  // It may fail before anyone reads it.
  response.on('error', () => {});
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: bodyOf(response, shown, limits, signal),
    discard: () => response.destroy(),
  };
}

async function* bodyOf(
  response: IncomingMessage,
  shown: string,
  limits: HttpLimits,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let late: HttpError | null = null;
  const cancelled = (): void => void response.destroy();
  signal.addEventListener('abort', cancelled, { once: true });
  try {
    signal.throwIfAborted();
    const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    // Only the time that is waited for the server counts, not what is done with what came.
    let waited = 0;
    let came = 0;
    for (;;) {
      const since = performance.now();
      const timer = setTimeout(() => {
        late = new HttpError('silent', `${shown}: next to nothing came for ${limits.idle / 1000} s`);
        response.destroy();
      }, limits.idle - waited);
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done === true) break;
      waited += performance.now() - since;
      came += next.value.length;
      // A drop now and then is as good as silence; an honest pause between two blocks is not.
      if (came >= limits.slowest) {
        waited = 0;
        came = 0;
      }
      yield next.value;
    }
    if (late !== null) throw late;
    if (!response.complete) throw new HttpError('cut', `${shown}: the connection ended before the answer did`);
  } catch (error) {
    signal.throwIfAborted();
    throw late ?? httpErrorOf(error, shown);
  } finally {
    signal.removeEventListener('abort', cancelled);
    if (!response.complete) response.destroy();
  }
}
