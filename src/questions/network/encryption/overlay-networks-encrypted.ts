import { network } from '../../../facts/network.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const overlayNetworksEncrypted = defineCheck({
  id: 'NET-143',
  name: 'overlay-networks-encrypted',
  aspect: 'network/encryption',
  title: 'Overlay networks are encrypted between hosts',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '7.3' }],
  remedy: 'Create the network anew with `--opt encrypted`, or `driver_opts: { encrypted: "" }` in Compose.',
  toKnow: 'Ask `docker:`; `docker network inspect NAME` shows the options.',
  needs: { networks: network },
  *evaluate({ networks }) {
    for (const one of networks) {
      if (one.value.driver.value !== 'overlay') continue;
      yield judge(one, one.value.encrypted, (on) => (on ? null : 'carries traffic between hosts in plain'));
    }
  },
});
