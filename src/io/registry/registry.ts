import { createHash } from 'node:crypto';
import { readDigest } from '../../formats/oci/digest.ts';
import type { ImageReference } from '../../formats/image-reference/image-reference.ts';
import { HttpClient } from '../http/client.ts';
import type { Download } from '../http/download.ts';
import { HttpError } from '../http/http-error.ts';
import type { HttpLimits } from '../http/limits.ts';
import type { Environment } from '../http/proxy.ts';
import { certificatesOf } from './certificates.ts';
import { findCredentials } from './credentials.ts';
import { Endpoint } from './endpoint.ts';
import { readMirrors } from './mirrors.ts';

/** How registries are asked, as the user wants it. */
export interface RegistryOptions {
  /** Proxies, SSL_CERT_FILE, credentials and PLIMSOLL_MIRRORS are found by it. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly offline?: boolean;
  /** Files of authorities to trust besides the usual ones. */
  readonly ca?: readonly string[];
  /** Hosts that may be asked without encryption. */
  readonly insecure?: readonly string[];
  /** Tells the user of something that he must not miss. */
  readonly warn: (message: string) => void;
  readonly limits?: Partial<HttpLimits>;
}

/** A manifest or index with the digest that its bytes have. */
export interface FetchedManifest {
  readonly bytes: Buffer;
  /** As the registry states it, lower case, without parameters; '' when it does not. */
  readonly mediaType: string;
  /** SHA-256, or of the algorithm of the digest that was asked for. */
  readonly digest: string;
}

const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** One repository of images. Nothing is asked before a method is called; only GET is used but for tokens. */
export class Repository {
  readonly #http: HttpClient;
  readonly #signal: AbortSignal;
  readonly #endpoints: readonly Endpoint[];
  /** The one that gave the last manifest: its blobs are there. */
  #chosen: Endpoint | null = null;

  /** @throws HttpError `address` for a mirror or host that cannot be asked */
  constructor(reference: ImageReference, options: RegistryOptions) {
    const { environment, signal, offline = false, ca = [], insecure = [], warn, limits } = options;
    this.#signal = signal;
    this.#http = new HttpClient({
      environment,
      signal,
      offline,
      ca,
      tlsOf: (host) => certificatesOf(host, environment),
      ...(limits === undefined ? {} : { limits }),
    });
    const mirrors = readMirrors(environment['PLIMSOLL_MIRRORS'] ?? '');
    if (typeof mirrors === 'string') throw new HttpError('address', `PLIMSOLL_MIRRORS: ${mirrors}`);
    const endpoint = (host: string, domain: string, repository: string, scheme: 'https' | 'http' | null): Endpoint =>
      new Endpoint({
        http: this.#http,
        host,
        repository,
        scheme,
        insecure: insecure.includes(host),
        find: () => findCredentials(domain, repository, environment, signal),
        warn,
      });
    const { domain, path } = reference;
    this.#endpoints = [
      ...(mirrors.get(domain) ?? []).map(({ host, prefix, scheme }) =>
        endpoint(host, host, prefix === '' ? path : `${prefix}/${path}`, scheme),
      ),
      endpoint(domain === 'docker.io' ? 'registry-1.docker.io' : domain, domain, path, null),
    ];
  }

  /**
   * A manifest or index by tag or digest, its bytes held against the digest asked for and against the
   * one that the registry states.
   *
   * @throws HttpError; `changed` when a digest does not hold
   */
  async manifest(reference: string, limit: number): Promise<FetchedManifest> {
    const { reply, endpoint } = await this.#any((one) => one.manifest(reference, accept, limit));
    this.#chosen = endpoint;
    const asked = readDigest(reference);
    const stated = readDigest(String(reply.headers['docker-content-digest'] ?? ''));
    const digestOf = (algorithm: string): string =>
      `${algorithm}:${createHash(algorithm).update(reply.bytes).digest('hex')}`;
    for (const wanted of [asked, stated]) {
      if (typeof wanted === 'string') continue;
      const actual = digestOf(wanted.algorithm);
      if (actual !== wanted.text) {
        const source = wanted === asked ? 'was asked for' : 'it states';
        throw new HttpError('changed', `${endpoint.host}: gave a manifest of ${actual} where ${wanted.text} ${source}`);
      }
    }
    const mediaType = (reply.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    return { bytes: reply.bytes, mediaType, digest: typeof asked === 'string' ? digestOf('sha256') : asked.text };
  }

  /** Not held against its digest: whoever reads it to the end can. */
  async blob(digest: string): Promise<Download> {
    return (await this.#any((one) => one.blob(digest))).reply;
  }

  close(): void {
    this.#http.close();
  }

  /** The first endpoint that has it; when none has, the registry's own answer counts. */
  async #any<R>(ask: (endpoint: Endpoint) => Promise<R>): Promise<{ readonly reply: R; readonly endpoint: Endpoint }> {
    const all = this.#chosen === null ? this.#endpoints : [this.#chosen, ...this.#endpoints];
    let failure: unknown;
    for (const endpoint of new Set(all)) {
      try {
        return { reply: await ask(endpoint), endpoint };
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(error instanceof HttpError)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}
