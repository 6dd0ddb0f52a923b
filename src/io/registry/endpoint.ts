import type { Download } from '../http/download.ts';
import type { HttpClient, WholeReply } from '../http/client.ts';
import { HttpError } from '../http/http-error.ts';
import { isLoopback, parseUrl } from '../http/url.ts';
import type { FoundCredentials } from './auth-files.ts';
import { Authorization } from './authorization.ts';

export interface EndpointOptions {
  readonly http: HttpClient;
  /** `registry-1.docker.io`, `localhost:5000`. */
  readonly host: string;
  readonly repository: string;
  /** Null: as the host is, encrypted unless it is this machine or one of `insecure`. */
  readonly scheme: 'https' | 'http' | null;
  /** True: the user wants this host asked without encryption when it has none. */
  readonly insecure: boolean;
  readonly find: () => Promise<FoundCredentials>;
  /** Told once when a host beyond this machine is asked without encryption. */
  readonly warn: (message: string) => void;
}

/** One repository at one host that speaks the distribution protocol: a registry or a mirror of it. */
export class Endpoint {
  readonly #options: EndpointOptions;
  readonly #authorization: Authorization;
  readonly #mayBePlain: boolean;
  #plain = false;

  constructor(options: EndpointOptions) {
    this.#options = options;
    const { http, host, repository, scheme, insecure, find } = options;
    this.#mayBePlain = insecure || isLoopback(parseUrl(`https://${host}`).hostname);
    if (scheme === 'http' && !this.#mayBePlain) {
      throw new HttpError('address', `http://${host} is not encrypted; --insecure-registry ${host} would allow it`);
    }
    if (scheme === 'http') this.#usePlain();
    this.#authorization = new Authorization(http, `repository:${repository}:pull`, find);
  }

  get host(): string {
    return this.#options.host;
  }

  /** @param reference a tag or digest */
  manifest(reference: string, accept: string, limit: number): Promise<WholeReply> {
    const { http } = this.#options;
    return this.#authorized(`manifests/${reference}`, (url, authorization) =>
      http.bytes(url, { limit, headers: { accept }, authorization, expects: [401] }),
    );
  }

  blob(digest: string): Promise<Download> {
    const { http } = this.#options;
    return this.#authorized(`blobs/${digest}`, (url, authorization) =>
      http.download(url, { immutable: true, authorization, expects: [401] }),
    );
  }

  async #authorized<R extends WholeReply | Download>(
    path: string,
    send: (url: string, authorization: () => Promise<string | undefined>) => Promise<R>,
  ): Promise<R> {
    for (let tries = 0; ; tries++) {
      let shown: string | undefined;
      const authorization = async (): Promise<string | undefined> => (shown = await this.#authorization.header());
      const reply = await this.#reached(path, (url) => send(url, authorization));
      if (reply.status !== 401) return reply;
      if ('discard' in reply) reply.discard();
      // Nobody but the registry itself says where its credentials are to be shown.
      if (reply.url.host !== parseUrl(`${reply.url.protocol}//${this.host}`).host) throw this.#elsewhere(reply.url);
      const more = tries < 2 && (await this.#answer(reply, shown));
      if (!more) throw await this.#denied(401);
    }
  }

  async #answer(reply: WholeReply | Download, shown: string | undefined): Promise<boolean> {
    try {
      return await this.#authorization.answer(reply.headers['www-authenticate'], reply.url, shown);
    } catch (error) {
      if (error instanceof HttpError && (error.status === 401 || error.status === 403))
        throw await this.#denied(error.status);
      throw error;
    }
  }

  /** A host that may be asked without encryption is asked so when it shows that it has none. */
  async #reached<R>(path: string, send: (url: string) => Promise<R>): Promise<R> {
    const { host, repository } = this.#options;
    const url = (scheme: string): string => `${scheme}://${host}/v2/${repository}/${path}`;
    if (this.#plain) return send(url('http'));
    try {
      return await send(url('https'));
    } catch (error) {
      if (!this.#mayBePlain || !hasNoTls(error)) throw error;
      this.#usePlain();
      return send(url('http'));
    }
  }

  #usePlain(): void {
    const { host, insecure, warn } = this.#options;
    if (!this.#plain && insecure) {
      warn(
        `${host} is asked WITHOUT ENCRYPTION (--insecure-registry): anyone between may read the password and change what comes.`,
      );
    }
    this.#plain = true;
  }

  #elsewhere(url: URL): HttpError {
    const { host, repository } = this.#options;
    const because = `it redirects to ${url.origin}, which wants credentials and is not shown those of ${host}`;
    return new HttpError('status', `${host}/${repository}: HTTP 401: ${because}`, { status: 401 });
  }

  async #denied(status: number): Promise<HttpError> {
    const { host, repository } = this.#options;
    const { credentials, origin } = await this.#authorization.origin();
    const because =
      credentials !== null
        ? `it does not accept the credentials of ${origin}`
        : origin === ''
          ? 'it wants credentials and there are none; log in with `docker login` or `skopeo login`'
          : `it wants credentials and there are none: ${origin}`;
    return new HttpError('status', `${host}/${repository}: HTTP ${status}: ${because}`, { status });
  }
}

/** What answers in plain HTTP where TLS was begun; a handshake that fails or a certificate that is not trusted is no such thing. */
function hasNoTls(error: unknown): boolean {
  const { message = '' } = ((error as HttpError).cause ?? {}) as { message?: string };
  return error instanceof HttpError && /wrong version number|packet length too long|:http request/.test(message);
}
