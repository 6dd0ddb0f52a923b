import { engine } from '../../../facts/engine.ts';
import { network } from '../../../facts/network.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { DockerQuestions } from '../reachability/docker/asked.ts';
import { projectKey } from '../reachability/docker/sites.ts';
import { inOrder } from '../selection/order.ts';

export const projectsShareNoNetwork = defineCheck({
  id: 'NET-401',
  name: 'projects-share-no-network',
  aspect: 'network/segmentation',
  title: 'Services share no network with those of another project',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Let projects meet at published ports, or on a network that holds nothing but the two services that need it.',
  toKnow: 'Ask the running containers with `plimsoll ask docker:`: the engine knows who else is on the network.',
  needs: { workloads: workload, networks: network, engines: engine },
  *evaluate({ workloads, networks, engines }) {
    const asked = new DockerQuestions([...workloads, ...networks, ...engines]);
    for (const site of asked.sites) {
      const placed = inOrder(site.workloads).flatMap((one) => {
        const place = asked.placeOf(one, site);
        return place.type === 'networks' ? [{ one, nets: place.nets.filter((net) => net.joins !== false) }] : [];
      });
      for (const { one, nets } of placed) {
        const { project, networks: names } = one.value;
        // A container that no project made is judged by the check of data stores.
        if (project === undefined || (!site.isCompose && project.value === undefined)) continue;
        const own = projectKey(one.value) || project.value;
        const others = placed.filter((other) => {
          const name = projectKey(other.one.value) || other.one.value.project?.value;
          return (
            name !== undefined && name !== own && other.nets.some(({ key }) => nets.some((net) => net.key === key))
          );
        });
        const joint = nets.find(({ key }) => others.some((other) => other.nets.some((net) => net.key === key)));
        const outside = nets.find(({ kind }) => kind === 'unknown');
        if (joint !== undefined) {
          const who = [
            ...new Set(others.map((other) => `${other.one.value.project?.value ?? '?'}/${other.one.value.name}`)),
          ];
          yield fail(one, [names.at, joint.at], `is on ${joint.title} with ${listed(who)}`);
        } else if (outside !== undefined) {
          yield unknown(
            one,
            [names.at, outside.at],
            `who else is on ${outside.title}, which no file of the project makes, was not seen`,
          );
        } else yield pass(one, names.at);
      }
    }
  },
});

function listed(names: readonly string[]): string {
  const all = names.toSorted();
  return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
}
