import { dirname } from 'node:path/posix';
import { engine } from '../../../facts/engine.ts';
import { network } from '../../../facts/network.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { reachOf } from '../exposure/address.ts';
import { isDataStore } from '../exposure/data-stores.ts';
import { DockerQuestions } from '../reachability/docker/asked.ts';
import { inOrder } from '../selection/order.ts';

export const dataStoresApartFromEdge = defineCheck({
  id: 'NET-103',
  name: 'data-stores-apart-from-edge',
  aspect: 'network/segmentation',
  title: 'Data stores share no network with a service that is published',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.3.3' }],
  remedy: 'Give the data store and the services that use it an internal network of their own.',
  toKnow: 'Ask the running containers with `plimsoll ask docker:`.',
  needs: { workloads: workload, networks: network, engines: engine },
  *evaluate({ workloads, networks, engines }) {
    const asked = new DockerQuestions([...workloads, ...networks, ...engines]);
    for (const site of asked.sites) {
      const edge = site.workloads.filter(({ value }) => isPublished(value));
      const groups = Map.groupBy(site.workloads, projectOf);
      for (const one of inOrder(site.workloads)) {
        if (!one.value.containers.some((container) => isDataStore(container) === true)) continue;
        const others = edge.filter((other) => other !== one);
        const [near, unsure] = reachedBy(asked, one, others);
        const { at } = one.value.networks;
        // With one service beside it nothing could stand between: the store must be near its only user.
        const severity = groups.get(projectOf(one))!.length > 2 ? 'medium' : 'low';
        const names = near.map(({ value }) => value.name).toSorted();
        if (names.length > 0)
          yield fail(one, at, `shares a network with ${names.join(', ')}, which is published`, { severity });
        else if (unsure !== undefined) yield unknown(one, at, unsure);
        else if (asked.placeOf(one, site).type === 'unknown')
          yield unknown(one, at, 'which networks it joins is not known');
        else yield pass(one, at);
      }
    }
  },
});

/** Those that reach some port of the store by a network that both are on, and why it is not known of others. */
function reachedBy(
  asked: DockerQuestions,
  store: Fact<Workload>,
  edge: readonly Fact<Workload>[],
): [near: Fact<Workload>[], unsure: string | undefined] {
  const near: Fact<Workload>[] = [];
  let unsure: string | undefined;
  for (const one of edge) {
    // What goes by a port that the store publishes is told by the check of published data stores.
    const parts = asked
      .between(one, store)
      .filter(({ because }) => !because.some(({ effect }) => effect === 'is published'));
    const open = parts.find(({ verdict }) => verdict === 'allowed');
    if (open !== undefined) near.push(one);
    else unsure ??= parts.find(({ verdict }) => verdict === 'unknown')?.missing?.join('; ');
  }
  return [near, unsure];
}

/** Network names of Compose hold within one project, which is one folder; those of an engine within the engine. */
function projectOf({ value, stage, subject }: Fact<Workload>): string {
  const folder = value.orchestrator === 'compose' && value.at.file !== undefined ? dirname(value.at.file) : '';
  return [stage, subject.source, value.orchestrator, folder].join('\0');
}

function isPublished({ containers }: Workload): boolean {
  return containers.some(({ ports }) =>
    ports.some(({ hostPort, hostAddress }) => hostPort !== null && reachOf(hostAddress) !== 'host'),
  );
}
