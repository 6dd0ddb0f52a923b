import type { Connections } from '../../../model/connections.ts';
import type { Fact } from '../../../model/fact.ts';
import { combine, full, notKnown } from '../../../formats/connections/connections.ts';
import { cloudLayer } from './cloud/layer.ts';
import { dockerLayer } from './docker/layer.ts';
import { firewallLayer } from './firewall/layer.ts';
import type { Endpoint, Layer, LayerContext, MakeLayer } from './layer.ts';
import { pluginEncryptionLayer } from './mesh/encryption.ts';
import { meshLayer } from './mesh/layer.ts';
import { policyLayer } from './policy-layer.ts';

export { cnis, type Cni } from './layer.ts';

/** Every layer that is made of facts, in the order in which a packet meets them. One line for each. */
const makers: readonly MakeLayer[] = [
  cloudLayer,
  firewallLayer,
  dockerLayer,
  policyLayer,
  meshLayer,
  pluginEncryptionLayer,
];

export function layersOf(facts: readonly Fact[], context: LayerContext): Layer[] {
  return makers.flatMap((make) => make(facts, context) ?? []);
}

/** What all layers together let through; unknown where none of them speaks of the pair. */
export function between(layers: readonly Layer[], from: Endpoint, to: Endpoint): Connections {
  return betweenIfSaid(layers, from, to) ?? unspoken;
}

const unspoken = full(notKnown(['no layer that was read speaks of this pair']));

/** As `between`; undefined where no layer speaks of the pair. */
export function betweenIfSaid(layers: readonly Layer[], from: Endpoint, to: Endpoint): Connections | undefined {
  const said = layers.flatMap((layer) => {
    const found = layer.between(from, to);
    return found === undefined ? [] : [found];
  });
  return said.length === 0 ? undefined : combine(...said);
}
