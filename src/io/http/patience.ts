import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from './http-error.ts';
import type { HttpLimits } from './limits.ts';

/** An answer that asks for another try later. */
export class LaterError extends HttpError {
  /** Milliseconds as Retry-After gives them; null when it gives none. */
  readonly after: number | null;
  constructor(message: string, status: number, after: number | null) {
    super('status', message, { status });
    this.after = after;
  }
}

const later = new Set([429, 500, 502, 503, 504]);

export function asksForLater(status: number): boolean {
  return later.has(status);
}

/** RFC 9110 §10.2.3: seconds or a date. */
export function retryAfter(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Decides how often and when something is tried again. */
export class Patience {
  readonly #limits: HttpLimits;
  readonly #signal: AbortSignal;
  #tries = 0;
  #resumptions = 0;

  constructor(limits: HttpLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Returns when it is time to try again; throws the error when that is of no use. */
  async after(error: unknown, progressed = false): Promise<void> {
    this.#signal.throwIfAborted();
    if (!(error instanceof HttpError)) throw error;
    // A server that was silent from the start has had its time.
    const again = error instanceof LaterError || error.kind === 'cut' || (error.kind === 'silent' && progressed);
    if (!again) throw error;
    if (progressed) this.#tries = 0;
    if (++this.#tries > this.#limits.retries || ++this.#resumptions > this.#limits.resumptions) throw error;
    const own = this.#limits.backOff * 2 ** (this.#tries - 1);
    const asked = error instanceof LaterError ? error.after : null;
    if (asked !== null && asked > this.#limits.longestWait) {
      const because = `${error.message}; it asks to wait for ${Math.ceil(asked / 1000)} s`;
      throw new HttpError('status', because, {
        cause: error,
        ...(error.status === null ? {} : { status: error.status }),
      });
    }
    await sleep(Math.min(Math.max(own, asked ?? 0), this.#limits.longestWait), undefined, { signal: this.#signal });
  }
}
