import { cidrsOf, type Block } from '../../../../formats/connections/blocks.ts';
import type { Endpoint } from '../layer.ts';
import { addressClasses } from '../tiers/outside.ts';

/**
 * Addresses outside as ends of connections: together they hold each address of both families once, and no
 * layer tells those of one apart.
 *
 * @param blocks what layers tell apart
 */
export function outsideEndpoints(blocks: readonly (readonly Block[])[]): Endpoint[] {
  return addressClasses(blocks).map(({ blocks: own }) => addressEndpoint(own));
}

/** An end of some addresses. Its id is made of its blocks, so that it is the same in every run. */
export function addressEndpoint(blocks: readonly Block[]): Endpoint {
  const texts = blocks.flatMap(cidrsOf);
  const name = texts.length > 4 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ');
  return { peer: { id: `ip:${texts.join(',')}`, kind: 'ip', name, labels: {}, blocks: texts }, blocks };
}
