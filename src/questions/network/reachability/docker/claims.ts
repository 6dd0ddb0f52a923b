import { everyPort, normalise, type Saying } from '../../../../formats/connections/connections.ts';
import {
  protocols,
  type Because,
  type Connections,
  type ConnectionVerdict,
  type Part,
  type Protocol,
} from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import { isUntold, type Truth } from './mechanics.ts';

/** One way that traffic may take, and whether it is open. Several ways: one that is open is enough. */
export type Claims = readonly Part[];

export function step(rule: string, effect: string, at: Evidence): Because {
  return { layer: 'docker', rule, effect, at };
}

/** One way for every port of every protocol. */
export function everything(saying: Saying): Part[] {
  return protocols.map((protocol) => ({ ...everyPort[protocol], ...saying }));
}

export interface Ports {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** A way that is open, closed, or not known to be open. A closed one says nothing: another may be open. */
export function way(truth: Truth, because: readonly Because[], ports?: Ports): Part[] {
  if (truth === false) return [];
  const saying: Saying = isUntold(truth)
    ? { verdict: 'unknown', because, missing: [truth.missing] }
    : { verdict: 'allowed', because };
  return ports === undefined ? everything(saying) : [{ ...ports, ...saying }];
}

/** Both, in the order of what is told: false where one is false, else the first that is not told. */
export function both(...truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.find(isUntold) ?? true;
}

export function either(...truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.find(isUntold) ?? false;
}

export function not(truth: Truth): Truth {
  return isUntold(truth) ? truth : !truth;
}

const turned: Readonly<Record<ConnectionVerdict, ConnectionVerdict>> = {
  allowed: 'denied',
  denied: 'allowed',
  unknown: 'unknown',
};

function turn<S extends Saying>(saying: S): S {
  return { ...saying, verdict: turned[saying.verdict] };
}

/** What goes by one way or another: allowed where a way is open, else unknown where one may be, else `rest`. */
export function anyWay(claims: Claims, rest: Saying): Connections {
  // `normalise` takes the strictest of what overlaps, and of ways the widest counts.
  return normalise(claims.map(turn), turn(rest)).map(turn);
}
