import { hostFile } from '../../../facts/host-file.ts';
import { host } from '../../../facts/host.ts';
import { policy } from '../../../facts/policy.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const dockerGroupTrusted = defineCheck({
  id: 'RUN-601',
  name: 'docker-group-trusted',
  aspect: 'runtime/access',
  title: 'Only people who may be root are in the docker group',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '1.1.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.5.4' },
  ],
  remedy:
    'Take the user out: `gpasswd --delete USER docker`; or name them under `trust.engineUsers` in plimsoll.yaml if they may be root.',
  toKnow:
    'Name the users that may command the engine under `trust.engineUsers` in plimsoll.yaml, and ask `docker:` as root on the host.',
  needs: { hosts: host, files: hostFile, policies: policy },
  *evaluate({ hosts, files, policies }) {
    const lists = policies.flatMap(({ value }) => value.engineUsers?.value ?? []);
    const stated = policies.some(({ value }) => value.engineUsers?.value !== undefined);
    for (const about of hosts) {
      const { groups } = about.value;
      if (groups.value === undefined) {
        yield unknown(about, groups, groups.why ?? 'its groups were not seen');
        continue;
      }
      const sockets = files.filter(
        ({ value, subject }) => value.role === 'Docker socket' && subject.namespace === about.subject.namespace,
      );
      // The kernel knows groups by their numbers: another name of that number, or none, is as good.
      const ids = new Set([
        ...groups.value.filter(({ name }) => name === 'docker').map(({ id }) => id),
        ...sockets.flatMap(({ value }) => value.group.value?.id ?? []).filter((id) => id !== 0),
      ]);
      const own = new Set(['docker', ...sockets.flatMap(({ value }) => value.group.value?.name ?? [])]);
      const docker = groups.value.filter(({ id, name }) => id !== 0 && (ids.has(id) || own.has(name)));
      // A host without Docker has no such group.
      if (sockets.length === 0 && docker.length === 0) continue;
      const members = docker.flatMap((group) => group.members.map((member) => ({ member, at: group.at })));
      const others = members.filter(({ member }) => member !== 'root' && !lists.includes(member));
      if (others.length === 0)
        yield pass(about, docker[0]?.at ?? groups, members.length === 0 ? 'the docker group is empty' : '');
      else if (stated) yield fail(about, others[0]!.at, `${names(others)} may command the engine, and so is root`);
      else {
        const why = `${names(others)} may command the engine, and so is root; whether that is meant is not said`;
        yield unknown(about, others[0]!.at, why);
      }
    }
  },
});

function names(members: readonly { readonly member: string }[]): string {
  const shown = members.slice(0, 5).map(({ member }) => member);
  return members.length > shown.length
    ? `${shown.join(', ')} and ${members.length - shown.length} more`
    : shown.join(', ');
}
