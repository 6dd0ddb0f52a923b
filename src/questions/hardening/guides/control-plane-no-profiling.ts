import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import type { ComponentName } from '../../../formats/kubernetes-flags/flags.ts';
import { defineCheck } from '../../../model/check.ts';
import { componentsNamed } from '../kubernetes/component.ts';
import { onOff } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { judgeComponent, rule } from '../kubernetes/rules.ts';

const items: readonly (readonly [ComponentName, string])[] = [
  ['kube-apiserver', '1.2.15'],
  ['kube-controller-manager', '1.3.2'],
  ['kube-scheduler', '1.4.1'],
];

export const controlPlaneNoProfiling = defineCheck({
  id: 'HRD-709',
  name: 'control-plane-no-profiling',
  aspect: 'hardening/guides',
  title: 'The control plane serves no profiles of itself',
  severity: 'low',
  since: '0.1.0',
  references: cis(...items.map(([, item]) => item)),
  remedy: 'Start kube-apiserver, kube-controller-manager and kube-scheduler with `--profiling=false`.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const [name, item] of items) {
      const own = rule(
        item,
        (component) => onOff(component, 'profiling', true),
        (on) => (on ? 'serves profiles of itself at /debug/pprof' : null),
      );
      for (const component of componentsNamed(facts, name)) yield* judgeComponent(component, [own]);
    }
  },
});
