import { parseBlock, parseBlockOrAddress, unite, without, type Block } from '../../../formats/connections/blocks.ts';
import type { Endpoint } from './layer.ts';
import { addressEndpoint } from './endpoints/outside.ts';

/** The end that stands for every address of the internet: what one of them may do, it may do. */
export const internetId = 'internet';

/** Addresses that the internet does not route (IANA special-purpose registries). */
const notRouted = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001:db8::/32',
];

/**
 * The ends that a text names: `web`, `shop/web`, `Deployment/shop/web`, `Deployment shop/web`,
 * `deployment/web`, an address, a block, the id of a peer, or `internet`. Addresses need not be a peer of the
 * map. Several when it is ambiguous.
 */
export function findEndpoints(text: string, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const asked = text.trim();
  if (asked.toLowerCase() === internetId) return [internet()];
  const exact = endpoints.filter(({ peer }) => peer.id === asked);
  if (exact.length > 0) return exact;
  const blocks = blocksOf(asked.replace(/^ip:/, ''));
  if (blocks !== null) {
    const one = addressEndpoint(blocks);
    return [endpoints.find(({ peer }) => peer.id === one.peer.id) ?? one];
  }
  const words = asked.split(/[ /]+/).filter((word) => word !== '');
  return endpoints.filter(({ peer }) => peer.kind !== 'ip' && names(words, peer));
}

function names(words: readonly string[], { kind, namespace, name }: Endpoint['peer']): boolean {
  const own = [kind.toLowerCase(), namespace ?? '', name];
  const [first = '', second = '', third = ''] = words;
  switch (words.length) {
    case 1:
      return first === own[2];
    case 2:
      return second === own[2] && (first === own[1] || first.toLowerCase() === own[0]);
    case 3:
      return first.toLowerCase() === own[0] && second === own[1] && third === own[2];
    default:
      return false;
  }
}

function blocksOf(text: string): Block[] | null {
  const found = text.split(',').map((part) => parseBlockOrAddress(part.trim()));
  return found.includes(null) ? null : unite(found.filter((one) => one !== null));
}

let known: Endpoint | undefined;

function internet(): Endpoint {
  if (known !== undefined) return known;
  const blocks = without(
    [parseBlock('0.0.0.0/0')!, parseBlock('2000::/3')!],
    notRouted.map((text) => parseBlock(text)!),
  );
  const { peer } = addressEndpoint(blocks);
  return (known = { peer: { ...peer, id: internetId, name: 'the internet' }, blocks });
}
