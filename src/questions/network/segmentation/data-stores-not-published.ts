import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { reachOf } from '../exposure/address.ts';
import { isDataStore, storeOfPort } from '../exposure/data-stores.ts';

export const dataStoresNotPublished = defineCheck({
  id: 'NET-101',
  name: 'data-stores-not-published',
  aspect: 'network/segmentation',
  title: 'Data stores and administration ports are not published to all addresses of the host',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.14' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.3' },
  ],
  remedy: 'Remove the published port and let services use their common network, or bind it to 127.0.0.1.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      if (of.orchestrator === 'kubernetes') continue;
      const store = isDataStore(container);
      const published = container.ports.filter(({ hostPort }) => hostPort !== null);
      if (store === true && published.length === 0) yield pass(about, container.at, 'publishes no port');
      for (const port of published) {
        const what = storeOfPort(port.containerPort) ?? (store === true ? 'a data store' : undefined);
        if (what === undefined) continue;
        const reach = reachOf(port.hostAddress);
        if (reach === 'unread')
          yield unknown(about, port.at, `to which address port ${port.hostPort} is bound is not known`);
        else if (reach === 'all')
          yield fail(about, port.at, `port ${port.containerPort} (${what}) is published on every address of the host`);
        else yield pass(about, port.at);
      }
    }
  },
});
