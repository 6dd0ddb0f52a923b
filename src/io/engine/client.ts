import {
  Agent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import type { EngineAddress } from './address.ts';
import { EngineError, engineErrorOf } from './engine-error.ts';

export interface EngineLimits {
  /** Milliseconds until the first byte of an answer, connecting included. */
  readonly firstByte: number;
  /** Milliseconds until the last byte. */
  readonly whole: number;
  /** Bytes of one answer. */
  readonly size: number;
  /** Objects and lists within one another. */
  readonly depth: number;
  /** Requests that may run into a time limit before no more are sent: a dead engine costs this once, not per container. */
  readonly timeouts: number;
}

export const engineLimits: EngineLimits = {
  firstByte: 10_000,
  whole: 30_000,
  size: 16 * 1024 * 1024,
  depth: 100,
  timeouts: 3,
};

/** The newest API that Plimsoll knows; an older engine is asked in its own. */
const newestApi = '1.51';

/** Asks one engine. Only GET: Plimsoll changes nothing. */
export class EngineClient {
  readonly address: EngineAddress;
  readonly #limits: EngineLimits;
  readonly #signal: AbortSignal;
  readonly #agent: Agent;
  #prefix = '';
  #timeouts = 0;

  constructor(address: EngineAddress, signal: AbortSignal, limits: EngineLimits = engineLimits) {
    this.address = address;
    this.#signal = signal;
    this.#limits = limits;
    const keep = { keepAlive: true, maxSockets: 8 };
    this.#agent = address.kind === 'tcp' && address.tls !== null ? new TlsAgent(keep) : new Agent(keep);
  }

  /**
   * Asks for /version and speaks from then on the newest API that both sides know.
   *
   * @returns the answer of /version
   * @throws EngineError
   */
  async negotiate(): Promise<unknown> {
    const version = await this.get('/version');
    const api = (version as { ApiVersion?: unknown } | null)?.ApiVersion;
    if (typeof api !== 'string' || !/^\d+\.\d+$/.test(api)) {
      throw new EngineError(
        'not-json',
        `${this.address.text}: GET /version names no ApiVersion; it is no Docker engine`,
      );
    }
    this.#prefix = `/v${older(api, newestApi)}`;
    return version;
  }

  /**
   * The JSON of one path.
   *
   * @param path beginning with `/`, without the version
   * @throws EngineError
   */
  async get(path: string): Promise<unknown> {
    const text = await this.text(path);
    const what = `${this.address.text}: GET ${path}`;
    if (nestsDeeper(text, this.#limits.depth)) {
      throw new EngineError('too-large', `${what}: the answer nests deeper than ${this.#limits.depth} levels`);
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new EngineError('not-json', `${what}: the answer is not JSON`, null, { cause: error });
    }
  }

  async text(path: string): Promise<string> {
    if (this.#timeouts >= this.#limits.timeouts) {
      throw new EngineError('silent', `${this.address.text}: not asked again after ${this.#timeouts} time limits`);
    }
    try {
      return await this.#send(path);
    } catch (error) {
      const known = engineErrorOf(error, this.address.text);
      if (known.kind === 'silent' || known.kind === 'slow') this.#timeouts++;
      throw known;
    }
  }

  /**
   * The bytes of an answer that is too large to be held: an image as `docker save` writes it.
   *
   * @param waits milliseconds until the first byte, for an engine may prepare the whole before, and between two pieces
   * @throws EngineError, also in the middle
   */
  async *stream(path: string, waits: { readonly first: number; readonly idle: number }): AsyncGenerator<Buffer> {
    const what = `${this.address.text}: GET ${path}`;
    // What the destroyed connection says of itself comes first, and is not the reason.
    let late: EngineError | null = null;
    const expire = (kind: 'silent' | 'slow', milliseconds: number): NodeJS.Timeout =>
      setTimeout(() => {
        late = new EngineError(kind, `${what}: nothing came for ${milliseconds / 1000} s`);
        request.destroy(late);
      }, milliseconds);
    const request = this.#request(path);
    const stop = (): void => void request.destroy();
    this.#signal.addEventListener('abort', stop, { once: true });
    let timer: NodeJS.Timeout | undefined;
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        timer = expire('silent', waits.first);
        request.on('response', resolve);
        request.on('error', reject);
        request.end();
      });
      clearTimeout(timer);
      response.on('error', () => {});
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        timer = expire('slow', waits.idle);
        const text = await collect(response, this.#limits.size, what);
        throw new EngineError('status', `${what}: HTTP ${status}${reasonOf(text)}`, status);
      }
      const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      for (;;) {
        timer = expire('slow', waits.idle);
        const next = await pieces.next();
        clearTimeout(timer);
        if (next.done === true) break;
        yield next.value;
      }
      if (!response.complete) throw new EngineError('truncated', `${what}: the answer ends in the middle`);
    } catch (error) {
      if (this.#signal.aborted) throw new EngineError('cancelled', `${what}: cancelled`);
      throw late ?? engineErrorOf(error, this.address.text);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', stop);
      request.destroy();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #request(path: string): ClientRequest {
    const options: RequestOptions = {
      ...connectionOf(this.address),
      path: `${this.#prefix}${path}`,
      agent: this.#agent,
      // The name `docker` is for sockets only: over TLS the certificate is held against the Host header.
      headers: {
        ...(this.address.kind === 'unix' ? { Host: 'docker' } : {}),
        Accept: 'application/json',
        'User-Agent': 'plimsoll',
      },
    };
    const secure = this.address.kind === 'tcp' && this.address.tls !== null;
    return (secure ? requestHttps : requestHttp)(options);
  }

  #send(path: string): Promise<string> {
    const what = `${this.address.text}: GET ${path}`;
    const limits = this.#limits;
    return new Promise((resolve, reject) => {
      const request = this.#request(path);
      let began = false;
      const stop = (error: Error): void => {
        clearTimeout(first);
        clearTimeout(whole);
        this.#signal.removeEventListener('abort', cancelled);
        reject(error);
        request.destroy();
      };
      const late = (milliseconds: number): void =>
        stop(
          began
            ? new EngineError('slow', `${what}: only a part of the answer came within ${milliseconds / 1000} s`)
            : new EngineError('silent', `${what}: no answer within ${milliseconds / 1000} s`),
        );
      const cancelled = (): void => stop(new EngineError('cancelled', `${what}: cancelled`));
      const first = setTimeout(() => late(limits.firstByte), limits.firstByte);
      const whole = setTimeout(() => late(limits.whole), limits.whole);
      this.#signal.addEventListener('abort', cancelled, { once: true });
      request.on('error', stop);
      // The head of an answer may drip as well: its first byte ends the first wait, not the second.
      request.on('socket', (socket) => {
        socket.once('data', () => {
          began = true;
          clearTimeout(first);
        });
      });
      request.on('response', (response) => {
        began = true;
        clearTimeout(first);
        const take = (text: string): void => {
          clearTimeout(whole);
          this.#signal.removeEventListener('abort', cancelled);
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new EngineError('status', `${what}: HTTP ${status}${reasonOf(text)}`, status));
        };
        collect(response, limits.size, what).then(take, stop);
      });
      if (this.#signal.aborted) cancelled();
      else request.end();
    });
  }
}

function connectionOf(address: EngineAddress): RequestOptions {
  if (address.kind === 'unix') return { socketPath: address.path };
  const { host, port, tls } = address;
  if (tls === null) return { host, port };
  const { verify, ...pems } = tls;
  return { host, port, ...pems, rejectUnauthorized: verify } as RequestOptions;
}

function collect(response: IncomingMessage, limit: number, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(new EngineError('too-large', `${what}: the answer is larger than ${limit} bytes`));
      else chunks.push(chunk);
    });
    response.on('end', () => {
      if (response.complete) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new EngineError('truncated', `${what}: the answer ends in the middle`));
    });
    response.on('aborted', () => reject(new EngineError('truncated', `${what}: the answer ends in the middle`)));
    response.on('error', reject);
  });
}

/** The engine explains errors as `{"message": "…"}`. */
function reasonOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? `: ${message.slice(0, 200)}` : '';
  } catch {
    return '';
  }
}

function older(a: string, b: string): string {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor < bMajor || (aMajor === bMajor && aMinor <= bMinor) ? a : b;
}

/** True when brackets outside of strings nest deeper: told before parsing, which would allocate it all. */
export function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      for (at++; at < text.length; at++) {
        const inside = text.charCodeAt(at);
        if (inside === 92) at++;
        else if (inside === 34) break;
      }
    } else if (code === 91 || code === 123) {
      if (++depth > limit) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}
