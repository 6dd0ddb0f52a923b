import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { betaGate, featureGates } from '../../../formats/kubernetes-flags/flags.ts';
import { defineCheck } from '../../../model/check.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { componentsNamed, type Component } from '../kubernetes/component.ts';
import { list, onOff, text, whole } from '../kubernetes/flag.ts';
import { cis } from '../kubernetes/references.ts';
import { given, judgeComponent, rule } from '../kubernetes/rules.ts';

/** On by default since Kubernetes 1.12. */
function rotates(component: Component): Seen<boolean> {
  const gates = list(component, 'feature-gates', 'absent: RotateKubeletServerCertificate is on');
  if (gates.value === undefined) return seen<boolean>(undefined, gates.at, gates.why);
  const set = gates.value === null ? new Map<string, boolean>() : featureGates(gates.value);
  return set === undefined
    ? seen<boolean>(undefined, gates.at, 'its feature gates cannot be read')
    : seen(betaGate(set, 'RotateKubeletServerCertificate') ?? true, gates.at);
}

/** How many ended Pods are kept; null when nobody chose. */
function kept(component: Component): Seen<number | null> {
  const chosen = text(component, 'terminated-pod-gc-threshold', 'absent: --terminated-pod-gc-threshold is 12500');
  return chosen.value === null
    ? seen<number | null>(null, chosen.at)
    : whole(component, 'terminated-pod-gc-threshold', 0);
}

const rules = [
  rule(
    '1.3.1',
    kept,
    (pods) => {
      if (pods === null) return 'keeps 12500 ended Pods, as nobody chose';
      return pods <= 0 ? 'never cleans up ended Pods' : null;
    },
    'low',
  ),
  rule(
    '1.3.3',
    (component) => onOff(component, 'use-service-account-credentials', false),
    (on) => (on ? null : 'runs every controller with its own rights put together'),
  ),
  given('1.3.4', ['service-account-private-key-file']),
  given('1.3.5', ['root-ca-file']),
  rule('1.3.6', rotates, (on) => (on ? null : 'does not sign new serving certificates of kubelets')),
];

export const controllerManagerAccounts = defineCheck({
  id: 'HRD-711',
  name: 'controller-manager-accounts',
  aspect: 'hardening/guides',
  title: 'The controller manager separates its controllers, signs with its own keys and cleans up',
  severity: 'medium',
  since: '0.1.0',
  references: cis(...rules.map(({ item }) => item)),
  remedy:
    'Start kube-controller-manager with `--use-service-account-credentials=true`, `--service-account-private-key-file`, `--root-ca-file` and `--terminated-pod-gc-threshold`, and leave RotateKubeletServerCertificate on.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'kube-controller-manager')) yield* judgeComponent(component, rules);
  },
});
