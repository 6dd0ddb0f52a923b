import { file, pod, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { kubernetesStrongCiphers } from './kubernetes-strong-ciphers.ts';

const strong = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
const kubelet = (text: string) => [file('kubelet', '/k.yaml', `kind: KubeletConfiguration\n${text}`)];

checkTable(kubernetesStrongCiphers, [
  {
    name: 'strong',
    facts: pod('kube-apiserver', `--tls-cipher-suites=${strong},TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305`),
    verdicts: ['pass'],
  },
  {
    name: 'one is weak',
    facts: pod('kube-apiserver', `--tls-cipher-suites=${strong},TLS_RSA_WITH_AES_128_CBC_SHA`),
    verdicts: ['fail'],
    saw: /offers TLS_RSA_WITH_AES_128_CBC_SHA$/,
  },
  { name: 'no list', facts: pod('kube-apiserver'), verdicts: ['fail'], saw: /those of Go/ },
  { name: 'TLS 1.3 alone', facts: pod('kube-apiserver', '--tls-min-version=VersionTLS13'), verdicts: ['pass'] },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
  { name: 'kubelet', facts: kubelet(`tlsCipherSuites: [${strong}]`), verdicts: ['pass'] },
  { name: 'kubelet without a list', facts: kubelet(''), verdicts: ['fail'] },
  { name: 'kubelet with no list of names', facts: kubelet('tlsCipherSuites: strong'), verdicts: ['unknown'] },
]);
