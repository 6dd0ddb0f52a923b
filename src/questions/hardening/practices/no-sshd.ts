import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass } from '../../../model/outcome.ts';

export const noSshd = defineCheck({
  id: 'HRD-111',
  name: 'no-sshd',
  aspect: 'hardening/practices',
  title: 'No container is set up to serve SSH',
  severity: 'low',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.7' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.2' },
  ],
  remedy: 'Use `kubectl exec` or `docker exec`, which ask who you are and are recorded.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      const port = container.ports.find(({ containerPort }) => containerPort === 22);
      const words = [...(container.command.value ?? []), ...(container.arguments.value ?? [])];
      if (port !== undefined) yield fail(about, port.at, 'serves port 22');
      else if (words.some((word) => /(^|[/\s])sshd(\s|$)/.test(word))) {
        yield fail(about, container.command, 'starts sshd');
      } else if (/(^|[/_-])(sshd|openssh(-server)?)([:@/_-]|$)/.test(container.image.value ?? '')) {
        yield fail(about, container.image, 'is made of an image with an SSH server');
      } else yield pass(about, container.at, 'nothing that it states serves SSH');
    }
  },
});
