import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const readOnlyRoot = defineCheck({
  id: 'HRD-104',
  name: 'read-only-root',
  aspect: 'hardening/practices',
  title: 'The root file system of a container is read-only',
  severity: 'low',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.13' },
    { standard: 'nsa-cisa', version: '1.2', item: 'immutable-file-systems' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy:
    'Set `readOnlyRootFilesystem: true` or `read_only: true`, and give the program a volume or tmpfs where it writes.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      yield judge(about, container.readOnlyRoot, (readOnly) => (readOnly ? null : 'its programs can be changed'));
    }
  },
});
