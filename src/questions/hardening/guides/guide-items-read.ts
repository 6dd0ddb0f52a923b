import { engine } from '../../../facts/engine.ts';
import { hostFile } from '../../../facts/host-file.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';

export const guideItemsRead = defineCheck({
  id: 'HRD-271',
  name: 'guide-items-read',
  aspect: 'hardening/guides',
  title: 'Every item of the guides was looked at',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Look at the hosts as well: `plimsoll hardening audit host:` there, as root.',
  toKnow: 'Ask the hosts as well: `plimsoll hardening audit host:` there, as root.',
  needs: { workloads: workload, engines: engine, files: hostFile },
  *evaluate({ workloads, engines, files }) {
    // One word for each platform that was seen: what of its guide no source of this version reads.
    const dockerFiles = files.some(({ value }) => value.role === 'docker.service');
    for (const one of dockerFiles ? [] : engines) {
      yield unknown(
        one,
        one.value.at,
        'partitions, audit rules and file modes of its host (CIS Docker 1 and 3) were not seen',
        { toKnow: 'Ask the engine on its own host: `plimsoll ask docker:` there, as root.' },
      );
    }
    const pod = workloads.find(({ value }) => value.orchestrator === 'kubernetes');
    if (pod === undefined || files.some(({ value }) => value.role === 'configuration of kubelet')) return;
    yield unknown(
      pod,
      pod.value.at,
      'files and arguments of the nodes of its cluster (CIS Kubernetes 1 to 4) were not seen',
      { toKnow: 'Ask each node as root: `plimsoll hardening audit host: --standard cis-kubernetes@2.0.1`.' },
    );
  },
});
