import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineFiltersPackets = defineCheck({
  id: 'NET-161',
  name: 'engine-filters-packets',
  aspect: 'network/firewalls',
  title: 'The Docker engine sets its packet filter rules',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.4' }],
  remedy: 'Remove `"iptables": false` from daemon.json and restart the engine.',
  toKnow: 'Ask `docker:` as root on the host, so that daemon.json and the arguments of dockerd can be read.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const one of engines) {
      yield judge(one, one.value.iptables, (on) =>
        on ? null : 'sets no packet filter rules: its networks are not isolated from each other',
      );
    }
  },
});
