import { dirname } from 'node:path/posix';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { reachOf } from '../exposure/address.ts';
import { inOrder } from '../selection/order.ts';
import { isDataStore } from '../exposure/data-stores.ts';

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
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    const local = workloads.filter(({ value }) => value.orchestrator !== 'kubernetes');
    for (const group of Map.groupBy(inOrder(local), projectOf).values()) {
      const edge = group.filter(({ value }) => isPublished(value));
      for (const one of group) {
        if (!one.value.containers.some((container) => isDataStore(container) === true)) continue;
        const { value: networks, at, why } = one.value.networks;
        if (networks === undefined) {
          yield unknown(one, at, why ?? 'which networks it joins is not said');
          continue;
        }
        const near = edge.filter(
          (other) => other !== one && other.value.networks.value?.some((name) => networks.includes(name)),
        );
        const unread = edge.find((other) => other !== one && other.value.networks.value === undefined);
        // With one service beside it nothing could stand between: the store must be near its only user.
        const severity = group.length > 2 ? 'medium' : 'low';
        const names = near.map(({ value }) => value.name).toSorted();
        if (names.length > 0)
          yield fail(one, at, `shares a network with ${names.join(', ')}, which is published`, { severity });
        else if (unread !== undefined)
          yield unknown(one, unread.value.networks, `which networks ${unread.value.name} joins is not said`);
        else yield pass(one, at);
      }
    }
  },
});

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
