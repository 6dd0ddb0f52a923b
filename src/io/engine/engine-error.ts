/**
 * Why an engine gave no answer that can be used:
 * - `unsupported`: an address Plimsoll does not speak (ssh, named pipes)
 * - `address`: an address, context or certificate file that cannot be read
 * - `no-socket`, `denied`, `refused`, `tls`: there is no conversation
 * - `silent`: connected, but not one byte of an answer in time; `slow`: a part of it
 * - `status`: an HTTP status of 400 or more
 * - `not-http`, `not-json`, `truncated`, `too-large`: an answer that breaks its promise or a limit
 */
export type EngineErrorKind =
  | 'unsupported'
  | 'address'
  | 'no-socket'
  | 'denied'
  | 'refused'
  | 'tls'
  | 'silent'
  | 'slow'
  | 'status'
  | 'not-http'
  | 'not-json'
  | 'truncated'
  | 'too-large'
  | 'cancelled';

export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  /** HTTP status, for kind `status`. */
  readonly status: number | null;
  constructor(kind: EngineErrorKind, message: string, status: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.kind = kind;
    this.status = status;
  }
}

/** The kind that an error of node:net, node:tls or node:http stands for. */
export function engineErrorOf(error: unknown, address: string): EngineError {
  if (error instanceof EngineError) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const say = (kind: EngineErrorKind, text: string): EngineError =>
    new EngineError(kind, `${address}: ${text}`, null, { cause: error });
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return say('no-socket', 'there is no such socket or host');
  }
  if (code === 'EACCES' || code === 'EPERM') return say('denied', 'this user may not connect to it');
  if (code === 'ECONNREFUSED' || code === 'ENOTSOCK' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return say('refused', 'nothing accepts the connection');
  }
  if (code.startsWith('HPE_')) return say('not-http', 'it does not speak HTTP');
  if (code === 'ECONNRESET' || code === 'EPIPE') return say('truncated', 'the connection ended before the answer did');
  if (
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code.includes('CERT') ||
    code.includes('SELF_SIGNED')
  ) {
    return say('tls', `TLS failed: ${message}`);
  }
  return say('refused', message);
}
