import { hostFile, nameOfIdentity, type HostFile, type HostIdentity } from '../../../facts/host-file.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { demandedFiles, fileDemands } from '../kubernetes/files.ts';
import { cis } from '../kubernetes/references.ts';

type Owners = readonly [owner: HostIdentity, group: HostIdentity];

function ownersOf({ owner, group }: HostFile): Seen<Owners> {
  if (owner.value === undefined || group.value === undefined)
    return seen<Owners>(undefined, owner.at, owner.why ?? group.why ?? 'its owner is not known');
  return seen<Owners>([owner.value, group.value], owner.at);
}

/** root is the number 0, whatever its name; other users have the number that the host gave them. */
function is(name: 'root' | 'etcd', { id, name: own }: HostIdentity): boolean {
  return name === 'root' ? id === 0 : own === name;
}

export const kubernetesFilesOwned = defineCheck({
  id: 'HRD-702',
  name: 'kubernetes-files-owned',
  aspect: 'hardening/guides',
  title: 'Files of a Kubernetes node belong to root, and the data of etcd to etcd',
  severity: 'medium',
  since: '0.1.0',
  references: cis(...fileDemands.flatMap(({ owner }) => owner?.item ?? [])),
  remedy: 'Run `chown root:root` on the file, `chown -R etcd:etcd` on the data of etcd.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: { files: hostFile },
  *evaluate({ files }) {
    for (const { file, demand } of demandedFiles(files)) {
      if (demand.owner === undefined) continue;
      const { item, name } = demand.owner;
      const { type } = file.value;
      const extra = { references: cis(item) };
      if (type.value === undefined) yield unknown(file, type, type.why ?? 'it could not be looked at', extra);
      else if (type.value !== 'absent') {
        const fault = (owners: Owners): string | null => {
          const [owner, group] = owners;
          if (is(name, owner) && is(name, group)) return null;
          return `belongs to ${nameOfIdentity(owner)}:${nameOfIdentity(group)}, not to ${name}:${name}`;
        };
        yield judge(file, ownersOf(file.value), fault, extra);
      } else if (demand.mayBeAbsent) yield pass(file, type, 'there is no such file', extra);
    }
  },
});
