import type { Located } from '../../../model/located.ts';
import { isEverywhere, parseBlock, type Block } from './cidr.ts';
import type { Direction, NetworkPolicy } from './policies.ts';

/** What one rule of a NetworkPolicy lets through. */
export interface Rule {
  readonly at: Located;
  /** `all`: every address, inside and outside; `everywhere`: half the internet or more by blocks. */
  readonly peers: 'all' | 'everywhere' | 'some' | 'unread';
  readonly ports: 'all' | 'some';
  /** The blocks as written, or why the rule cannot be read. */
  readonly saw: string;
}

/**
 * The rules of one direction. An absent or empty `from`/`to` means every peer, outside ones
 * included; an absent or empty `ports` every port (k8s.io/api/networking/v1 types.go).
 */
export function rulesOf({ spec }: NetworkPolicy, direction: Direction): Rule[] {
  const list = spec.get(direction);
  if (!list.empty && !list.isList)
    return [{ at: list, peers: 'unread', ports: 'all', saw: `${direction} is not a list` }];
  return list.items().map((rule) => readRule(rule, direction === 'ingress' ? 'from' : 'to'));
}

function readRule(rule: Located, side: 'from' | 'to'): Rule {
  const peers = rule.get(side);
  const ports = rule.get('ports');
  const unread = (saw: string): Rule => ({ at: rule, peers: 'unread', ports: 'all', saw });
  if (!rule.empty && !rule.isMap) return unread('a rule is not a mapping');
  if (!peers.empty && !peers.isList) return unread(`${side} is not a list`);
  if (!ports.empty && !ports.isList) return unread('ports is not a list');
  const open = ports.items().length === 0 ? ('all' as const) : ('some' as const);
  if (peers.items().length === 0) return { at: rule, peers: 'all', ports: open, saw: `no \`${side}\`` };
  const blocks: Block[] = [];
  const written: string[] = [];
  for (const peer of peers.items()) {
    if (!peer.isMap || peer.entries().length === 0) return unread('a peer names nothing, which the API refuses');
    const block = peer.get('ipBlock');
    if (block.empty) continue;
    const text = block.get('cidr').string().value ?? '';
    const parsed = parseBlock(text);
    if (parsed === null) return unread(`the block "${text}" is not a CIDR`);
    blocks.push(parsed);
    written.push(text);
  }
  const wide = isEverywhere(blocks);
  return { at: rule, peers: wide ? 'everywhere' : 'some', ports: open, saw: written.join(', ') };
}
