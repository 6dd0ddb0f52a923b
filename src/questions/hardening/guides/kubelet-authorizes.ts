import { defineCheck } from '../../../model/check.ts';
import { judge, type Judgement } from '../../../model/outcome.ts';
import {
  kubeletNeeds,
  kubelets,
  kubeletNumber,
  kubeletSwitch,
  kubeletText,
  ofNodes,
  unseenKubelets,
  type Kubelet,
} from '../kubernetes/kubelet.ts';
import { cis } from '../kubernetes/references.ts';

export const kubeletAuthorizes = defineCheck({
  id: 'HRD-715',
  name: 'kubelet-authorizes',
  aspect: 'hardening/guides',
  title: 'A kubelet knows who asks it, and asks the API server whether they may',
  severity: 'critical',
  since: '0.1.0',
  references: cis('4.2.1', '4.2.2', '4.2.3', '4.2.4'),
  remedy:
    'Set `authentication.anonymous.enabled: false`, `authentication.x509.clientCAFile`, `authorization.mode: Webhook` and `readOnlyPort: 0` in the configuration of the kubelet.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: kubeletNeeds,
  *evaluate(facts) {
    const found = kubelets(facts);
    for (const kubelet of found) yield* ofNodes(kubelet, judgeKubelet(kubelet));
    yield* unseenKubelets(found, facts.objects);
  },
});

function* judgeKubelet(kubelet: Kubelet): Generator<Judgement> {
  const anonymous = kubeletSwitch(kubelet, {
    path: ['authentication', 'anonymous', 'enabled'],
    flag: 'anonymous-auth',
    byDefault: false,
    byDefaultOfFlags: true,
  });
  const anyone = 'takes requests without credentials';
  yield judge(kubelet, anonymous, (on) => (on ? anyone : null), { references: cis('4.2.1') });
  const mode = kubeletText(kubelet, {
    path: ['authorization', 'mode'],
    flag: 'authorization-mode',
    byDefault: 'Webhook',
    byDefaultOfFlags: 'AlwaysAllow',
  });
  const byMode = (name: string): string | null =>
    name === 'Webhook' ? null : `authorizes by ${name === '' ? 'nothing' : name}`;
  yield judge(kubelet, mode, byMode, { references: cis('4.2.2') });
  const authority = kubeletText(kubelet, {
    path: ['authentication', 'x509', 'clientCAFile'],
    flag: 'client-ca-file',
    byDefault: '',
  });
  const without = 'has no authority by which it verifies client certificates';
  yield judge(kubelet, authority, (file) => (file === '' ? without : null), {
    references: cis('4.2.3'),
    severity: 'medium',
  });
  const port = kubeletNumber(kubelet, {
    path: ['readOnlyPort'],
    flag: 'read-only-port',
    byDefault: 0,
    byDefaultOfFlags: 10255,
  });
  const open = (number: number): string | null =>
    number === 0 ? null : `tells everyone about its Pods at port ${number}`;
  yield judge(kubelet, port, open, { references: cis('4.2.4'), severity: 'high' });
}
