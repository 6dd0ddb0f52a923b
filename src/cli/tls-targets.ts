import { existsSync } from 'node:fs';
import { familyOf } from '../formats/ip-address/ip-address.ts';
import { usualPreambles } from '../io/tls/preambles.ts';
import { Failure } from '../model/failure.ts';
import type { Preamble } from '../model/tls.ts';

/** An endpoint to ask. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** As the user or the target names it. */
  readonly serverName: string | null;
}

/** Addresses among the words of a command line, and what is left: targets that hold or list others. */
export function addressesAmong(words: readonly string[]): {
  readonly addresses: readonly Address[];
  readonly others: readonly string[];
} {
  const addresses: Address[] = [];
  const others: string[] = [];
  for (const word of words) {
    const address = existsSync(word) ? null : addressOf(word);
    if (address === null) others.push(word);
    else addresses.push(address);
  }
  return { addresses, others };
}

/** `host:443`, `10.0.0.1:443`, `[::1]:443`; null for what is none. @throws Failure for a port that is none */
export function addressOf(word: string): Address | null {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^\s:/[\]]+)):(\d+)$/.exec(word) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || digits === undefined) return null;
  const port = Number(digits);
  if (port < 1 || port > 65_535)
    throw new Failure('BAD_ARGUMENT', `${JSON.stringify(word)} names port ${digits}, but ports are 1 to 65535.`);
  if (bracketed !== undefined && familyOf(bracketed) !== 6)
    throw new Failure('BAD_ARGUMENT', `${JSON.stringify(word)} has no IPv6 address in its brackets.`);
  return { host, port, serverName: familyOf(host) === null ? host : null };
}

/** What is said before TLS: as the user says, else as is usual at the port. */
export function preambleOf(
  port: number,
  said: Preamble | undefined,
): { readonly preamble: Preamble; readonly preambleGuessed: boolean } {
  return said === undefined
    ? { preamble: usualPreambles[port] ?? 'none', preambleGuessed: true }
    : { preamble: said, preambleGuessed: false };
}

/** True for addresses that lead to this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
