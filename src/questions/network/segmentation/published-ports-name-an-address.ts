import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { reachOf } from '../exposure/address.ts';

export const publishedPortsNameAnAddress = defineCheck({
  id: 'NET-102',
  name: 'published-ports-name-an-address',
  aspect: 'network/segmentation',
  title: 'Published ports are bound to a chosen address of the host',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.14' }],
  remedy: 'Write the address before the port, such as `127.0.0.1:8080:80`.',
  toKnow: 'Ask the running container with `plimsoll ask docker:` as root on the host.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      if (of.orchestrator === 'kubernetes') continue;
      if (of.hostNetwork.value === true) {
        yield unknown(
          about,
          of.hostNetwork,
          'it shares the network of the host: which addresses it listens on is not said',
        );
        continue;
      }
      const published = container.ports.filter(({ hostPort }) => hostPort !== null);
      if (published.length === 0) yield pass(about, container.at, 'publishes no port');
      for (const { at, hostPort, hostAddress } of published) {
        const reach = reachOf(hostAddress);
        if (reach === 'unread') yield unknown(about, at, `to which address port ${hostPort} is bound is not known`);
        else if (reach === 'all') yield fail(about, at, `port ${hostPort} is published on every address of the host`);
        else yield pass(about, at);
      }
    }
  },
});
