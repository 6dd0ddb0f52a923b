import type { Preamble } from '../../model/tls.ts';
import { NoTls, sayPreamble } from './preambles.ts';
import { Wire, WireError } from './wire.ts';

export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Sent as server name; null where none is. */
  readonly serverName: string | null;
  readonly preamble: Preamble;
  /** For each connection, from its beginning to its end. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** More connections than one endpoint needs: every suite of every version, and some. */
const maxConnections = 500;

/** Makes the connections to one endpoint, one after the other, each ready for a ClientHello. */
export class Dial {
  readonly target: DialTarget;
  #count = 0;
  #agreed = false;

  constructor(target: DialTarget) {
    this.target = target;
  }

  get connections(): number {
    return this.#count;
  }

  /**
   * Does something on a new connection and closes it.
   *
   * @throws WireError when it cannot be made; NoTls when the preamble is refused
   */
  async with<T>(act: (wire: Wire) => Promise<T>, preamble: Preamble = this.target.preamble): Promise<T> {
    if (++this.#count > maxConnections)
      throw new WireError('too much', `it takes more than ${maxConnections} connections`);
    const wire = await Wire.open(this.target);
    try {
      await this.#begin(wire, preamble);
      return await act(wire);
    } finally {
      wire.close();
    }
  }

  /** A server that agreed before and refuses now is busy, or limits its guests: that tells nothing of TLS. */
  async #begin(wire: Wire, preamble: Preamble): Promise<void> {
    try {
      await sayPreamble[preamble](wire, this.target.serverName ?? this.target.host);
      this.#agreed = true;
    } catch (error) {
      if (error instanceof NoTls && this.#agreed) throw new WireError('refused', error.message);
      throw error;
    }
  }
}
