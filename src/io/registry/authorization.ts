import type { HttpClient } from '../http/client.ts';
import { HttpError } from '../http/http-error.ts';
import { isLoopback, parseUrl, shownUrl } from '../http/url.ts';
import type { Credentials, FoundCredentials } from './auth-files.ts';
import { readChallenges, type Challenge } from './challenge.ts';

/** Bytes of a token server's answer. */
const maxBytes = 256 << 10;
/** Milliseconds that a token is taken to last when nothing says (distribution, "Token Authentication"). */
const usualLife = 60_000;

/** What a registry wants to see, and what is shown to it: no credentials before it asks for them. */
export class Authorization {
  readonly #http: HttpClient;
  readonly #scope: string;
  readonly #find: () => Promise<FoundCredentials>;
  #found: Promise<FoundCredentials> | null = null;
  #challenge: { readonly challenge: Challenge; readonly from: URL } | null = null;
  #header: { readonly text: string; readonly until: number } | null = null;
  #pending: Promise<void> | null = null;

  /** @param scope `repository:library/nginx:pull` */
  constructor(http: HttpClient, scope: string, find: () => Promise<FoundCredentials>) {
    this.#http = http;
    this.#scope = scope;
    this.#find = find;
  }

  /** The header for a request that is sent now; undefined as long as none was asked for. */
  async header(): Promise<string | undefined> {
    if (this.#header !== null && Date.now() > this.#header.until && this.#challenge !== null) await this.#renew();
    return this.#header?.text;
  }

  /**
   * Answers a 401.
   *
   * @param stale the header that was refused
   * @returns false when there is nothing more to show
   * @throws HttpError of the token server
   */
  async answer(header: string | undefined, from: URL, stale: string | undefined): Promise<boolean> {
    const challenges = readChallenges(header ?? '');
    const challenge =
      challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic');
    if (challenge === undefined) return false;
    // Another request may have renewed it meanwhile.
    if (this.#header !== null && this.#header.text !== stale) return true;
    this.#challenge = { challenge, from };
    await this.#renew();
    return this.#header !== null && this.#header.text !== stale;
  }

  /** Where credentials come from, for messages. */
  async origin(): Promise<FoundCredentials> {
    this.#found ??= this.#find();
    return this.#found;
  }

  #renew(): Promise<void> {
    this.#pending ??= this.#fetch().finally(() => (this.#pending = null));
    return this.#pending;
  }

  async #fetch(): Promise<void> {
    const { challenge, from } = this.#challenge!;
    const { credentials } = await this.origin();
    if (challenge.scheme === 'basic') {
      this.#header = credentials?.kind === 'password' ? { text: basic(credentials), until: Infinity } : null;
    } else if (credentials?.kind === 'bearer') {
      this.#header = { text: `Bearer ${credentials.token}`, until: Infinity };
    } else this.#header = await this.#token(challenge, from, credentials);
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ and /oauth/. */
  async #token(
    { parameters }: Challenge,
    from: URL,
    credentials: Credentials | null,
  ): Promise<{ readonly text: string; readonly until: number }> {
    const realm = parseUrl(parameters['realm'] ?? '');
    // Only for a registry that is itself asked without encryption elsewhere, which the user wanted.
    const plain = from.protocol === 'http:' && !isLoopback(from.hostname);
    if (realm.protocol === 'http:' && !isLoopback(realm.hostname) && !plain) {
      throw new HttpError(
        'redirect',
        `${shownUrl(from)}: names the token server ${realm.origin}, which is not encrypted`,
      );
    }
    const service = parameters['service'];
    const about = { ...(service === undefined ? {} : { service }), scope: this.#scope };
    const asked = Date.now();
    const reply =
      credentials?.kind === 'identity'
        ? await this.#http.bytes(realm, {
            method: 'POST',
            limit: maxBytes,
            headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
            body: new URLSearchParams({
              ...about,
              grant_type: 'refresh_token',
              client_id: 'plimsoll',
              refresh_token: credentials.token,
            }).toString(),
          })
        : await this.#http.bytes(withQuery(realm, about, credentials), {
            limit: maxBytes,
            headers: { accept: 'application/json' },
            ...(credentials?.kind === 'password' ? { authorization: basic(credentials) } : {}),
          });
    const { token, life } = readToken(reply.bytes, realm);
    // A little earlier, so that none expires under way.
    return { text: `Bearer ${token}`, until: asked + life * 0.8 };
  }
}

function withQuery(realm: URL, about: Readonly<Record<string, string>>, credentials: Credentials | null): URL {
  const url = new URL(realm);
  for (const [name, value] of Object.entries(about)) url.searchParams.set(name, value);
  if (credentials?.kind === 'password') url.searchParams.set('account', credentials.user);
  return url;
}

function readToken(bytes: Buffer, realm: URL): { token: string; life: number } {
  let said: Record<string, unknown> = {};
  try {
    said = (JSON.parse(bytes.toString('utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    throw new HttpError('not-http', `${shownUrl(realm)}: the token server did not answer JSON`);
  }
  const token = [said['token'], said['access_token']].find((one) => typeof one === 'string' && one !== '');
  // A header must not be broken by what a server writes.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new HttpError('not-http', `${shownUrl(realm)}: the token server gave no token`);
  }
  const seconds = said['expires_in'];
  return { token, life: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : usualLife };
}

function basic({ user, password }: Extract<Credentials, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
