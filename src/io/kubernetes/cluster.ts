import { decoded, whole } from '../http/body.ts';
import { exchange, type Answer } from '../http/exchange.ts';
import { HttpError } from '../http/http-error.ts';
import { httpLimits, type HttpLimits } from '../http/limits.ts';
import { asksForLater, LaterError, Patience, retryAfter } from '../http/patience.ts';
import { shownUrl } from '../http/url.ts';
import type { ClusterAccess } from './access.ts';

export interface ClusterLimits extends HttpLimits {
  /** Bytes of one answer. */
  readonly answer: number;
  /** Objects of one kind. */
  readonly objects: number;
}

export const clusterLimits: ClusterLimits = {
  ...httpLimits,
  answer: 128 << 20,
  objects: 500_000,
};

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface GetOptions {
  readonly query?: Query;
  readonly accept?: string;
  /** Sends this by POST: only for reviews, which change nothing. */
  readonly review?: unknown;
}

/**
 * Asks the API server, within limits, with patience for 429, 5xx and cut answers. Redirects are not
 * followed: an API server sends none, and credentials must not go elsewhere.
 *
 * Methods throw HttpError (`status` for what the server refused, with its own words); Failure when there
 * are no credentials; the reason of the signal when it is aborted.
 */
export class Cluster {
  readonly access: ClusterAccess;
  readonly limits: ClusterLimits;
  readonly signal: AbortSignal;

  constructor(access: ClusterAccess, signal: AbortSignal, limits: Partial<ClusterLimits> = {}) {
    this.access = access;
    this.signal = signal;
    this.limits = { ...clusterLimits, ...limits };
  }

  /** The JSON of one answer. */
  async get(path: string, options: GetOptions = {}): Promise<unknown> {
    const patience = new Patience(this.limits, this.signal);
    let renewed = false;
    for (;;) {
      try {
        const answer = await this.#once(path, options);
        const shown = this.#shown(path);
        const bytes = await whole(decoded(answer, shown), this.limits.answer, shown);
        return parse(bytes, shown);
      } catch (error) {
        if (error instanceof HttpError && error.status === 401 && !renewed) {
          renewed = true;
          this.access.renew();
          continue;
        }
        await patience.after(error);
      }
    }
  }

  /** An answer that goes on for as long as the server wants: a watch. Not tried again. */
  stream(path: string, query: Query): Promise<Answer> {
    return this.#once(path, { query }, { ...this.limits, idle: 330_000, slowest: 1 });
  }

  close(): void {
    this.access.close();
  }

  #shown(path: string): string {
    return shownUrl(this.#url(path));
  }

  #url(path: string, query: Query = {}): URL {
    const { server } = this.access;
    // A server may stand below a path of its own (a gateway to many clusters).
    const url = new URL(`${server.origin}${server.pathname.replace(/\/$/, '')}${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, `${value}`);
    return url;
  }

  async #once(path: string, options: GetOptions, limits: HttpLimits = this.limits): Promise<Answer> {
    const url = this.#url(path, options.query);
    const { agent, headers } = await this.access.credentials();
    const asked = {
      accept: options.accept ?? 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'plimsoll',
      ...(options.review === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const answer = await exchange(
      options.review === undefined
        ? { method: 'GET', url, headers: asked }
        : { method: 'POST', url, headers: asked, body: JSON.stringify(options.review) },
      agent,
      limits,
      this.signal,
    );
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    const shown = this.#shown(path);
    if (status >= 300 && status < 400) {
      answer.discard();
      throw new HttpError('redirect', `${shown}: redirects, which an API server does not`, { status });
    }
    const said = await whole(decoded(answer, ''), 65_536, '').catch(() => Buffer.alloc(0));
    const message = `${shown}: HTTP ${status}${reasonOf(said)}`;
    if (asksForLater(status))
      throw new LaterError(message, status, retryAfter(answer.headers['retry-after'], Date.now()));
    throw new HttpError('status', message, { status });
  }
}

function parse(bytes: Buffer, shown: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Behind a proxy, an answer that was cut has no other mark.
    throw new HttpError('cut', `${shown}: the answer is no whole JSON`);
  }
}

/** The `message` of a Status. */
function reasonOf(bytes: Buffer): string {
  try {
    const { message } = JSON.parse(bytes.toString('utf8')) as { message?: unknown };
    return typeof message === 'string' && message !== ''
      ? `: ${message.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 400)}`
      : '';
  } catch {
    return '';
  }
}
