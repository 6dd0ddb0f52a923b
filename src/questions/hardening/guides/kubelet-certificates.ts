import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import {
  kubeletNeeds,
  kubeletGate,
  kubelets,
  kubeletSwitch,
  kubeletText,
  ofNodes,
  unseenKubelets,
  type Kubelet,
} from '../kubernetes/kubelet.ts';
import { cis } from '../kubernetes/references.ts';

export const kubeletCertificates = defineCheck({
  id: 'HRD-716',
  name: 'kubelet-certificates',
  aspect: 'hardening/guides',
  title: 'A kubelet serves a certificate that others can verify, and its certificates rotate',
  severity: 'medium',
  since: '0.1.0',
  references: cis('4.2.9', '4.2.10', '4.2.11'),
  remedy:
    'Set `serverTLSBootstrap: true` and `rotateCertificates: true`, and approve its requests; or give it `tlsCertFile` and `tlsPrivateKeyFile`, and replace them in time.',
  toKnow: 'Ask the node as root: `plimsoll hardening audit host:`.',
  needs: kubeletNeeds,
  *evaluate(facts) {
    const found = kubelets(facts);
    for (const kubelet of found) yield* ofNodes(kubelet, judgeKubelet(kubelet));
    yield* unseenKubelets(found, facts.objects);
  },
});

function* judgeKubelet(kubelet: Kubelet): Generator<Judgement> {
  yield* judgeServing(kubelet);
  const rotates = kubeletSwitch(kubelet, {
    path: ['rotateCertificates'],
    flag: 'rotate-certificates',
    byDefault: false,
  });
  const never = 'does not renew the certificate by which the API server knows it';
  yield judge(kubelet, rotates, (on) => (on ? null : never), { references: cis('4.2.10') });
}

function* judgeServing(kubelet: Kubelet): Generator<Judgement> {
  const certificate = kubeletText(kubelet, { path: ['tlsCertFile'], flag: 'tls-cert-file', byDefault: '' });
  const key = kubeletText(kubelet, { path: ['tlsPrivateKeyFile'], flag: 'tls-private-key-file', byDefault: '' });
  const bootstrap = kubeletSwitch(kubelet, {
    path: ['serverTLSBootstrap'],
    flag: 'rotate-server-certificates',
    byDefault: false,
  });
  const gate = kubeletGate(kubelet, 'RotateKubeletServerCertificate', true);
  const [serving, rotating] = [{ references: cis('4.2.9') }, { references: cis('4.2.11') }];
  const unread = [bootstrap, gate, certificate, key].find(({ value }) => value === undefined);
  if (unread !== undefined) {
    yield unknown(kubelet, unread, unread.why ?? 'the source does not say', { references: cis('4.2.9', '4.2.11') });
    return;
  }
  const [byHand, asked] = [certificate.value !== '' && key.value !== '', bootstrap.value && gate.value];
  if (byHand && !asked && mayBeSelfMade(kubelet, certificate.value!)) {
    const why = 'serves a certificate under the name of one that a kubelet makes for itself';
    yield unknown(kubelet, certificate, why, { references: cis('4.2.9', '4.2.11') });
    return;
  }
  const selfMade = 'serves a certificate that it made for itself, which nobody can verify';
  yield byHand || asked
    ? pass(kubelet, asked ? bootstrap : certificate, '', serving)
    : fail(kubelet, certificate, selfMade, serving);
  if (!gate.value) yield fail(kubelet, gate, 'has RotateKubeletServerCertificate off', rotating);
  else if (asked) yield pass(kubelet, bootstrap, '', rotating);
  else if (byHand)
    yield unknown(
      kubelet,
      certificate,
      'serves a certificate that it was given: who replaces it is not seen',
      rotating,
    );
  else yield fail(kubelet, bootstrap, 'asks for no serving certificate, so that none is renewed', rotating);
}

/** Of a certificate that it made for itself a kubelet answers as if it had been given it: `kubelet.crt` in its folder. */
function mayBeSelfMade({ subject }: Kubelet, certificate: string): boolean {
  return subject.kind === 'Node' && certificate.endsWith('/kubelet.crt');
}
