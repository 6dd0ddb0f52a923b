/**
 * Why an HTTP request gave no answer that can be used:
 * - `offline`: not sent, because --offline was given
 * - `address`: no URL that can be asked, or a setting (proxy, certificates) that cannot be used
 * - `no-host`, `refused`, `proxy`, `tls`: there is no conversation
 * - `silent`: nothing came in time, or next to nothing
 * - `redirect`: too many redirects, one to nowhere, or one from https to http
 * - `status`: a status that the caller did not expect
 * - `cut`: the connection ended before the answer did
 * - `changed`: what was to be resumed is no longer the same
 * - `not-http`, `encoding`, `too-large`: an answer that breaks its promise or a limit
 */
export type HttpErrorKind =
  | 'offline'
  | 'address'
  | 'no-host'
  | 'refused'
  | 'proxy'
  | 'tls'
  | 'silent'
  | 'redirect'
  | 'status'
  | 'cut'
  | 'changed'
  | 'not-http'
  | 'encoding'
  | 'too-large';

/** Its message names the URL without query and credentials, for both may be secrets. */
export class HttpError extends Error {
  readonly kind: HttpErrorKind;
  /** HTTP status, for kind `status`. */
  readonly status: number | null;
  constructor(kind: HttpErrorKind, message: string, options?: ErrorOptions & { readonly status?: number }) {
    super(message, options);
    this.name = 'HttpError';
    this.kind = kind;
    this.status = options?.status ?? null;
  }
}

/** The kind that an error of node:net, node:tls, node:http or of the resolver stands for. */
export function httpErrorOf(error: unknown, shown: string): HttpError {
  if (error instanceof HttpError) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const say = (kind: HttpErrorKind, text: string): HttpError =>
    new HttpError(kind, `${shown}: ${text}`, { cause: error });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say('no-host', 'its name leads to no host');
  if (code.startsWith('ERR_PROXY')) return say('proxy', 'the proxy does not let it through');
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EADDRNOTAVAIL'].includes(code)) {
    return say('refused', 'nothing accepts the connection');
  }
  if (code === 'ETIMEDOUT') return say('silent', 'the connection was not accepted in time');
  if (code.startsWith('HPE_')) {
    return code === 'HPE_INVALID_EOF_STATE'
      ? say('cut', 'the connection ended before the answer did')
      : say('not-http', 'it does not speak HTTP');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return say('cut', 'the connection ended before the answer did');
  }
  if (isTls(code)) return say('tls', `TLS failed: ${firstLine(message)}`);
  return say('refused', firstLine(message));
}

function isTls(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$)|CERT|SELF_SIGNED|UNABLE_TO_/.test(code);
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.slice(0, 200);
}
