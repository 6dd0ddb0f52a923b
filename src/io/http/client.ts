import { Agent, type IncomingHttpHeaders } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { whole, decoded } from './body.ts';
import { download, type Download, type Fetch } from './download.ts';
import { exchange, type Answer, type Reply, type Sent } from './exchange.ts';
import { HttpError } from './http-error.ts';
import { httpLimits, type HttpLimits } from './limits.ts';
import { asksForLater, LaterError, Patience, retryAfter } from './patience.ts';
import { proxyFor, type Environment } from './proxy.ts';
import { secureContext, type TlsFiles } from './trust.ts';
import { isLoopback, parseUrl, shownUrl, takeCredentials } from './url.ts';

export interface HttpOptions {
  /** Proxies and SSL_CERT_FILE are taken from here. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** True: nothing beyond this machine is asked; such a request throws HttpError `offline`. */
  readonly offline?: boolean;
  /** Files of authorities to trust besides the usual ones: `--ca`. */
  readonly ca?: readonly string[];
  /** What is trusted and shown for one `host[:port]` alone. */
  readonly tlsOf?: (host: string) => TlsFiles | null;
  readonly limits?: Partial<HttpLimits>;
}

export interface Ask {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The Authorization header, or what gives it for each new request (tokens expire during a
   * download); never sent to another origin than the one asked.
   */
  readonly authorization?: string | (() => Promise<string | undefined>);
  readonly body?: string;
  /** Statuses besides 2xx that are answers, not errors: 304, 401, 404. */
  readonly expects?: readonly number[];
}

export interface WholeReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  readonly bytes: Buffer;
}

/** How a small answer is taken. */
export interface WholeAsk extends Ask {
  /** Bytes, after decoding. */
  readonly limit: number;
  /** True: the server may send it as gzip or br. */
  readonly decode?: boolean;
}

export interface DownloadAsk extends Ask {
  /** True when the address never changes what it gives (a digest): it is resumed without ETag as well. */
  readonly immutable?: boolean;
}

/**
 * Asks servers for what the user wants, within limits. Redirects are followed without credentials to
 * other origins and never from https to http; connections that are cut and answers that ask for
 * patience (429, 5xx, Retry-After) are tried again a few times.
 *
 * All methods throw HttpError; when `signal` is aborted, its reason.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #limits: HttpLimits;
  readonly #agents = new Map<string, Agent>();

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#limits = { ...httpLimits, ...options.limits };
  }

  /** A small answer, whole. */
  async bytes(url: string | URL, ask: WholeAsk): Promise<WholeReply> {
    const patience = this.#patience();
    for (;;) {
      try {
        const headers = ask.decode === true ? { 'accept-encoding': 'gzip, br', ...ask.headers } : ask.headers;
        const reply = await this.#once(url, headers === undefined ? ask : { ...ask, headers });
        const shown = shownUrl(reply.url);
        const body = ask.decode === true ? decoded(reply, shown) : reply.body;
        const bytes = ask.method === 'HEAD' ? Buffer.alloc(0) : await whole(body, ask.limit, shown);
        return { status: reply.status, headers: reply.headers, url: reply.url, bytes };
      } catch (error) {
        await this.#again(patience, error, ask);
      }
    }
  }

  /** One answer with its body still to come; tried again until it begins, not after. */
  async send(url: string | URL, ask: Ask = {}): Promise<Reply> {
    const patience = this.#patience();
    for (;;) {
      try {
        return await this.#once(url, ask);
      } catch (error) {
        await this.#again(patience, error, ask);
      }
    }
  }

  /**
   * A large body as a stream that survives cut connections: it is resumed by Range where the server
   * can and it can be known to be the same (ETag, or `immutable`). Whoever has a digest must still
   * take it over the whole.
   */
  download(url: string | URL, ask: DownloadAsk = {}): Promise<Download> {
    const fetch: Fetch = (rest) => {
      if (rest === null) return this.#once(url, ask);
      const headers = { ...ask.headers, ...rest.headers };
      return this.#once(url, { ...ask, headers, expects: rest.expects });
    };
    return download(fetch, this.#patience(), ask.immutable === true);
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #patience(): Patience {
    return new Patience(this.#limits, this.#options.signal);
  }

  /** What was posted may have been done, though its answer was lost. */
  #again(patience: Patience, error: unknown, { method }: Ask): Promise<void> {
    if (method === 'POST' && !(error instanceof LaterError)) throw error;
    return patience.after(error);
  }

  async #once(asked: string | URL, ask: Ask): Promise<Reply> {
    const { method = 'GET', body } = ask;
    let url = parseUrl(String(asked));
    const given = typeof ask.authorization === 'function' ? await ask.authorization() : ask.authorization;
    let authorization = takeCredentials(url) ?? given;
    for (let hops = 0; ; hops++) {
      const headers: Record<string, string> = {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'plimsoll',
        ...ask.headers,
        ...(authorization === undefined ? {} : { authorization }),
      };
      const sent: Sent = { method, url, headers, ...(body === undefined ? {} : { body }) };
      const answer = await this.#exchange(sent);
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) {
        return { ...(await accepted(answer, url, ask)), url };
      }
      answer.discard();
      const next = this.#redirect(url, location, method, hops);
      if (next.origin !== url.origin) authorization = undefined;
      url = next;
    }
  }

  #redirect(from: URL, location: string, method: string, hops: number): URL {
    const shown = shownUrl(from);
    const refuse = (because: string): HttpError => new HttpError('redirect', `${shown}: ${because}`);
    if (hops === this.#limits.redirects) throw refuse(`redirected more than ${hops} times`);
    const url = parseUrl(location, from);
    takeCredentials(url);
    if (from.protocol === 'https:' && url.protocol === 'http:') {
      throw refuse(`redirects to ${url.origin}, which is not encrypted`);
    }
    if (method === 'POST' && url.origin !== from.origin) throw refuse(`redirects what was posted to ${url.origin}`);
    return url;
  }

  #exchange(sent: Sent): Promise<Answer> {
    const { url } = sent;
    if (this.#options.offline === true && !isLoopback(url.hostname)) {
      throw new HttpError('offline', `${shownUrl(url)}: not asked, because --offline was given`);
    }
    return exchange(sent, this.#agentOf(url), this.#limits, this.#options.signal);
  }

  /** One for each proxy and for each host with certificates of its own. */
  #agentOf(url: URL): Agent {
    const { environment, ca = [], tlsOf } = this.#options;
    const proxy = proxyFor(url, environment);
    const files = url.protocol === 'https:' ? (tlsOf?.(url.host) ?? null) : null;
    const key = [url.protocol, proxy ?? '', files === null ? '' : url.host].join(' ');
    let agent = this.#agents.get(key);
    if (agent !== undefined) return agent;
    const options = {
      keepAlive: true,
      ...(proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxyAddress(proxy), HTTPS_PROXY: proxyAddress(proxy) } }),
    };
    agent =
      url.protocol === 'http:'
        ? new Agent(options)
        : new TlsAgent({
            ...options,
            secureContext: secureContext(environment, { ...files, ca: [...ca, ...(files?.ca ?? [])] }),
          });
    this.#agents.set(key, agent);
    return agent;
  }
}

/** @throws HttpError `address`, without the credentials that a proxy's address often has */
function proxyAddress(text: string): string {
  try {
    return parseUrl(text).href;
  } catch (error) {
    throw new HttpError('address', `the proxy of the environment cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Bytes of an error's explanation that are read. */
const explained = 8192;

async function accepted(answer: Answer, url: URL, { expects = [] }: Ask): Promise<Answer> {
  const { status, headers } = answer;
  if ((status >= 200 && status < 300) || expects.includes(status)) return answer;
  const text = await whole(answer.body, explained, '').catch(() => Buffer.alloc(0));
  const message = `${shownUrl(url)}: HTTP ${status}${reasonOf(text)}`;
  if (asksForLater(status)) throw new LaterError(message, status, retryAfter(headers['retry-after'], Date.now()));
  throw new HttpError('status', message, { status });
}

/** `{"errors":[{"code","message"}]}` of registries, `{"message"}` and `{"details"}` of others. */
function reasonOf(bytes: Buffer): string {
  try {
    const said = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const first = Array.isArray(said['errors']) ? (said['errors'][0] as Record<string, unknown>) : said;
    const text = [first['message'], first['details']].find((one) => typeof one === 'string' && one !== '');
    return text === undefined ? '' : `: ${(text as string).replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200)}`;
  } catch {
    return '';
  }
}
