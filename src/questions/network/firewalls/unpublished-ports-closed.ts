import { engine } from '../../../facts/engine.ts';
import { network } from '../../../facts/network.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Part } from '../../../model/connections.ts';
import { DockerQuestions } from '../reachability/docker/asked.ts';
import { inOrder } from '../selection/order.ts';

export const unpublishedPortsClosed = defineCheck({
  id: 'NET-404',
  name: 'unpublished-ports-closed',
  aspect: 'network/firewalls',
  title: 'Ports of containers that are not published are closed to machines outside of the host',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy:
    'Use Engine 28 or later with its packet filter rules on for IPv4 and IPv6, and gateway mode `nat`; publish what is meant to be reached.',
  toKnow: 'Run `iptables -S FORWARD` on the host: with an engine before 28 its policy must be DROP.',
  needs: { workloads: workload, networks: network, engines: engine },
  *evaluate({ workloads, networks, engines }) {
    const asked = new DockerQuestions([...workloads, ...networks, ...engines]);
    for (const site of asked.sites) {
      for (const one of inOrder(site.workloads)) {
        const place = asked.placeOf(one, site);
        if (place.type !== 'networks' || place.owner !== one) continue;
        const open = asked.fromNeighbours(site, one).filter((part) => !isPublished(part));
        const allowed = open.find(({ verdict }) => verdict === 'allowed');
        const unsure = open.find(({ verdict }) => verdict === 'unknown');
        if (allowed !== undefined) {
          yield fail(
            one,
            [one.value.networks.at, ...allowed.because.map(({ at }) => at)],
            `every port is open to machines that have a route to its network: ${reasons(allowed)}`,
          );
        } else if (site.isCompose) {
          // Whether they are closed is decided by the engine that will run it.
          continue;
        } else if (unsure !== undefined)
          yield unknown(one, one.value.networks, unsure.missing?.join('; ') ?? 'it is not known');
        else yield pass(one, one.value.networks);
      }
    }
  },
});

function isPublished({ because }: Part): boolean {
  return because.some(({ effect }) => effect === 'is published');
}

function reasons({ because }: Part): string {
  return [
    ...new Set(
      because.filter(({ effect }) => !effect.startsWith('may')).map(({ rule, effect }) => `${rule} ${effect}`),
    ),
  ].join(', ');
}
