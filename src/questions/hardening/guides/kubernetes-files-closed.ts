import { hostFile } from '../../../facts/host-file.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';
import { demandedFiles, fileDemands, octal } from '../kubernetes/files.ts';
import { cis } from '../kubernetes/references.ts';

const high = { severity: 'high' } as const;

/** Others may write it, and so decide what runs as root; or they may read what lets them in. */
function opens(bits: number, role: string): boolean {
  const lets = /kubeconfig|key|data/.test(role);
  return (bits & 0o022) !== 0 || (lets && (bits & 0o044) !== 0);
}

export const kubernetesFilesClosed = defineCheck({
  id: 'HRD-701',
  name: 'kubernetes-files-closed',
  aspect: 'hardening/guides',
  title: 'Files of a Kubernetes node are closed to all but their owner',
  severity: 'medium',
  since: '0.1.0',
  references: cis(...fileDemands.flatMap(({ mode }) => mode?.item ?? [])),
  remedy: 'Run `chmod 600` on the file, `chmod 644` on a certificate, `chmod 700` on the data of etcd.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: { files: hostFile },
  *evaluate({ files }) {
    for (const { file, demand } of demandedFiles(files)) {
      if (demand.mode === undefined) continue;
      const { item, most } = demand.mode;
      const { type, mode } = file.value;
      const extra = {
        references: cis(item),
        ...(mode.value !== undefined && opens(mode.value, demand.role) ? high : {}),
      };
      // Modes of files do not fit folders, which others must pass through, but for one that is meant itself.
      if (type.value === 'folder' && demand.role !== 'etcd data') continue;
      if (type.value === undefined) yield unknown(file, type, type.why ?? 'it could not be looked at', extra);
      else if (type.value !== 'absent')
        yield judge(
          file,
          mode,
          (bits) => ((bits & ~most) === 0 ? null : `has mode ${octal(bits)}, more than ${octal(most)}`),
          extra,
        );
      // Where there is no such file there is nothing to say, but that the benchmark asks for none.
      else if (demand.mayBeAbsent) yield pass(file, type, 'there is no such file', extra);
    }
  },
});
