import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const ownNamespace = defineCheck({
  id: 'HRD-108',
  name: 'own-namespace',
  aspect: 'hardening/practices',
  title: 'Workloads have a namespace of their own',
  severity: 'low',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.6.4' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.6.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'namespaces' },
  ],
  remedy: 'Name a namespace in the manifest.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      if (value.orchestrator !== 'kubernetes') continue;
      if (value.namespace === undefined) yield unknown(about, value.at, 'the source does not say');
      else if (value.namespace === 'default') yield fail(about, value.at, 'is in the namespace default, or names none');
      else yield pass(about, value.at);
    }
  },
});
