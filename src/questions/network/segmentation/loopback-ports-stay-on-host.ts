import { engine } from '../../../facts/engine.ts';
import { network } from '../../../facts/network.ts';
import { workload } from '../../../facts/workload.ts';
import { partAt } from '../../../formats/connections/connections.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { isDataStore } from '../exposure/data-stores.ts';
import { DockerQuestions } from '../reachability/docker/asked.ts';
import { inOrder } from '../selection/order.ts';

export const loopbackPortsStayOnHost = defineCheck({
  id: 'NET-402',
  name: 'loopback-ports-stay-on-host',
  aspect: 'network/segmentation',
  title: 'Ports published on 127.0.0.1 are reached from the host alone',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Update the engine to 28.3.3 or later, and leave `allow-direct-routing` off.',
  toKnow: 'Ask `docker:` as root on the host of the engine.',
  needs: { workloads: workload, networks: network, engines: engine },
  *evaluate({ workloads, networks, engines }) {
    const asked = new DockerQuestions([...workloads, ...networks, ...engines]);
    for (const site of asked.sites) {
      // Which engine will run a Compose file is not known, and nothing of this is written in it.
      if (site.isCompose) continue;
      for (const one of inOrder(site.workloads)) {
        const place = asked.placeOf(one, site);
        if (place.type !== 'networks' || place.owner !== one) continue;
        const local = place.publications.filter(({ reach }) => reach === 'host');
        if (local.length === 0) continue;
        const said = asked.fromNeighbours(site, one);
        for (const { title, protocol, first, at } of local) {
          const part = partAt(said, protocol, first);
          const severity = one.value.containers.some((each) => isDataStore(each) === true) ? 'high' : 'medium';
          if (part === undefined || part.verdict === 'unknown') {
            yield unknown(
              one,
              at,
              part?.missing?.join('; ') ?? `whether port ${title} is reached from outside is not known`,
            );
          } else if (part.verdict === 'allowed') {
            yield fail(
              one,
              [at, site.engine.because.at],
              `port ${title} is reached by machines on a link of the host as well`,
              {
                severity,
              },
            );
          } else yield pass(one, at);
        }
      }
    }
  },
});
