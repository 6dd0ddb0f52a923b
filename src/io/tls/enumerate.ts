import { isOfTls13, ssl2Suites, suiteOf, suites } from '../../formats/tls/suites.ts';
import { groupNames, handshakeTypes } from '../../formats/tls/registries.ts';
import { readKeyExchange } from '../../formats/tls/server-messages.ts';
import type { TlsVersion, VersionSeen } from '../../model/tls.ts';
import { askHello, askSsl2, type Depth, type HelloAnswer } from './ask-hello.ts';
import type { Dial } from './dial.ts';
import { WireError } from './wire.ts';

type Asked = Exclude<TlsVersion, 'SSLv2'>;

/** Some servers take no more than 128 suites, and stay silent at a longer hello. */
const chunk = 100;

/**
 * Suites by how keys are agreed on: a server that breaks off over one kind (Dovecot without parameters for
 * DHE does) may well have another.
 */
function chunksOf(codes: readonly number[]): readonly (readonly number[])[] {
  const kinds = Map.groupBy(codes, (code) => /^TLS_(ECDHE|DHE|RSA)_/.exec(suiteOf(code).name)?.[1] ?? 'other');
  return [...kinds.values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / chunk) }, (_, index) => own.slice(index * chunk, (index + 1) * chunk)),
  );
}

const allGroups: readonly number[] = [
  29, 23, 24, 25, 30, 4588, 4587, 4589, 256, 257, 258, 259, 260, 26, 27, 28, 31, 32, 33, 22, 21, 20, 19, 18, 17, 16, 15,
  14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
];

export interface Told {
  readonly seen: VersionSeen;
  /** True when no answer came in time to the first hello. */
  readonly silent: boolean;
  /** Groups by their code that were seen beside the suites. */
  readonly dheBits: number | null;
  readonly secureRenegotiation: boolean | null;
}

/** Which suites a version has: each that a server chooses is left out of the next offer, until it refuses. */
export async function enumerateVersion(dial: Dial, version: Asked): Promise<Told> {
  const offered = [...suites().values()]
    .filter((suite) => isOfTls13(suite) === (version === 'TLSv1.3'))
    .map(({ code }) => code)
    // 00 00 is the state before any suite, and is never chosen.
    .filter((code) => code !== 0);
  const chosen: number[] = [];
  let dheBits: number | null = null;
  let secureRenegotiation: boolean | null = null;
  let because = '';
  let silent: string | null = null;
  let timedOut = false;
  const chunks = chunksOf(offered);
  for (const part of chunks) {
    let left = part;
    while (left.length > 0 && silent === null) {
      let answer = await ask(dial, version, left, 'flight');
      // A server may err once; one that errs at every such hello does not take it.
      if (answer.kind === 'alert' && answer.name === 'internal_error')
        answer = await ask(dial, version, left, 'flight');
      const refusal = refusalOf(answer, version, left);
      timedOut ||= chosen.length === 0 && answer.kind === 'ended' && answer.end.end === 'timeout';
      if (refusal === null) {
        const { hello, messages } = answer as Extract<HelloAnswer, { kind: 'hello' }>;
        chosen.push(hello.suite);
        left = left.filter((code) => code !== hello.suite);
        if (version !== 'TLSv1.3') secureRenegotiation = (secureRenegotiation ?? true) && hello.secureRenegotiation;
        if (/^TLS_DHE_|^TLS_DH_anon/.test(suiteOf(hello.suite).name)) {
          const exchange = messages.find(({ type }) => type === handshakeTypes.serverKeyExchange);
          const read = exchange === undefined ? null : readKeyExchange(exchange.body, 'DH');
          if (read !== null && typeof read !== 'string' && read.bits !== null)
            dheBits = Math.min(dheBits ?? Infinity, read.bits);
        }
        continue;
      }
      if (refusal.sure) because ||= refusal.because;
      else silent = refusal.because;
      break;
    }
  }
  const isOffered = chosen.length > 0 ? true : silent === null ? false : null;
  const { order, preference } = await preferenceOf(dial, version, chosen, chunks.length === 1);
  return {
    seen: {
      version,
      offered: isOffered,
      because: isOffered === true ? (silent ?? 'chose a suite') : (silent ?? because),
      suites: order.map((code) => suiteOf(code).name),
      complete: silent === null,
      preference,
    },
    silent: timedOut,
    dheBits,
    secureRenegotiation,
  };
}

/**
 * Whose order decides, and which it is: chunks were offered apart, so that what was chosen is offered once
 * more together, forwards and backwards.
 */
async function preferenceOf(
  dial: Dial,
  version: Asked,
  chosen: readonly number[],
  together: boolean,
): Promise<{ readonly order: readonly number[]; readonly preference: 'server' | 'client' | null }> {
  if (chosen.length < 2) return { order: chosen, preference: null };
  const first = await choiceOf(dial, version, chosen);
  const last = await choiceOf(dial, version, chosen.toReversed());
  if (first === null || last === null) return { order: chosen, preference: null };
  if (first !== last) return { order: chosen, preference: 'client' };
  // From one chunk alone it chose in its own order.
  if (together) return { order: chosen, preference: 'server' };
  const order: number[] = [];
  let left = chosen;
  while (left.length > 0) {
    const next = left.length === 1 ? left[0]! : await choiceOf(dial, version, left);
    if (next === null || !left.includes(next)) return { order: [...order, ...left], preference: 'server' };
    order.push(next);
    left = left.filter((code) => code !== next);
  }
  return { order, preference: 'server' };
}

async function choiceOf(dial: Dial, version: Asked, offered: readonly number[]): Promise<number | null> {
  const answer = await ask(dial, version, offered, 'hello');
  return refusalOf(answer, version, offered) === null && answer.kind === 'hello' ? answer.hello.suite : null;
}

/** Why an answer is no choice among what was offered, and whether that is sure; null when it is one. */
function refusalOf(
  answer: HelloAnswer,
  version: Asked,
  offered: readonly number[],
): { readonly because: string; readonly sure: boolean } | null {
  switch (answer.kind) {
    case 'hello':
      if (answer.hello.version !== version)
        return { because: `answers with ${answer.hello.version ?? 'another version'}`, sure: true };
      // A suite that was not offered: nothing can be told of such a server.
      return offered.includes(answer.hello.suite)
        ? null
        : { because: 'chooses a suite that was not offered', sure: false };
    case 'alert':
      return { because: `alert ${answer.name}`, sure: refusals(version).has(answer.name) };
    case 'ended':
      return { because: answer.end.message, sure: answer.end.end === 'closed' || answer.end.end === 'reset' };
    case 'other':
      return { because: answer.because, sure: false };
  }
}

/** Alerts that say that none of what was offered is taken. */
const refusing = new Set(['handshake_failure', 'protocol_version', 'insufficient_security', 'close_notify']);
/**
 * Beside them, to hellos of old versions: OpenSSL has no better word for a version that its security level
 * forbids. To one of TLS 1.3 they may object to how Plimsoll asks, and tell nothing of the version.
 */
const refusingOld = new Set([
  ...refusing,
  'internal_error',
  'illegal_parameter',
  'inappropriate_fallback',
  'missing_extension',
  'unsupported_extension',
]);

function refusals(version: Asked): ReadonlySet<string> {
  return version === 'TLSv1.3' ? refusing : refusingOld;
}

export async function ask(
  dial: Dial,
  version: Asked,
  offered: readonly number[],
  depth: Depth,
  extra: { readonly groups?: readonly number[]; readonly compression?: boolean; readonly staple?: boolean } = {},
): Promise<HelloAnswer> {
  const { serverName } = dial.target;
  try {
    return await dial.with((wire) =>
      askHello(
        wire,
        {
          version,
          suites: offered,
          groups: extra.groups ?? allGroups,
          ...(serverName === null ? {} : { serverName }),
          ...(extra.compression === undefined ? {} : { compression: extra.compression }),
          ...(extra.staple === undefined ? {} : { staple: extra.staple }),
        },
        depth,
      ),
    );
  } catch (error) {
    if (error instanceof WireError) return { kind: 'ended', end: error };
    throw error;
  }
}

/** SSLv2 tells all its ciphers at once. */
export async function enumerateSsl2(dial: Dial): Promise<VersionSeen> {
  const base = { version: 'SSLv2', complete: true, preference: null } as const;
  try {
    const answer = await dial.with((wire) => askSsl2(wire, Object.keys(ssl2Suites).map(Number)));
    if (answer.kind === 'ssl2') {
      const names = answer.hello.ciphers.map((code) => ssl2Suites[code] ?? `0x${code.toString(16).padStart(6, '0')}`);
      return { ...base, offered: true, because: 'answered with a SERVER-HELLO', suites: names };
    }
    if (answer.kind === 'other') return { ...base, offered: false, because: answer.because, suites: [] };
    return endedSsl2(base, answer.end);
  } catch (error) {
    if (error instanceof WireError) return endedSsl2(base, error);
    throw error;
  }
}

function endedSsl2(base: Pick<VersionSeen, 'version' | 'complete' | 'preference'>, end: WireError): VersionSeen {
  const sure = end.end === 'closed' || end.end === 'reset';
  return { ...base, offered: sure ? false : null, because: end.message, suites: [] };
}

/** The groups that a version takes for its key exchange, in the order in which they were chosen. */
export async function enumerateGroups(
  dial: Dial,
  version: 'TLSv1.2' | 'TLSv1.3',
  chosen: readonly number[],
): Promise<{ readonly groups: readonly number[]; readonly missing: string | null }> {
  const offered = version === 'TLSv1.3' ? chosen : chosen.filter((code) => /^TLS_ECDHE?_/.test(suiteOf(code).name));
  const ephemeral = offered.filter((code) => version === 'TLSv1.3' || /_ECDHE_/.test(suiteOf(code).name));
  const found: number[] = [];
  if (ephemeral.length === 0) return { groups: found, missing: null };
  let left = allGroups;
  while (left.length > 0) {
    const answer = await ask(dial, version, ephemeral, 'flight', { groups: left });
    const refusal = refusalOf(answer, version, ephemeral);
    // Java has a word of its own for groups that it does not share.
    const isEnd = refusal?.sure === true || (found.length > 0 && answer.kind === 'alert');
    if (refusal !== null) return { groups: found, missing: isEnd ? null : refusal.because };
    const group = groupOf(answer as Extract<HelloAnswer, { kind: 'hello' }>, version);
    if (group === null || !left.includes(group)) {
      const because = 'the group that was chosen is none that was offered';
      return { groups: found, missing: found.length > 0 && group === null ? null : because };
    }
    found.push(group);
    left = left.filter((one) => one !== group);
  }
  return { groups: found, missing: null };
}

function groupOf({ hello, messages }: Extract<HelloAnswer, { kind: 'hello' }>, version: Asked): number | null {
  if (version === 'TLSv1.3') return hello.group;
  const exchange = messages.find(({ type }) => type === handshakeTypes.serverKeyExchange);
  const read = exchange === undefined ? 'there is none' : readKeyExchange(exchange.body, 'EC');
  return typeof read === 'string' ? null : read.group;
}

export function groupName(code: number): string {
  return groupNames[code] ?? `0x${code.toString(16).padStart(4, '0')}`;
}
