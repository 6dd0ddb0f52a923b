import { hostFile } from '../../../facts/host-file.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cisDocker, demanded, fileDemands, octal, severityOf } from '../docker-host/files.ts';

export const dockerFilesNotOpen = defineCheck({
  id: 'HRD-611',
  name: 'docker-files-not-open',
  aspect: 'hardening/guides',
  title: "The engine's files are not open to others",
  severity: 'high',
  since: '0.1.0',
  references: fileDemands.map(({ mode }) => cisDocker(mode)),
  remedy: 'Take the rights away with `chmod`: the outcome names the file, its mode and the most that is allowed.',
  toKnow: 'Run as root on the host of the engine: `plimsoll ask docker:`.',
  needs: { files: hostFile },
  *evaluate({ files }) {
    for (const { file, demand } of demanded(files)) {
      const { type, mode } = file.value;
      const extra = { references: [cisDocker(demand.mode)] };
      if (type.value === undefined) yield unknown(file, type, type.why ?? 'was not looked at', extra);
      else if (type.value === 'absent') yield pass(file, type, 'there is no such file', extra);
      else if (mode.value === undefined) yield unknown(file, mode, 'its mode was not seen', extra);
      else if ((mode.value & ~demand.most) === 0) yield pass(file, mode, octal(mode.value), extra);
      else {
        const beyond = (mode.value & ~demand.most & 0o022) !== 0;
        const saw = `has mode ${octal(mode.value)}, and ${octal(demand.most)} is the most`;
        yield fail(file, mode, beyond ? `${saw}: whoever writes it ${demand.harm}` : saw, {
          ...extra,
          severity: severityOf(mode.value, demand.most),
        });
      }
    }
  },
});
