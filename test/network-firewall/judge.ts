import type { Held, Interface } from '../../src/formats/packet-filter/packet.ts';
import type { Route } from '../../src/formats/packet-filter/evaluation.ts';
import type { RuleSet } from '../../src/formats/packet-filter/rule-set.ts';
import { readAddress } from '../../src/formats/packet-filter/addresses.ts';
import { evaluateConnection, type ConnectionVerdict } from '../../src/formats/packet-filter/connection.ts';
import { addresses, listening, type Lab, type Probe } from './namespaces.ts';
import type { Random } from './random.ts';

const one = (text: string): Held['value'] => readAddress(text)!.first;
const own = new Set([addresses.host, addresses.inner].flatMap((both) => [one(both[4]), one(both[6])]));

function isLoopback(family: 4 | 6, value: NonNullable<Held['value']>): boolean {
  return family === 4 ? Number(value) >>> 24 === 127 : value === 1n;
}

function outOf(family: 4 | 6, { value }: Held): Interface {
  if (value === undefined) return { except: [] };
  if (own.has(value) || isLoopback(family, value)) return { name: 'lo' };
  return { name: value === one(addresses.server[family]) ? 'eth1' : 'eth0' };
}

/** The host of the lab as the model must know it. */
export function routeFrom(from: Probe['from']): Route {
  return {
    from: from === 'host' ? 'host' : 'outside',
    local: (family, { value }) => (value === undefined ? undefined : own.has(value) || isLoopback(family, value)),
    out: outOf,
    addressOf: (family, on) => {
      if (!('name' in on)) return { value: undefined };
      if (on.name === 'lo') return { value: family === 4 ? 0x7f00_0001 : 1n };
      return { value: one((on.name === 'eth0' ? addresses.host : addresses.inner)[family]) };
    },
  };
}

export function predicted(ruleSet: RuleSet, probe: Probe): ConnectionVerdict {
  const family = probe.dst.includes(':') ? 6 : 4;
  const dst = one(probe.dst);
  const src =
    probe.from === 'client'
      ? addresses.client
      : dst === one(addresses.server[family])
        ? addresses.inner
        : addresses.host;
  return evaluateConnection(
    ruleSet,
    {
      family,
      protocol: probe.protocol,
      src: { value: one(src[family]) },
      dst: { value: dst },
      sport: { value: probe.sport },
      dport: { value: probe.port },
      in: probe.from === 'client' ? { name: 'eth0' } : { name: '' },
    },
    routeFrom(probe.from),
  );
}

/** What a probe that arrives is answered with; undefined where the model does not know where it leads. */
export function expectedAnswer(probe: Probe, { arrived }: ConnectionVerdict): string | undefined {
  if (probe.protocol.startsWith('ICMP')) return 'echo';
  if (arrived?.dport.value === undefined || arrived.dstHere === undefined) return undefined;
  return `${arrived.dstHere ? 'host' : 'server'} ${arrived.dport.value}`;
}

let sport = 0;

/** Probes of one family from both sides to both machines, ports that somebody listens on and ones that nobody does. */
export function probesOf(family: 4 | 6, random: Random): Probe[] {
  const found: Probe[] = [];
  const ways = [
    ['client', addresses.host[family], 100],
    ['client', addresses.server[family], 100],
    ['host', addresses.server[family], 40],
    ['host', addresses.host[family], 25],
  ] as const;
  const icmp = family === 4 ? 'ICMP' : 'ICMPv6';
  for (const [from, dst, percent] of ways) {
    for (const protocol of ['TCP', 'UDP'] as const) {
      for (const port of listening)
        if (random.chance(percent)) found.push({ from, protocol, dst, port, sport: nextPort() });
    }
    found.push({ from, protocol: icmp, dst, port: 0, sport: 0 });
  }
  return found;
}

/** A connection that was seen before is judged by what was decided then: no source port is used twice. */
function nextPort(): number {
  sport = (sport + 1) % 40_000;
  return 20_000 + sport;
}

export interface Judged {
  readonly asked: number;
  readonly unknown: readonly string[];
  readonly wrong: readonly string[];
}

const patience = { first: 0.4, again: 2 };

/** Sends every probe and holds what came of it against what the model says. */
export async function judge(lab: Lab, ruleSets: readonly RuleSet[], probes: readonly Probe[]): Promise<Judged> {
  const all: RuleSet = {
    tables: ruleSets.flatMap(({ tables }) => tables),
    problems: ruleSets.flatMap(({ problems }) => problems),
  };
  const answers = await Promise.all(
    probes.map(async (probe) => {
      const model = predicted(all, probe);
      // A program that listens at every address may answer from another one than it was redirected to.
      if (probe.from === 'host' && probe.protocol === 'UDP' && model.arrived?.translatedDst !== false) return [];
      const expected = model.verdict === 'allowed' ? expectedAnswer(probe, model) : null;
      let answer = await lab.probe(probe, patience.first);
      // A machine that is busy may answer late; what is denied stays so.
      if (answer === null && expected !== null && model.verdict !== 'unknown') {
        answer = await lab.probe({ ...probe, sport: probe.sport === 0 ? 0 : nextPort() }, patience.again);
      }
      return [{ probe, model, expected, answer }];
    }),
  );
  const found = answers.flat();
  const wrong = found.flatMap(({ probe, model, expected, answer }) => {
    if (model.verdict === 'unknown') return [];
    if (expected === undefined ? answer !== null : answer === expected) return [];
    const { from, protocol, dst, port } = probe;
    const path = model.path.map(({ hook, chain, rule, effect }) => `${hook} ${chain}: ${rule} (${effect})`);
    return [
      `${from} -> ${protocol} ${dst} ${port}: expected ${expected} by ${model.decided}, got ${answer}\n    ${path.join('\n    ')}`,
    ];
  });
  return {
    asked: found.length,
    unknown: found.flatMap(({ model }) => (model.verdict === 'unknown' ? [model.missing.join('; ')] : [])),
    wrong,
  };
}
