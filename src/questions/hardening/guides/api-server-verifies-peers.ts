import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { componentsNamed } from '../kubernetes/component.ts';
import { cis } from '../kubernetes/references.ts';
import { given, judgeComponent } from '../kubernetes/rules.ts';

const rules = [
  given('1.2.4', ['kubelet-client-certificate', 'kubelet-client-key']),
  given('1.2.5', ['kubelet-certificate-authority']),
  given('1.2.23', ['etcd-certfile', 'etcd-keyfile']),
  given('1.2.24', ['tls-cert-file', 'tls-private-key-file']),
  given('1.2.26', ['etcd-cafile']),
];

export const apiServerVerifiesPeers = defineCheck({
  id: 'HRD-706',
  name: 'api-server-verifies-peers',
  aspect: 'hardening/guides',
  title: 'The API server, etcd and the kubelets show each other certificates and verify them',
  severity: 'high',
  since: '0.1.0',
  references: cis(...rules.map(({ item }) => item)),
  remedy:
    'Give kube-apiserver `--kubelet-client-certificate`, `--kubelet-client-key`, `--kubelet-certificate-authority`, `--etcd-certfile`, `--etcd-keyfile`, `--etcd-cafile`, `--tls-cert-file` and `--tls-private-key-file`.',
  toKnow: 'Ask a node of the control plane as root: `plimsoll hardening audit host:`.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate(facts) {
    for (const component of componentsNamed(facts, 'kube-apiserver')) yield* judgeComponent(component, rules);
  },
});
