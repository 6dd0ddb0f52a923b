import type { CloudGroup, CloudRule } from '../../../../facts/cloud-network.ts';
import {
  allowed,
  anyOf,
  denied,
  full,
  notKnown,
  only,
  type Saying,
} from '../../../../formats/connections/connections.ts';
import type { Because, Connections } from '../../../../model/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Seen } from '../../../../model/seen.ts';
import { fits, fitsEach, rangesOf, type Other } from './fit.ts';

export const step = (rule: string, effect: string, at: Evidence): Because => ({ layer: 'cloud', rule, effect, at });

/**
 * What the security groups of one machine let through in a direction: what any rule of any of them allows
 * (VPC User Guide, "Security group rules"); answers to what was let through come back by themselves.
 *
 * @param groups undefined for one that was not read
 */
export function throughGroups(
  who: string,
  groups: Seen<readonly string[]>,
  known: ReadonlyMap<string, CloudGroup>,
  direction: CloudRule['direction'],
  other: Other,
): Connections {
  if (groups.value === undefined)
    return full(notKnown([`which security groups ${who} is in: ${groups.why ?? 'not said'}`]));
  const said: Connections[] = [
    full(denied(step(`no ${direction} rule of the security groups of ${who}`, 'allows', groups.at))),
  ];
  for (const id of groups.value) {
    const group = known.get(id);
    if (group === undefined) said.push(full(notKnown([`the rules of security group ${id}, which was not read`])));
    else if (group.rules.value === undefined)
      said.push(full(notKnown([`the rules of security group ${group.name}: ${group.rules.why ?? ''}`])));
    else
      for (const rule of group.rules.value) {
        if (rule.direction !== direction) continue;
        const fit = fits(rule, other);
        if (fit === 'no') continue;
        said.push(
          only(rangesOf(rule), sayingOf(rule, `security group ${group.name}, ${rule.name}`, fit === 'yes'), denied()),
        );
      }
  }
  return anyOf(...said);
}

function sayingOf(rule: CloudRule, name: string, sure: boolean): Saying {
  const because = step(name, 'allows', rule.at);
  return sure ? allowed(because) : notKnown([rule.unread ?? `whether ${name} means the other end`], because);
}

/** Rules in order of their numbers: the first that fits decides, and what none fits is denied. */
export function throughList(
  who: string,
  rules: Seen<readonly CloudRule[]>,
  direction: CloudRule['direction'],
  other: Other,
): Connections {
  if (rules.value === undefined) return full(notKnown([`the network ACL of ${who}: ${rules.why ?? 'not said'}`]));
  const own = rules.value
    .filter((rule) => rule.direction === direction)
    .toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  let rest: Connections = full(denied(step(`no entry of the network ACL of ${who}`, 'allows', rules.at)));
  for (const rule of own.toReversed()) {
    const fit = fitsEach(rule, other);
    if (fit === 'no') continue;
    const because = step(`network ACL of ${who}, ${rule.name}`, rule.allows ? 'allows' : 'denies', rule.at);
    rest = over(rest, rule, fit === 'yes' ? (rule.allows ? allowed(because) : denied(because)) : null, because);
  }
  return rest;
}

/** A rule laid over what follows it; `null`: it may decide. */
function over(rest: Connections, rule: CloudRule, saying: Saying | null, because: Because): Connections {
  const ranges = rangesOf(rule);
  const parts: { part: Connections[number]; inside: boolean }[] = [];
  for (const part of rest) {
    const cut = ranges.find(
      ({ protocol, first, last }) => protocol === part.protocol && first <= part.last && part.first <= last,
    );
    if (cut === undefined) {
      parts.push({ part, inside: false });
      continue;
    }
    const [first, last] = [Math.max(cut.first, part.first), Math.min(cut.last, part.last)];
    if (part.first < first) parts.push({ part: { ...part, last: first - 1 }, inside: false });
    parts.push({ part: { ...part, first, last }, inside: true });
    if (last < part.last) parts.push({ part: { ...part, first: last + 1 }, inside: false });
  }
  return parts.map(({ part, inside }) => {
    const { protocol, first, last } = part;
    if (!inside) return part;
    if (saying !== null) return { protocol, first, last, ...saying };
    const same = part.verdict === (rule.allows ? 'allowed' : 'denied');
    if (same) return part;
    return {
      protocol,
      first,
      last,
      ...notKnown([rule.unread ?? `whether ${because.rule} means the other end`], because),
    };
  });
}
