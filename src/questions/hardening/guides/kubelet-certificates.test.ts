import { file, process } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { readConfigz } from '../../../readers/configuration/configz.ts';
import { kubeletCertificates } from './kubelet-certificates.ts';

const kubelet = (more: string, ...flags: string[]) => [
  process('kubelet', '--config=/k.yaml', ...flags),
  file('kubelet', '/k.yaml', `kind: KubeletConfiguration\n${more}`),
];
const answer = (kubeletconfig: object) =>
  readConfigz({ kubeletconfig }, { source: 'kubernetes', node: 'n1', api: 'GET /configz' }).flatMap((one) =>
    'fact' in one ? [one.fact] : [],
  );
const files = 'tlsCertFile: /k.crt\ntlsPrivateKeyFile: /k.key\n';

checkTable(kubeletCertificates, [
  {
    name: 'it asks for them',
    facts: kubelet('serverTLSBootstrap: true\nrotateCertificates: true'),
    verdicts: ['pass', 'pass', 'pass'],
  },
  {
    name: 'given by hand',
    facts: kubelet(`${files}rotateCertificates: true`),
    verdicts: ['pass', 'unknown', 'pass'],
    saw: /who replaces it/,
  },
  { name: 'of its own, by default', facts: kubelet(''), verdicts: ['fail', 'fail', 'fail'], saw: /made for itself/ },
  { name: 'a certificate without a key', facts: kubelet('tlsCertFile: /k.crt'), verdicts: ['fail', 'fail', 'fail'] },
  {
    name: 'rotation switched off',
    facts: kubelet(`${files}rotateCertificates: true\nfeatureGates: { RotateKubeletServerCertificate: false }`),
    verdicts: ['pass', 'fail', 'pass'],
  },
  {
    name: 'a gate of the flags over one of the file',
    facts: kubelet(
      'serverTLSBootstrap: true\nrotateCertificates: true\nfeatureGates: { RotateKubeletServerCertificate: false }',
      '--feature-gates=RotateKubeletServerCertificate=true',
    ),
    verdicts: ['pass', 'pass', 'pass'],
  },
  {
    name: 'flags',
    facts: kubelet('', '--rotate-server-certificates', '--rotate-certificates=true'),
    verdicts: ['pass', 'pass', 'pass'],
  },
  {
    name: 'everything in beta off',
    facts: kubelet('serverTLSBootstrap: true\nrotateCertificates: true\nfeatureGates: { AllBeta: false }'),
    verdicts: ['fail', 'fail', 'pass'],
  },
  {
    name: 'the answer of a kubelet that made its own',
    facts: answer({ tlsCertFile: '/var/lib/kubelet/pki/kubelet.crt', tlsPrivateKeyFile: '/k/kubelet.key' }),
    verdicts: ['unknown', 'fail'],
    saw: /makes for itself/,
  },
  {
    name: 'the answer of a kubelet that was given another',
    facts: answer({ tlsCertFile: '/pki/n1.crt', tlsPrivateKeyFile: '/pki/n1.key', rotateCertificates: true }),
    verdicts: ['pass', 'unknown', 'pass'],
  },
  {
    name: 'a wrong type',
    facts: kubelet('serverTLSBootstrap: "yes"\nrotateCertificates: true'),
    verdicts: ['unknown', 'pass'],
  },
]);
