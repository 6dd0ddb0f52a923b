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

/** Times that one connection may last: how long one endpoint may take in all, however slowly it answers each. */
const patience = 40;

/** Makes the connections to one endpoint, one after the other, each ready for a ClientHello. */
export class Dial {
  readonly target: DialTarget;
  readonly #begun = performance.now();
  #count = 0;
  #agreed = false;

  constructor(target: DialTarget) {
    this.target = target;
  }

  /**
   * Does something on a new connection and closes it.
   *
   * @throws WireError when it cannot be made; NoTls when the preamble is refused
   */
  async with<T>(act: (wire: Wire) => Promise<T>): Promise<T> {
    if (++this.#count > maxConnections)
      throw new WireError('too much', `it takes more than ${maxConnections} connections`);
    const most = patience * this.target.milliseconds;
    if (performance.now() - this.#begun > most)
      throw new WireError('too much', `it takes more than ${most / 1000} seconds in all`);
    const wire = await Wire.open(this.target);
    try {
      await this.#begin(wire);
      return await act(wire);
    } finally {
      wire.close();
    }
  }

  /** A server that agreed before and refuses now is busy, or limits its guests: that tells nothing of TLS. */
  async #begin(wire: Wire): Promise<void> {
    try {
      const { preamble, serverName, host } = this.target;
      await sayPreamble[preamble](wire, serverName ?? host);
      this.#agreed = true;
    } catch (error) {
      if (error instanceof NoTls && this.#agreed) throw new WireError('refused', error.message);
      throw error;
    }
  }
}
