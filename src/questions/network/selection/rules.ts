import type { Located } from '../../../model/located.ts';
import { isEverywhere, parseBlock, type Block } from './cidr.ts';
import type { Direction, NetworkPolicy } from './policies.ts';
import { readSelector, type Selector } from '../../../formats/label-selector/selector.ts';

/** What one rule of a NetworkPolicy lets through. */
export interface Rule {
  readonly at: Located;
  /**
   * `all`: every address, inside and outside; `everywhere`: half the internet or more by blocks;
   * `cluster`: every Pod of every namespace.
   */
  readonly peers: 'all' | 'everywhere' | 'cluster' | 'some' | 'unread';
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
  let cluster = false;
  for (const peer of peers.items()) {
    if (!peer.isMap || peer.entries().length === 0) return unread('a peer names nothing, which the API refuses');
    const strange = peer.entries().find(([key]) => !peerFields.has(key));
    if (strange !== undefined) return unread(`a peer has no field ${strange[0]}`);
    const block = peer.get('ipBlock');
    if (block.empty) {
      const pods = podsOf(peer);
      if (typeof pods !== 'boolean') return unread(pods);
      cluster ||= pods;
      continue;
    }
    const text = block.get('cidr').string().value ?? '';
    const parsed = parseBlock(text);
    if (parsed === null) return unread(`the block "${text}" is not a CIDR`);
    blocks.push(parsed);
    written.push(text);
  }
  const wide = isEverywhere(blocks);
  if (cluster && !wide) return { at: rule, peers: 'cluster', ports: open, saw: 'every Pod of the cluster' };
  return { at: rule, peers: wide ? 'everywhere' : 'some', ports: open, saw: written.join(', ') };
}

const peerFields = new Set(['ipBlock', 'podSelector', 'namespaceSelector']);

/** Whether a peer is every Pod of every namespace; the reason when that cannot be told. */
function podsOf(peer: Located): boolean | string {
  const namespaces = peer.get('namespaceSelector');
  const [of, pods] = [readSelector(namespaces), readSelector(peer.get('podSelector'))];
  const wrong = [of, pods].find(({ value }) => value === undefined);
  if (wrong !== undefined) return wrong.why ?? 'a selector of a peer cannot be read';
  // Without a namespaceSelector (absent or null) the Pods are those of the policy's own namespace.
  return !namespaces.empty && isEvery(of.value!) && pods.value!.length === 0;
}

/** The API server gives each namespace the label of its name, so that asking for the label asks for nothing. */
function isEvery(selector: Selector): boolean {
  return selector.every(({ key, operator }) => key === 'kubernetes.io/metadata.name' && operator === 'Exists');
}
