import { connect, type Socket } from 'node:net';

/** Why a connection gave no more: what a person can be told of it. */
export type WireEnd = 'timeout' | 'closed' | 'reset' | 'too much' | 'unreachable' | 'refused' | 'aborted';

export class WireError extends Error {
  readonly end: WireEnd;
  constructor(end: WireEnd, message: string) {
    super(message);
    this.name = 'WireError';
    this.end = end;
  }
}

export interface WireTarget {
  readonly host: string;
  readonly port: number;
  /** For the whole of one connection. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** Bytes of one connection: what a server answers to a hello is below 100 KiB. */
const maxBytes = 1024 * 1024;
/** Of one line of a protocol of lines (RFC 5321: 512 and 1,000). */
const maxLine = 8192;

/** One connection over TCP, read bytes by bytes, that ends by itself: in time, size and by a signal. */
export class Wire {
  readonly socket: Socket;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #abort: () => void;
  #held: Buffer = Buffer.alloc(0);
  #total = 0;
  #problem: WireError | null = null;
  #wake: (() => void) | null = null;
  readonly #onData = (bytes: Buffer): void => {
    this.#total += bytes.length;
    this.#held = Buffer.concat([this.#held, bytes]);
    if (this.#total > maxBytes) this.#fail('too much', `it sends more than ${maxBytes} bytes`);
    this.#wake?.();
  };

  private constructor(target: WireTarget) {
    this.#signal = target.signal;
    this.socket = connect({ host: target.host, port: target.port });
    this.socket.on('data', this.#onData);
    this.socket.on('end', () => this.#fail('closed', 'closed the connection'));
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      this.#fail(isReset ? 'reset' : 'unreachable', isReset ? 'reset the connection' : reasonOf(error));
    });
    this.socket.on('close', () => this.#fail('closed', 'closed the connection'));
    this.#timer = setTimeout(
      () => this.#fail('timeout', `no answer within ${target.milliseconds} ms`),
      target.milliseconds,
    );
    this.#abort = () => this.#fail('aborted', 'was interrupted');
    target.signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** @throws WireError when there is no connection in time */
  static async open(target: WireTarget): Promise<Wire> {
    target.signal.throwIfAborted();
    const wire = new Wire(target);
    const connected = new Promise<void>((resolve) => wire.socket.once('connect', resolve));
    await Promise.race([connected, wire.#ended()]);
    if (wire.#problem === null) return wire;
    wire.close();
    throw wire.#problem;
  }

  write(bytes: Uint8Array | string): void {
    if (this.#problem === null && this.socket.writable) this.socket.write(bytes);
  }
  /** Some bytes, at least one. @throws WireError when none come any more */
  async read(): Promise<Buffer> {
    await this.#until(1);
    const { length } = this.#held;
    return this.#take(length);
  }
  async readExactly(length: number): Promise<Buffer> {
    await this.#until(length);
    return this.#take(length);
  }
  /** A line without its end. */
  async readLine(): Promise<string> {
    for (let looked = 0; ;) {
      const end = this.#held.indexOf(10, looked);
      if (end !== -1)
        return this.#take(end + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '');
      looked = this.#held.length;
      if (looked > maxLine) throw new WireError('too much', `a line is longer than ${maxLine} bytes`);
      await this.#until(looked + 1);
    }
  }
  /** What has come and was not read, without waiting. */
  get held(): Buffer {
    return this.#held;
  }
  /** Gives the socket away, as it is, to what speaks TLS on it. The limits of time and the signal stay. */
  release(): Socket {
    this.socket.off('data', this.#onData);
    this.socket.pause();
    if (this.#held.length > 0) this.socket.unshift(this.#take(this.#held.length));
    return this.socket;
  }
  /** Settles when the connection has ended, by whatever cause. */
  async ended(): Promise<WireError> {
    await this.#ended();
    return this.#problem!;
  }
  close(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#abort);
    this.socket.destroy();
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }
  async #until(length: number): Promise<void> {
    while (this.#held.length < length) {
      if (this.#problem !== null) throw this.#problem;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#problem?.end === 'too much') throw this.#problem;
  }
  async #ended(): Promise<void> {
    while (this.#problem === null) {
      await new Promise<void>((resolve) => {
        const before = this.#wake;
        this.#wake = () => {
          before?.();
          resolve();
        };
      });
    }
  }
  #fail(end: WireEnd, message: string): void {
    this.#problem ??= new WireError(end, message);
    this.socket.destroy();
    this.#wake?.();
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ENOTFOUND: 'its name has no address',
    EAI_AGAIN: 'its name could not be looked up',
    EHOSTUNREACH: 'there is no way to the host',
    ENETUNREACH: 'there is no way to its network',
    ETIMEDOUT: 'no answer within the time of the system',
  };
  // Several addresses were tried: the first tells as well as any.
  const first = (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0] ?? error;
  return known[first.code ?? ''] ?? first.message;
}
