import { engine } from '../../../facts/engine.ts';
import { network } from '../../../facts/network.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { netOf } from '../reachability/docker/bridge-network.ts';
import { assumedMechanics, isUntold } from '../reachability/docker/mechanics.ts';

export const internalNetworksKeepOffHost = defineCheck({
  id: 'NET-403',
  name: 'internal-networks-keep-off-host',
  aspect: 'network/segmentation',
  title: 'Containers on internal networks do not reach their host',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy:
    'With Engine 28 or later create it with `com.docker.network.bridge.gateway_mode_ipv4: isolated`; with others let services of the host listen on chosen addresses.',
  toKnow: 'Run `docker network inspect` for this network.',
  needs: { networks: network, engines: engine },
  *evaluate({ networks }) {
    for (const one of networks) {
      const { value } = one;
      const { internal } = value;
      // That an external network may be internal is not said by anything here.
      if (internal.value !== true) continue;
      const net = netOf(value, value.name, value.name, assumedMechanics(one.at));
      const at = [internal, value.options?.at ?? value.at];
      if (net.kind === 'unknown' || isUntold(net.hasHost))
        yield unknown(one, at, `what its driver does with the host is not known`);
      else if (net.kind === 'bridge' && net.hasHost) {
        yield fail(
          one,
          at,
          'is internal, and the host has an address on it: its containers reach what the host listens on at any address',
        );
      } else yield pass(one, at);
    }
  },
});
