import { hostFile, nameOfIdentity } from '../../../facts/host-file.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cisDocker, demanded, fileDemands } from '../docker-host/files.ts';

export const dockerFilesOwnedByRoot = defineCheck({
  id: 'HRD-610',
  name: 'docker-files-owned-by-root',
  aspect: 'hardening/guides',
  title: "root owns the engine's files",
  severity: 'high',
  since: '0.1.0',
  references: fileDemands.map(({ owner }) => cisDocker(owner)),
  remedy: 'Give it back: `chown root:root FILE`, and `root:docker` for the socket; find out who took it.',
  toKnow: 'Run as root on the host of the engine: `plimsoll ask docker:`.',
  needs: { files: hostFile },
  *evaluate({ files }) {
    for (const { file, demand } of demanded(files)) {
      const { type, owner, group } = file.value;
      const extra = { references: [cisDocker(demand.owner)] };
      if (type.value === undefined) yield unknown(file, type, type.why ?? 'was not looked at', extra);
      else if (type.value === 'absent') yield pass(file, type, 'there is no such file', extra);
      else if (owner.value === undefined || group.value === undefined)
        yield unknown(file, [owner, group], 'its owner was not seen', extra);
      else if (owner.value.id !== 0)
        yield fail(file, owner, `belongs to ${nameOfIdentity(owner.value)}, who ${demand.harm}`, extra);
      else if (group.value.id !== 0 && (demand.group === undefined || group.value.name !== demand.group))
        yield fail(file, group, `belongs to the group ${nameOfIdentity(group.value)}`, {
          ...extra,
          severity: 'medium',
        });
      else yield pass(file, [owner, group], '', extra);
    }
  },
});
