import { image } from '../../../facts/image.ts';
import { containersOf, workload, type Port } from '../../../facts/workload.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { imageOf } from '../images-used/image-of.ts';
import { defineCheck } from '../../../model/check.ts';

export const publishedPortsExposed = defineCheck({
  id: 'HRD-631',
  name: 'published-ports-exposed',
  aspect: 'hardening/guides',
  title: 'Containers publish only ports that are needed',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.9' }],
  remedy:
    'Name the ports one by one with `--publish`, and take out those that no client needs; state the port with `EXPOSE` in the image.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`, and compare its ports with what its clients need.',
  needs: { workloads: workload, images: image },
  *evaluate({ workloads, images }) {
    for (const about of containersOf(workloads)) {
      if (about.workload.orchestrator !== 'docker') continue;
      const { container } = about;
      const published = container.ports.filter(({ hostPort }) => hostPort !== null);
      const exposed = imageOf(container, images)?.exposedPorts;
      const beyond = published.find((port) => exposed !== undefined && !exposed.some((one) => isOf(one, port)));
      if (published.length === 0) yield pass(about, container.at, 'publishes no port');
      else if (beyond !== undefined)
        yield fail(about, beyond.at, `publishes port ${beyond.containerPort}, which its image does not state`);
      else {
        const ports = published.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`);
        yield unknown(
          about,
          published[0]!.at,
          `publishes ${[...new Set(ports)].join(', ')}; whether clients need it is not said`,
        );
      }
    }
  },
});

/** `80/tcp`, `80`, `8000-8010/tcp`. */
function isOf(exposed: string, { containerPort, protocol }: Port): boolean {
  const [, first = '', last = first, kind = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(exposed) ?? [];
  return kind === protocol && containerPort >= Number(first) && containerPort <= Number(last);
}
