import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { componentsNamed } from '../kubernetes/component.ts';
import { duration } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule } from '../kubernetes/rules.ts';

/** Seconds. The benchmark's own example; the default is 60. */
const most = 300;

const rules = [
  rule(
    '1.2.20',
    (component) => duration(component, 'request-timeout', 60),
    (seconds) => {
      if (seconds <= 0) return 'lets requests last for ever';
      return seconds > most ? `lets requests last ${seconds} seconds, more than ${most}` : null;
    },
  ),
];

export const apiServerRequestsEnd = defineCheck({
  id: 'HRD-710',
  name: 'api-server-requests-end',
  aspect: 'hardening/guides',
  title: 'Requests to the API server end within five minutes',
  severity: 'low',
  since: '0.1.0',
  references: cis('1.2.20'),
  remedy: 'Leave `--request-timeout` out, which is one minute, or set it to at most `300s`.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, rules);
  },
});
