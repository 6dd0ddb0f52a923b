import { EngineError, type EngineErrorKind } from '../../io/engine/engine-error.ts';
import { Failure } from '../../model/failure.ts';
import type { Gap } from '../../model/gap.ts';
import type { GapCode } from '../../model/gaps.ts';

export const source = 'docker';

const codes: Record<Exclude<EngineErrorKind, 'cancelled'>, GapCode> = {
  unsupported: 'ENGINE_UNREACHABLE',
  address: 'ENGINE_UNREACHABLE',
  'no-socket': 'ENGINE_UNREACHABLE',
  refused: 'ENGINE_UNREACHABLE',
  tls: 'ENGINE_UNREACHABLE',
  denied: 'ENGINE_DENIED',
  silent: 'ENGINE_TIMEOUT',
  slow: 'ENGINE_TIMEOUT',
  status: 'ENGINE_ANSWER_INVALID',
  'not-http': 'ENGINE_ANSWER_INVALID',
  'not-json': 'ENGINE_ANSWER_INVALID',
  truncated: 'ENGINE_ANSWER_INVALID',
  'too-large': 'ENGINE_ANSWER_INVALID',
};

const advice: Partial<Record<GapCode, string>> = {
  ENGINE_UNREACHABLE: 'Start the engine, or name the address that `docker context ls` shows, then ask again.',
  ENGINE_DENIED: 'Run as root or as a member of the group that owns the socket (`ls -l /var/run/docker.sock`).',
  ENGINE_TIMEOUT: 'See with `docker info` whether the engine answers, and restart it if it does not.',
  ENGINE_ANSWER_INVALID: 'Compare with `docker info`, and update the engine or whatever stands before it.',
};

/**
 * The gap that a failed request leaves.
 *
 * @param subject what was not seen
 * @throws Failure INTERRUPTED when the command was cancelled; any other error as it is
 */
export function engineGap(error: unknown, subject: string, touches: readonly string[]): Gap {
  if (!(error instanceof EngineError)) throw error;
  if (error.kind === 'cancelled') throw new Failure('INTERRUPTED', error.message, { cause: error });
  const code = error.status === 401 || error.status === 403 ? 'ENGINE_DENIED' : codes[error.kind];
  const toKnow =
    error.kind === 'unsupported'
      ? 'Run Plimsoll on that host, or forward the socket (`ssh -L /tmp/docker.sock:/var/run/docker.sock HOST`) and name it.'
      : advice[code]!;
  return { code, source, subject, because: error.message, toKnow, touches };
}

/** An answer that is JSON of the wrong shape. */
export function shapeGap(subject: string, because: string, touches: readonly string[]): Gap {
  return { code: 'ENGINE_ANSWER_INVALID', source, subject, because, toKnow: advice.ENGINE_ANSWER_INVALID!, touches };
}

/** Asking it would leave this machine, which the user did not want. */
export function offlineGap(address: string): Gap {
  return {
    code: 'TARGET_OFFLINE',
    source,
    subject: 'Docker engine',
    because: `${address} is another machine, and --offline was given`,
    toKnow: 'Ask without --offline, or on that machine.',
    touches: ['*'],
  };
}
