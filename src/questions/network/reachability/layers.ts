import type { Connections } from '../../../model/connections.ts';
import type { Fact } from '../../../model/fact.ts';
import { combine, full, notKnown } from '../../../formats/connections/connections.ts';
import type { Endpoint, Layer } from './layer.ts';

/** What a layer may need to know beside the facts. */
export interface LayerContext {
  readonly cni?: Cni;
  /** Every endpoint of the question, in the order of `Reachability.endpoints`. */
  readonly endpoints: readonly Endpoint[];
}

/** The network plugin: the same policies mean different things under each. */
export const cnis = ['kubernetes', 'cilium', 'calico', 'ovn', 'none'] as const;
export type Cni = (typeof cnis)[number];

/** Makes one layer of what was read; undefined when it has nothing to say about these facts. */
export type MakeLayer = (facts: readonly Fact[], context: LayerContext) => Layer | undefined;

/** Every layer that is made of facts, in the order in which a packet meets them. One line for each. */
const makers: readonly MakeLayer[] = [];

export function layersOf(facts: readonly Fact[], context: LayerContext): Layer[] {
  return makers.flatMap((make) => make(facts, context) ?? []);
}

/** What all layers together let through; unknown where none of them speaks of the pair. */
export function between(layers: readonly Layer[], from: Endpoint, to: Endpoint): Connections {
  const said = layers.flatMap((layer) => {
    const found = layer.between(from, to);
    return found === undefined ? [] : [found];
  });
  if (said.length > 0) return combine(...said);
  return full(notKnown([`nothing that was read speaks of what goes from ${from.peer.id} to ${to.peer.id}`]));
}
